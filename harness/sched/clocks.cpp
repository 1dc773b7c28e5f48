#include "harness/sched/clocks.hpp"

#include <algorithm>

namespace impasse::sched {

void Clocks::reset() {
    if (!kept_) return;
    *this = {};
}

void Clocks::join(Clock& into, const Clock& other) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] = std::max(into[i], other[i]);
}

void Clocks::step(AgentId agent, const Step& step) {
    ++now_[agent][agent];
    for (const Access& access : step)
        if (access.object != kNoObject) this->step(agent, access);
}

void Clocks::step(AgentId agent, const Access& access) {
    Clock& now = now_[agent];
    switch (access.verb) {
        case Verb::PlainRead:
        case Verb::PlainWrite:
            return;
        case Verb::Load:
        case Verb::ReadLock:
        case Verb::ReadLockRecursive:
        case Verb::TryReadLock:
        case Verb::TryReadLockRecursive:
            return join(now, released_[access.object].by_all);
        case Verb::Store:
            released_[access.object].by_all = now;
            return;
        case Verb::ReadUnlock:
            return join(released_[access.object].by_readers, now);
        default: {
            Released& released = released_[access.object];
            join(now, released.by_all);
            join(now, released.by_readers);
            released.by_all = now;
        }
    }
}

void Clocks::spawned(AgentId parent, AgentId child) {
    ++now_[parent][parent];
    join(now_[child], now_[parent]);
}

void Clocks::ended(AgentId agent, ObjectId completion) {
    join(released_[completion].by_all, now_[agent]);
}

std::optional<Clocks::PlainAccess> Clocks::access(ObjectId object, AgentId agent, bool writes,
                                                  const Location& where) {
    Plain& plain = plain_[object];
    const Clock& now = now_[agent];
    const auto unordered = [&](const PlainAccess& earlier) {
        return earlier.agent != kNoAgent && earlier.agent != agent &&
               now[earlier.agent] < earlier.time;
    };
    std::optional<PlainAccess> race;
    if (unordered(plain.write)) race = plain.write;
    for (const auto& [reader, read] : plain.reads)
        if (writes && !race && unordered(read)) race = read;
    const PlainAccess mine{agent, now[agent], writes, where};
    if (writes) {
        plain.write = mine;
        plain.reads.clear();
    } else {
        plain.reads[agent] = mine;
    }
    return race;
}

}  // namespace impasse::sched
