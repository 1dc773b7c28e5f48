#include "harness/relacy/recorder.hpp"

#include <fmt/format.h>

#include "harness/core/invariant.hpp"

namespace impasse::relacy {

Recorder::Recorder() : agent_of_(kMaxAgents, kNoAgent) {
    INVARIANT(!current_, "two searches by Relacy at once: it has one context in a process");
    agents_.reserve(kMaxAgents);
    things_.reserve(kMaxThings);
    // One step that Relacy counts is two events at most, and it may go one beyond its limit.
    events_.reserve(2 * (std::size_t{kMaxSteps} + 2));
    current_ = this;
}

Recorder::~Recorder() { current_ = nullptr; }

void Recorder::begin() {
    agents_.clear();
    things_.clear();
    events_.clear();
    panic_.reset();
    ++executions_;
}

AgentId Recorder::add(Name name, AgentId parent) {
    INVARIANT(agents_.size() < kMaxAgents, "more threads than an execution may have");
    const auto id = static_cast<AgentId>(agents_.size());
    Agent& agent = agents_.emplace_back();
    agent.name = name;
    agent.parent = parent;
    agent.end = add({.name = name, .kind = Thing::Kind::End, .number = id});
    return id;
}

void Recorder::runs_as(AgentId agent, unsigned thread) {
    agents_[agent].thread = thread;
    agent_of_[thread] = agent;
}

ObjectId Recorder::add(const Thing& thing) {
    INVARIANT(things_.size() < kMaxThings,
              "more objects in one execution than the second engine can follow");
    things_.push_back(thing);
    return static_cast<ObjectId>(things_.size()) - 1;
}

namespace {

bool is_look(const Event& event) {
    switch (event.access.verb) {
        case Verb::Load:
        case Verb::PlainRead:
        case Verb::Yield:
            return true;
        case Verb::ReadModifyWrite:
            return event.before == event.after;
        case Verb::TryLock:
        case Verb::TryReadLock:
        case Verb::TryReadLockRecursive:
            return event.after == 0;
        default:
            return false;
    }
}

}  // namespace

void Recorder::took(const Event& event) {
    INVARIANT(events_.size() < events_.capacity(), "a step that Relacy does not count");
    events_.push_back(event);
    agents_[event.agent].wants.reset();
    agents_[event.agent].acted |= !is_look(event);
    ++steps_;
}

void Recorder::looked(AgentId id, ObjectId thing, bool old, const Location& where) {
    Agent& agent = agents_[id];
    agent.looked.set(thing);
    agent.round.add(thing, where);
    agent.looked_at = where;
    if (old) agent.news = true;
}

bool Recorder::changed(AgentId by, ObjectId thing) {
    bool any = false;
    for (Agent& agent : agents_) {
        if (!agent.looked.test(thing) || &agent == &agents_[by]) continue;
        agent.news = true;
        agent.spent = false;
        any |= agent.sleeps;
    }
    return any;
}

Recorder::Agent* Recorder::unspent_sleeper() {
    const auto found = std::find_if(agents_.begin(), agents_.end(), [](const Agent& agent) {
        return agent.sleeps && !agent.spent;
    });
    return found == agents_.end() ? nullptr : &*found;
}

void Recorder::panicked(AgentId agent, const std::string& message, const Location& where) {
    panic_ = Panic{agent, message, where};
}

}  // namespace impasse::relacy
