#include "tests/property/generate.hpp"

#include <map>
#include <numeric>
#include <optional>

#include "harness/core/invariant.hpp"

namespace impasse::property {

namespace {

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

// Where operations are generated for.
struct Place {
    int agent = 0;
    bool async = false;
    bool runtime = false;  // whether one polls
    int depth = 0;         // of bodies
};

class Generator {
  public:
    explicit Generator(std::uint64_t seed) : rng_(seed) {}

    Program run() {
        const int style = rng_.below(10);
        const int runtimes = style < 5 ? 0 : style < 8 ? 1 : 2;
        choose_theme(runtimes > 0);
        make_objects(runtimes);
        make_agent(false);
        if (runtimes == 0) threads();
        if (runtimes == 1) one_runtime();
        if (runtimes == 2) two_runtimes();
        number(program_);
        const std::string why = check(program_);
        INVARIANT(why.empty(), "a generated program is none: " + why + "\n" + print(program_));
        return std::move(program_);
    }

  private:
    void choose_theme(bool async) {
        weights_.fill(0);
        for (int& weight : weights_) weight = rng_.chance(15) ? 1 : 0;
        for (int i = rng_.between(1, 3); i > 0; --i)
            weights_[static_cast<std::size_t>(rng_.below(kFamilies))] += 4;
        if (async) {
            weights_[kFutures] += 2;
        } else {
            weights_[kFutures] = weights_[kAborts] = 0;
            weights_[rng_.chance(50) ? kLocks : kAtomics] += 1;
        }
    }

    void make_objects(int runtimes) {
        const auto make = [&](Kind kind, int count, const auto& value) {
            for (int i = 0; i < count; ++i) program_.of(kind).push_back(value());
        };
        const auto zero = [] { return 0; };
        const auto follow = [&] { return rng_.chance(30) ? 1 : 0; };
        make(Kind::Mutex, rng_.between(1, 2), follow);
        make(Kind::Shared, 1, follow);
        make(Kind::Atomic, rng_.between(1, 2), [&] { return rng_.below(2); });
        make(Kind::Condition, 1, [&] { return rng_.below(count(Kind::Mutex)); });
        make(Kind::Latch, 1, [&] { return rng_.between(1, 2); });
        make(Kind::Notify, rng_.between(1, 2), zero);
        make(Kind::Channel, 1, zero);
        make(Kind::Runtime, runtimes, zero);
    }

    // --- agents

    int make_agent(bool task) {
        program_.agents.push_back({task, {}});
        return static_cast<int>(program_.agents.size()) - 1;
    }
    Ops& ops_of(int agent) { return program_.agents[static_cast<std::size_t>(agent)].ops; }

    static Op op(Do what, int a = 0, int b = 0, int c = 0, Ops body = {}) {
        return {what, {a, b, c}, std::move(body), 0};
    }
    static void append(Ops& to, Ops from) {
        for (Op& one : from) to.push_back(std::move(one));
    }
    void insert(Ops& ops, Op one) {
        const int place = rng_.below(static_cast<int>(ops.size()) + 1);
        ops.insert(ops.begin() + place, std::move(one));
    }

    int thread(int budget) {
        const int agent = make_agent(false);
        Ops ops = some({agent, false, false, 0}, budget);
        ops_of(agent) = std::move(ops);
        return agent;
    }

    void threads() {
        const int others = rng_.between(1, 3);
        const bool main_too = others == 1 || rng_.chance(40);
        const int active = others + (main_too ? 1 : 0);
        const auto budget = [&] {
            return active <= 2 ? rng_.between(2, 6) : active == 3 ? rng_.between(1, 4) : 1;
        };
        Ops main;
        Ops joins;
        int before = 0;
        for (int i = 0; i < others; ++i) {
            const int agent = thread(budget());
            if (before > 0 && rng_.chance(20)) {
                insert(ops_of(before), op(Do::Spawn, agent));
                if (rng_.chance(40)) ops_of(before).push_back(op(Do::Join, agent));
            } else {
                main.push_back(op(Do::Spawn, agent));
                if (rng_.chance(25)) joins.push_back(op(Do::Join, agent));
            }
            before = agent;
        }
        if (main_too) append(main, some({0, false, false, 0}, budget()));
        append(main, std::move(joins));
        ops_of(0) = std::move(main);
    }

