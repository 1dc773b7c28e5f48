// For tests of strategies: runs one on a body, without judging anything.
#pragma once

#include <deque>
#include <set>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::explore {

struct Ran {
    std::vector<Move> moves;
    trace::TraceHash trace;
    Ending ending = Ending::Abandoned;
    unsigned preemptions = 0;
};

// Does what a strategy does, and counts its preemptions.
class Watched final : public Strategy {
  public:
    explicit Watched(Strategy& inner) : inner_(inner) {}

    bool begin() override {
        preemptions = 0;
        return inner_.begin();
    }
    Move pick(const Situation& situation) override {
        const Move move = inner_.pick(situation);
        preemptions += situation.running_wants_on() && move.agent != situation.running();
        return move;
    }
    void end(Ending ending) override { inner_.end(ending); }
    bool exhausted() const override { return inner_.exhausted(); }

    unsigned preemptions = 0;  // of this execution

  private:
    Strategy& inner_;
};

// Runs until the strategy has nothing left, `most` executions at most. Traces of two strategies can
// be compared when they share a scheduler, which keeps the ids.
inline std::vector<Ran> runs(sched::Scheduler& scheduler, const sched::Body& body,
                             Strategy& strategy, std::size_t most = 100'000) {
    std::vector<Ran> all;
    Watched watched(strategy);
    trace::CanonicalForm canonical;
    while (all.size() < most && watched.begin()) {
        Ran ran;
        ran.ending = scheduler.run(body, watched, {1'000, &canonical, nullptr});
        watched.end(ran.ending);
        ran.moves = scheduler.moves();
        ran.trace = canonical.hash();
        ran.preemptions = watched.preemptions;
        all.push_back(std::move(ran));
    }
    return all;
}

inline std::vector<Ran> runs(const sched::Body& body, Strategy& strategy,
                             std::size_t most = 100'000) {
    sched::Scheduler scheduler;
    return runs(scheduler, body, strategy, most);
}

inline std::vector<std::vector<Move>> schedules_of(const std::vector<Ran>& all) {
    std::vector<std::vector<Move>> schedules;
    for (const Ran& ran : all) schedules.push_back(ran.moves);
    return schedules;
}

inline std::set<trace::TraceHash> traces_of(const std::vector<Ran>& all) {
    std::set<trace::TraceHash> traces;
    for (const Ran& ran : all) traces.insert(ran.trace);
    return traces;
}

inline std::size_t stuck_in(const std::vector<Ran>& all) {
    std::size_t stuck = 0;
    for (const Ran& ran : all) stuck += ran.ending == Ending::Stuck;
    return stuck;
}

// --- programs

// Two locks taken in both orders. One preemption, one delay and depth 2 each find it.
inline void abba() {
    sync::mutex a("a");
    sync::mutex b("b");
    const auto both = [](sync::mutex& first, sync::mutex& second) {
        sync::lock_guard outer(first);
        sync::lock_guard inner(second);
    };
    sync::jthread left("left", [&] { both(a, b); });
    sync::jthread right("right", [&] { both(b, a); });
}

// Threads that never wait for each other, with three steps each.
inline void apart(int threads) {
    std::deque<sync::atomic<int>> objects;
    std::deque<sync::jthread> all;
    for (int i = 0; i < threads; ++i) {
        auto& own = objects.emplace_back(0, Name("object", i));
        all.emplace_back(Name("thread", i), [&own] {
            for (int value = 0; value < 3; ++value) own.store(value);
        });
    }
}

}  // namespace impasse::explore
