// The execution that is being explored, as a partial order: its steps with their vector clocks, and
// what happened to each object.
//
// Happens-before is the order of each agent's steps, of dependent steps (harness/op), of a spawn and
// what it spawned, and of an agent's end and a join. Executions share their beginnings: truncate()
// keeps what is still true. Cost: a step costs O(agents + accesses since the last one that orders
// all), memory is that of the longest execution.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "harness/core/strategy.hpp"

namespace impasse::explore {

// A step that happened, or (as the last one, place == size()) one that is blocked for ever.
struct Event {
    static constexpr int kNone = -1;

    Move move;
    unsigned ways = 1;
    unsigned nth = 0;  // of its agent's steps, from 1
    int before =
        kNone;  // the step behind which it was announced: its agent's last, or its spawner's
    int elder = kNone;   // of an agent interchangeable with its own: the step that goes before it
    int latest = kNone;  // the latest step that happens before it
    Step step;

    // The latest of the steps without which it would not have been there to be taken.
    int announced() const { return std::max(before, elder); }
};

// One access of one of those steps.
struct Touch {
    unsigned event = 0;
    Access access;
    bool followed = false;  // behind the step: it can only have enabled others
};

class History {
  public:
    std::size_t size() const { return events_.size(); }
    const Event& operator[](std::size_t place) const { return events_[place]; }

    // Forgets all but the first `size` steps.
    void truncate(std::size_t size);
    // Who has announced a step when size() steps have happened: some may be new.
    void announced(AgentSet agents);
    void push(Move move, unsigned ways, const Step& step, int elder = Event::kNone);
    // What followed the last step.
    void followed(std::span<const Access> accesses);
    // The step that an agent has announced and that has not happened.
    Event pending(AgentId agent, const Step& step, int elder = Event::kNone) const;

    // Whether step `first` happens before step `second`; both are places, and so is a step itself.
    bool before(std::size_t first, std::size_t second) const {
        const Event& event = events_[first];
        return clock(second)[event.move.agent] >= event.nth;
    }
    // Whether `event` could not have been announced without step `first`.
    bool forced(std::size_t first, const Event& event) const {
        return comes_before(first, event.before) || comes_before(first, event.elder);
    }
    // Whether what followed the step in this place (a release) is what `later` depends on.
    bool brings(std::size_t place, const Step& later) const;
    // The agent's first step from `place` on; size() if there is none.
    std::size_t next_of(AgentId agent, std::size_t place) const;
    // The places of the agent's steps.
    const std::vector<unsigned>& steps_of(AgentId agent) const { return by_agent_[agent]; }
    // Of the ways of a step that goes behind that of an elder. Where no object orders the two, it goes
    // no lesser way than the elder's: then the one that went the lesser way is the elder.
    unsigned least_way(int elder, const Step& step) const;
    std::span<const Touch> touches(ObjectId object) const {
        return object < by_object_.size() ? std::span<const Touch>(by_object_[object])
                                          : std::span<const Touch>();
    }

  private:
    // A vector clock is a row; lanes of agents that nobody knows yet are 0.
    std::uint32_t* clock(std::size_t place) { return clocks_.data() + place * kMaxAgents; }
    const std::uint32_t* clock(std::size_t place) const {
        return clocks_.data() + place * kMaxAgents;
    }
    bool comes_before(std::size_t first, int place) const {
        return place != Event::kNone && before(first, static_cast<std::size_t>(place));
    }
    void know(AgentId agent);
    void join(std::uint32_t* into, std::size_t place) const;
    void touch(unsigned event, const Access& access, bool followed);
    int last_of(AgentId agent) const;

    std::vector<Event> events_;
    std::vector<std::uint32_t> clocks_;  // never shrinks
    struct Followed {
        unsigned event;
        ObjectId object;
    };
    std::vector<Followed> followed_;
    std::vector<std::vector<Touch>> by_object_;
    std::array<std::vector<unsigned>, kMaxAgents> by_agent_;
    AgentSet known_ = 0;
    std::array<unsigned, kMaxAgents> born_{};  // after how many steps
    AgentId agents_ = 0;                       // one past the largest id that was ever known
};

}  // namespace impasse::explore
