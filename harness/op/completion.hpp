// The end of an agent, as something that others join.
#pragma once

#include "harness/op/object.hpp"

namespace impasse::op {

class Completion final : public Object {
  public:
    Completion(Name name, AgentId agent) : Object(name), agent_(agent) {}

    unsigned ways(const Access&, AgentId) const override { return done_; }
    void blockers(const Access&, AgentId, std::vector<Blocker>& out) const override {
        out.push_back({agent_, "being run", {}});
    }
    std::string state() const override { return done_ ? "ended" : "running"; }

    bool done() const { return done_; }
    void complete() { done_ = true; }

  private:
    AgentId agent_;
    bool done_ = false;
};

}  // namespace impasse::op