    // A task, or two of which the first may spawn the second, at the head of a body.
    void tasks(Ops& body, int count, int budget) {
        int before = 0;
        for (int i = 0; i < count; ++i) {
            const int agent = make_agent(true);
            Ops ops = some({agent, true, true, 0}, rng_.between(1, budget));
            ops_of(agent) = std::move(ops);
            if (before > 0 && rng_.chance(20)) {
                insert(ops_of(before), op(Do::SpawnTask, agent));
            } else {
                body.push_back(op(Do::SpawnTask, agent));
            }
            before = agent;
        }
    }

    // A thread's operations that drive a runtime.
    Ops drive(int runtime, int agent, int count, int budget) {
        Ops ops;
        if (rng_.chance(20) && count > 0) {
            Ops outside;
            tasks(outside, 1, budget);
            ops.push_back(op(Do::SpawnOn, runtime, outside[0].args[0]));
            --count;
        }
        const std::size_t first = program_.agents.size();
        Ops body;
        tasks(body, count, budget);
        append(body, some({agent, true, true, 0}, rng_.between(0, budget)));
        for (std::size_t task = first; task < program_.agents.size(); ++task)
            if (program_.agents[task].task && rng_.chance(50) &&
                awaiters_.try_emplace(static_cast<int>(task), agent).second)
                body.push_back(op(Do::Await, static_cast<int>(task)));
        ops.push_back(op(Do::BlockOn, runtime, 0, 0, std::move(body)));
        if (rng_.chance(10))
            ops.push_back(op(Do::BlockOn, runtime, 0, 0, some({agent, true, true, 0}, 2)));
        if (rng_.chance(20)) ops.push_back(op(Do::DropRuntime, runtime));
        if (rng_.chance(20)) append(ops, some({agent, false, false, 0}, 1));
        return ops;
    }

    void one_runtime() {
        const bool main_drives = rng_.chance(60);
        const int driver = main_drives ? 0 : make_agent(false);
        const int outside = rng_.below(3);
        const int count = outside == 2 ? 1 : rng_.between(1, 3);
        Ops ops = drive(0, driver, count, outside == 0 ? 4 : 2);
        for (int i = 0; i < outside; ++i) {
            const int agent = thread(outside == 1 ? rng_.between(1, 3) : 1);
            Op spawn = op(Do::Spawn, agent);
            if (rng_.chance(30)) {  // from inside
                for (Op& one : ops)
                    if (one.what == Do::BlockOn) {
                        insert(one.body, std::move(spawn));
                        break;
                    }
            } else {
                ops.insert(ops.begin(), std::move(spawn));
            }
        }
        if (!main_drives) ops_of(0).push_back(op(Do::Spawn, driver));
        ops_of(driver) = std::move(ops);
    }

    void two_runtimes() {
        const int other = make_agent(false);
        ops_of(other) = drive(0, other, rng_.below(2), 2);
        Ops main{op(Do::Spawn, other)};
        append(main, drive(1, 0, rng_.between(0, 1), 1));
        ops_of(0) = std::move(main);
    }

    // --- operations

    int count(Kind kind) const { return static_cast<int>(program_.of(kind).size()); }
    int any(Kind kind) { return rng_.below(count(kind)); }

    Ops some(const Place& place, int budget) {
        Ops ops;
        while (budget > 0) add(ops, place, budget);
        return ops;
    }
    Ops body(Place place, int& budget, int at_most) {
        ++place.depth;
        int mine = std::min(std::max(budget, 1), rng_.between(1, at_most));
        budget -= mine;
        return some(place, mine);
    }

    void add(Ops& ops, const Place& place, int& budget) {
        std::array<int, kFamilies> weights = weights_;
        if (!place.async) weights[kFutures] = 0;
        const int sum = std::accumulate(weights.begin(), weights.end(), 0);
        int at = sum > 0 ? rng_.below(sum) : 0;
        std::size_t family = sum > 0 ? 0 : static_cast<std::size_t>(kAtomics);
        while (sum > 0 && at >= weights[family]) at -= weights[family++];
        --budget;
        switch (static_cast<Family>(family)) {
            case kLocks:
                return lock(ops, place, budget);
            case kShared:
                return shared(ops, place, budget);
            case kAtomics:
                return atomic(ops);
            case kConditions:
                return condition(ops, place, budget);
            case kLatches:
                return ops.push_back(op(rng_.chance(60) ? Do::CountDown : Do::Pass, 0));
            case kNotifies:
                return notify(ops, place, budget);
            case kChannels:
                return channel(ops, place, budget);
            case kChoices:
                ops.push_back(op(Do::Choose, rng_.between(2, 3)));
                return branch(ops, place, budget);
            case kFutures:
                return ops.push_back(future(place, budget));
            case kAborts:
                return abort(ops);
            case kFamilies:
                return;
        }
    }

