// Happens-before between agents, by vector clocks: for plain data, whose accesses must be ordered by something
// else. Kept only in executions that have plain data (harness/sync/cell.hpp).
//
// As in C++, an atomic's store synchronizes with the loads that come after it, and nothing orders a load before a
// store; readers of a lock are not ordered with each other. All other steps on one object are taken to order
// those who take them, so a race may be seen in some executions of a program only.
// Flanagan, Freund, "FastTrack: efficient and precise dynamic race detection", PLDI 2009.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "harness/core/ids.hpp"
#include "harness/core/step.hpp"

namespace impasse::sched {

class Clocks {
  public:
    struct PlainAccess {
        AgentId agent = kNoAgent;
        std::uint32_t time = 0;
        bool writes = false;
        Location where;
    };

    bool kept() const { return kept_; }
    void keep() { kept_ = true; }
    void reset();

    void step(AgentId agent, const Step& step);
    void spawned(AgentId parent, AgentId child);
    void ended(AgentId agent, ObjectId completion);
    // An earlier access that this one is not ordered with, of which at least one writes.
    std::optional<PlainAccess> access(ObjectId object, AgentId agent, bool writes,
                                      const Location& where);

  private:
    using Clock = std::array<std::uint32_t, kMaxAgents>;
    struct Released {
        Clock by_all{};      // whoever comes later is behind this
        Clock by_readers{};  // and who writes, behind this
    };
    struct Plain {
        PlainAccess write;
        std::map<AgentId, PlainAccess> reads;  // since then
    };

    void step(AgentId agent, const Access& access);
    static void join(Clock& into, const Clock& other);

    bool kept_ = false;
    std::array<Clock, kMaxAgents> now_{};
    std::map<ObjectId, Released> released_;
    std::map<ObjectId, Plain> plain_;
};

}  // namespace impasse::sched
