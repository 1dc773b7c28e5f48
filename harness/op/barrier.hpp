// std::barrier: all who take part arrive, then all go on, again and again. A latch that is never used up: it counts all
// arrivals, and who arrived for the n-th time waits until all have (LatchWait with that number of arrivals).
#pragma once

#include <fmt/format.h>

#include <map>
#include <vector>

#include "harness/op/object.hpp"

namespace impasse::op {

class Barrier final : public Object {
  public:
    Barrier(Name name, std::ptrdiff_t expected) : Object(name), expected_(expected) {}

    unsigned ways(const Access& access, AgentId) const override {
        return access.verb != Verb::LatchWait || arrived_ >= access.argument;
    }
    std::string state() const override {
        return fmt::format("{} of {} arrived", arrived_ % expected_, expected_);
    }
    // Who has taken part before and has not arrived this time. In the first round nobody is known.
    void blockers(const Access& access, AgentId, std::vector<Blocker>& out) const override {
        if (access.verb != Verb::LatchWait) return;
        for (const auto& [agent, rounds] : rounds_)
            if (rounds * expected_ < access.argument) out.push_back({agent, "has not arrived", {}});
    }

    // The agent's round, from 1; 0: one that began without it, so more take part than are expected.
    std::ptrdiff_t arrive(AgentId agent) {
        const std::ptrdiff_t round = ++rounds_[agent];
        const bool fits = arrived_ / expected_ + 1 == round;
        ++arrived_;
        return fits ? round : 0;
    }
    std::ptrdiff_t expected() const { return expected_; }

  private:
    std::ptrdiff_t expected_;
    std::ptrdiff_t arrived_ = 0;
    std::map<AgentId, std::ptrdiff_t> rounds_;  // in which it has arrived
};

}  // namespace impasse::op
