// Random operations for an agent, by the theme of its program: a few families of operations, so
// that those that it has meet.
#pragma once

#include <array>
#include <map>
#include <optional>

#include "tests/property/program.hpp"
#include "tests/property/rng.hpp"

namespace impasse::property {

// Where operations are generated for.
struct Place {
    int agent = 0;
    bool async = false;
    bool runtime = false;  // whether one polls
    int depth = 0;         // of bodies
    bool alike = false;    // several have the same operations
};

class Operations {
  public:
    Operations(Rng& rng, Program& program, bool async);

    // The shared lock keeps readers out for writers, and is what the program is about.
    void be_fair() { weights_[kShared] += 6; }
    // In place of notify and the unbounded channel there are a semaphore and a bounded one.
    void be_bounded() {
        bounded_only_ = true;
        weights_[kNotifies] += 4;
        weights_[kChannels] += 4;
    }

    // Some that take about `budget` steps.
    Ops some(const Place& place, int budget);
    // Whether the agent may be the one that awaits the task.
    bool awaits(int agent, int task) {
        return awaiters_.try_emplace(task, agent).first->second == agent;
    }

    static Op op(Do what, int a = 0, int b = 0, int c = 0, Ops body = {}) {
        return {what, {a, b, c}, std::move(body), 0};
    }
    static void append(Ops& to, Ops from) {
        for (Op& one : from) to.push_back(std::move(one));
    }

  private:
    enum Family : std::size_t {
        kLocks,
        kShared,
        kAtomics,
        kConditions,
        kLatches,
        kNotifies,
        kChannels,
        kChoices,
        kFutures,
        kAborts,
        kFamilies
    };

    int count(Kind kind) const { return static_cast<int>(program_.of(kind).size()); }
    int any(Kind kind) { return rng_.below(count(kind)); }
    std::optional<int> any_task();
    bool receives(int agent, int channel) {
        return receivers_.try_emplace(channel, agent).first->second == agent;
    }

    bool receives_from(int agent, int channel) {
        return bounded_.try_emplace(channel, agent).first->second == agent;
    }

    Ops body(Place place, int& budget, int at_most);
    void add(Ops& ops, const Place& place, int& budget);
    void branch(Ops& ops, const Place& place, int& budget);
    void lock(Ops& ops, const Place& place, int& budget);
    void shared(Ops& ops, const Place& place, int& budget);
    void fair(Ops& ops, const Place& place, int& budget);
    void atomic(Ops& ops);
    void condition(Ops& ops, const Place& place, int& budget);
    void notify(Ops& ops, const Place& place, int& budget);
    void channel(Ops& ops, const Place& place, int& budget);
    void bounded(Ops& ops, const Place& place, int& budget);
    void permits(Ops& ops, const Place& place, int& budget);
    void abort(Ops& ops);
    // Awaits it; a thread, and rarely a task, blocks on it.
    void wait(Ops& ops, const Place& place, Op future);
    Op future(Place place, int& budget);

    Rng& rng_;
    Program& program_;
    std::array<int, kFamilies> weights_{};
    bool bounded_only_ = false;
    std::map<int, int> receivers_;  // of a channel
    std::map<int, int> bounded_;    // receivers of a bounded one
    std::map<int, int> awaiters_;   // of a task
};

}  // namespace impasse::property