    void branch(Ops& ops, const Place& place, int& budget) {
        if (place.depth < 2) ops.push_back(op(Do::If, rng_.below(2), 0, 0, body(place, budget, 2)));
    }

    void lock(Ops& ops, const Place& place, int& budget) {
        const int mutex = any(Kind::Mutex);
        const int way = place.depth < 2 ? rng_.below(10) : 9;
        if (way < 3) {
            ops.push_back(op(Do::Guard, mutex, 0, 0, body(place, budget, 2)));
        } else if (way < 5) {
            program_.of(Kind::Mutex)[static_cast<std::size_t>(mutex)] = 0;
            ops.push_back(op(Do::Try, mutex, 0, 0, body(place, budget, 1)));
        } else if (way < 8) {
            ops.push_back(op(Do::Lock, mutex));
            append(ops, body(place, budget, 2));
            ops.push_back(op(Do::Unlock, mutex));
        } else if (way < 9) {  // not nested, as it may come
            ops.push_back(op(Do::Lock, mutex));
            ops.push_back(op(Do::Lock, any(Kind::Mutex)));
            ops.push_back(op(Do::Unlock, mutex));
        } else {
            ops.push_back(op(rng_.chance(70) ? Do::Lock : Do::Unlock, mutex));
        }
    }

    void shared(Ops& ops, const Place& place, int& budget) {
        const int way = place.depth < 2 ? rng_.below(11) : 10;
        if (way < 2) {
            ops.push_back(op(Do::WriteGuard, 0, 0, 0, body(place, budget, 1)));
        } else if (way < 4) {
            ops.push_back(op(Do::ReadGuard, 0, 0, 0, body(place, budget, 2)));
        } else if (way < 6) {
            program_.of(Kind::Shared)[0] = 0;
            ops.push_back(
                op(rng_.chance(50) ? Do::TryWrite : Do::TryRead, 0, 0, 0, body(place, budget, 1)));
        } else if (way < 8) {
            ops.push_back(op(Do::Write, 0));
            append(ops, body(place, budget, 1));
            if (rng_.chance(50)) {
                ops.push_back(op(Do::Downgrade, 0));
                ops.push_back(op(Do::Unread, 0));
            } else {
                ops.push_back(op(Do::Unwrite, 0));
            }
        } else if (way < 10) {
            ops.push_back(op(Do::Read, 0));
            append(ops, body(place, budget, 1));
            ops.push_back(op(Do::Unread, 0));
        } else {
            ops.push_back(op(rng_.chance(70) ? Do::Read : Do::Write, 0));
        }
    }

    void atomic(Ops& ops) {
        const int atomic = any(Kind::Atomic);
        switch (rng_.below(8)) {
            case 0:
            case 1:
                return ops.push_back(op(Do::Load, atomic));
            case 2:
                return ops.push_back(op(Do::Store, atomic, rng_.below(3)));
            case 3:
                ops.push_back(op(Do::Load, atomic));
                return ops.push_back(op(Do::StoreNext, atomic));
            case 4:
                return ops.push_back(op(Do::FetchAdd, atomic, 1));
            case 5:
                return ops.push_back(op(Do::Exchange, atomic, rng_.below(3)));
            case 6:
                return ops.push_back(op(Do::CompareExchange, atomic, rng_.below(2), rng_.below(3)));
            default:
                ops.push_back(op(Do::Load, atomic));
                return ops.push_back(
                    op(Do::If, rng_.below(2), 0, 0, {op(Do::Store, any(Kind::Atomic), 2)}));
        }
    }

