// The execution that is being explored, as a partial order: which steps happen before which, and what
// happened to each object.
//
// Happens-before is the order of each agent's steps, of dependent steps (harness/op), of a spawn and
// what it spawned, and of an agent's end and a join. Executions share their beginnings: truncate()
// keeps what is still true. A step's past is a set of bits. Cost: a step costs O(accesses since the last
// one that orders all * steps / 64), memory is that of the longest execution: its steps squared / 8 bytes.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/explore/places.hpp"

namespace impasse::explore {

// A step that happened, or (as the last one, place == size()) one that is blocked for ever.
struct Event {
    static constexpr int kNone = -1;

    Move move;
    unsigned ways = 1;
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
    History() { of_agent_.resize(kMaxAgents); }

    std::size_t size() const { return events_.size(); }
    // How many words a set of its places has.
    std::size_t words() const { return pasts_.width(); }
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
        return (pasts_[second][first / kPlacesInWord] & Places::mask(first)) != 0;
    }
    // The steps behind `first` that do not happen after it.
    void not_after(std::size_t first, Places& out) const;
    // Takes out of the set what does, with `first` itself.
    void remove_after(std::size_t first, Places& set) const;
    // Adds those of `among` that happen before the step in this place.
    void add_past(std::size_t place, const Places& among, Places& to) const;
    bool any_in_past(std::size_t place, const Places& among) const;
    // Whether `event` could not have been announced without step `first`.
    bool forced(std::size_t first, const Event& event) const {
        return comes_before(first, event.before) || comes_before(first, event.elder);
    }
    // Whether what followed the step in this place (a release) is what `later` depends on.
    bool brings(std::size_t place, const Step& later) const;
    // The agent's first step from `place` on; size() if there is none.
    std::size_t next_of(AgentId agent, std::size_t place) const;
    // The agent's first step among these; kNowhere: none.
    std::size_t first_of(AgentId agent, const Places& among) const;
    // The first among these that `step` is dependent with, the agents aside; kNowhere: none.
    std::size_t first_dependent(const Step& step, const Places& among) const;
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
    bool comes_before(std::size_t first, int place) const {
        return place != Event::kNone && before(first, static_cast<std::size_t>(place));
    }
    void make_room();
    void join(std::uint64_t* into, std::size_t place) const;
    void touch(unsigned event, const Access& access, bool followed);
    int last_of(AgentId agent) const;

    std::vector<Event> events_;
    PlaceRows pasts_;     // by place: what happens before it, and itself
    PlaceRows of_agent_;  // by agent: its steps
    std::array<std::vector<unsigned>, kMaxAgents> by_agent_;  // the same, in order
    PlaceRows of_object_;  // by object: the steps that touch it, without what followed them
    struct Followed {
        unsigned event;
        ObjectId object;
    };
    std::vector<Followed> followed_;
    std::vector<std::vector<Touch>> by_object_;
    AgentSet known_ = 0;
    std::array<unsigned, kMaxAgents> born_{};  // after how many steps
};

}  // namespace impasse::explore
