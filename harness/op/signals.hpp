// Objects whose state lives in the primitive or the task, which shows it here for the schedule.
#pragma once

#include "harness/op/object.hpp"

namespace impasse::op {

// Atomics, Notify, channels: nothing blocks on them directly. A future that polls them may be Pending.
class Shown final : public Object {
  public:
    using Object::Object;
    std::string state() const override { return shown_; }
    void show(std::string value) { shown_ = std::move(value); }

  private:
    std::string shown_;
};

// The result of a task: whoever awaits it waits for the task.
class TaskResult final : public Object {
  public:
    using Object::Object;
    void blockers(const Access&, AgentId, std::vector<Blocker>& out) const override {
        if (!done_) out.push_back({agent_, "being run", {}});
    }
    std::string state() const override { return done_ ? "complete" : "running"; }
    void run_by(AgentId agent) { agent_ = agent; }
    bool done() const { return done_; }
    void complete() { done_ = true; }

  private:
    AgentId agent_ = kNoAgent;
    bool done_ = false;
};

}  // namespace impasse::op