    void condition(Ops& ops, const Place& place, int& budget) {
        const int mutex = program_.of(Kind::Condition)[0];
        const int way = rng_.below(10);
        if (way < 4) {
            Ops inside{op(Do::Wait, 0)};
            if (rng_.chance(30)) inside.push_back(op(Do::Load, any(Kind::Atomic)));
            ops.push_back(op(Do::Guard, mutex, 0, 0, std::move(inside)));
            --budget;
        } else if (way < 8 || place.depth > 1) {
            ops.push_back(op(rng_.chance(60) ? Do::WakeOne : Do::WakeAll, 0));
        } else {
            ops.push_back(
                op(Do::Guard, mutex, 0, 0, {op(rng_.chance(60) ? Do::WakeOne : Do::WakeAll, 0)}));
        }
    }

    void notify(Ops& ops, const Place& place, int& budget) {
        const int notify = any(Kind::Notify);
        if (rng_.chance(60)) {
            ops.push_back(op(rng_.chance(60) ? Do::NotifyOne : Do::NotifyWaiters, notify));
        } else {
            --budget;
            wait(ops, place, op(Do::Notified, notify));
        }
    }

    void channel(Ops& ops, const Place& place, int& budget) {
        const int way = rng_.below(12);
        if (way < 6) {
            ops.push_back(op(Do::Send, 0, rng_.below(3)));
        } else if (way < 7) {
            ops.push_back(op(Do::CloseSender, 0));
        } else if (receivers_.try_emplace(0, place.agent).first->second != place.agent) {
            ops.push_back(op(Do::Send, 0, rng_.below(3)));
        } else if (way < 11) {
            --budget;
            wait(ops, place, op(Do::Receive, 0));
        } else {
            ops.push_back(op(Do::CloseReceiver, 0));
        }
    }

    // Awaits it; a thread, and rarely a task, blocks on it.
    void wait(Ops& ops, const Place& place, Op future) {
        if (place.async && !rng_.chance(10)) {
            ops.push_back(std::move(future));
        } else {
            ops.push_back(op(Do::Park, 0, 0, 0, {std::move(future)}));
        }
    }

    void abort(Ops& ops) {
        if (const auto task = any_task()) {
            ops.push_back(op(Do::Abort, *task));
        } else {
            ops.push_back(op(Do::Load, any(Kind::Atomic)));
        }
    }

    std::optional<int> any_task() {
        std::vector<int> tasks;
        for (std::size_t i = 0; i < program_.agents.size(); ++i)
            if (program_.agents[i].task) tasks.push_back(static_cast<int>(i));
        if (tasks.empty()) return {};
        return tasks[static_cast<std::size_t>(rng_.below(static_cast<int>(tasks.size())))];
    }

    Op future(Place place, int& budget) {
        const int way = rng_.below(place.depth < 2 ? 14 : 9);
        ++place.depth;
        const auto both = [&](Do what) {
            Op first = future(place, budget);
            return op(what, 0, 0, 0, {std::move(first), future(place, budget)});
        };
        switch (way) {
            case 0:
            case 1:
            case 2:
                return op(Do::Yield);
            case 3:
                return op(place.runtime ? Do::Sleep : Do::Yield);
            case 4:
                if (receivers_.try_emplace(0, place.agent).first->second == place.agent)
                    return op(Do::Receive, 0);
                return op(Do::Yield);
            case 5:
                if (const auto task = any_task();
                    task && *task != place.agent &&
                    awaiters_.try_emplace(*task, place.agent).first->second == place.agent)
                    return op(Do::Await, *task);
                return op(Do::Yield);
            case 6:
            case 7:
            case 8:
                return op(Do::Notified, any(Kind::Notify));
            case 9:
                return op(Do::Async, 0, 0, 0, body(place, budget, 2));
            case 10:
                return both(Do::Select);
            case 11:
                return both(Do::SelectBiased);
            case 12:
                return both(Do::JoinBoth);
            default:  // a lock, kept across an await
                return op(Do::Async, 0, 0, 0,
                          {op(Do::Guard, any(Kind::Mutex), 0, 0, {future(place, budget)})});
        }
    }

    Rng rng_;
    Program program_;
    std::array<int, kFamilies> weights_{};
    std::map<int, int> receivers_;  // of a channel
    std::map<int, int> awaiters_;   // of a task
};

}  // namespace

Program generate(std::uint64_t seed) { return Generator(seed).run(); }

}  // namespace impasse::property
