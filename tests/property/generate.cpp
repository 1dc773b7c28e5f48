#include "tests/property/generate.hpp"

#include <algorithm>
#include <array>

#include "harness/core/invariant.hpp"
#include "tests/property/operations.hpp"

namespace impasse::property {

namespace {

class Generator {
  public:
    Generator(std::uint64_t seed, bool runtimes)
        : rng_(seed),
          runtimes_(!runtimes ? 0 : std::array{0, 0, 0, 0, 0, 1, 1, 1, 2, 2}[rng_.next() % 10]),
          operations_(rng_, program_, runtimes_ > 0) {
        // Apart from all other decisions: what other programs are does not depend on it.
        Rng theme(seed ^ 0x6c6f636b);
        switch (theme.below(6)) {
            case 0:
                fair_ = theme.chance(40) ? kWriters : kClaim;
                operations_.be_fair();
                break;
            case 1:
                if (!runtimes) break;  // with several of each agent these are too large
                bounded_ = true;
                operations_.be_bounded();
                break;
            case 2:
                workers_ = theme.between(1, 2);
                break;
            default:
                break;
        }
    }

    // Of threads; with some that are interchangeable.
    Program run_alike() {
        make_objects();
        make_agent(false);
        alike();
        return checked();
    }

    Program run() {
        make_objects();
        make_agent(false);
        if (runtimes_ == 0) threads();
        if (runtimes_ == 1) one_runtime();
        if (runtimes_ == 2) two_runtimes();
        return checked();
    }

  private:
    Program checked() {
        program_.spurious = rng_.chance(40) ? rng_.between(1, 2) : 0;
        number(program_);
        const std::string why = check(program_);
        INVARIANT(why.empty(), "a generated program is none: " + why + "\n" + print(program_));
        return std::move(program_);
    }

    static Op op(Do what, int a = 0, int b = 0, int c = 0, Ops body = {}) {
        return Operations::op(what, a, b, c, std::move(body));
    }
    static void append(Ops& to, Ops from) { Operations::append(to, std::move(from)); }

    void make_objects() {
        const auto make = [&](Kind kind, int count, const auto& value) {
            for (int i = 0; i < count; ++i) program_.of(kind).push_back(value());
        };
        const auto zero = [] { return 0; };
        const auto follow = [&] { return rng_.chance(30) ? 1 : 0; };
        make(Kind::Mutex, rng_.between(1, 2), follow);
        make(Kind::Shared, 1, follow);
        if (fair_ != 0) program_.of(Kind::Shared)[0] = fair_;
        make(Kind::Atomic, rng_.between(1, 2), [&] { return rng_.below(2); });
        make(Kind::Condition, 1,
             [&] { return rng_.below(static_cast<int>(program_.of(Kind::Mutex).size())); });
        make(Kind::Latch, 1, [&] { return rng_.between(1, 2); });
        make(Kind::Notify, rng_.between(1, 2), zero);
        make(Kind::Channel, 1, zero);
        if (bounded_) {
            make(Kind::Semaphore, 1, [&] { return rng_.below(3); });
            make(Kind::Bounded, 1, [&] { return rng_.chance(75) ? 1 : 2; });
        }
        make(Kind::Runtime, runtimes_, [&] { return workers_; });
    }

    // --- agents

    int make_agent(bool task) {
        program_.agents.push_back({task, {}});
        return static_cast<int>(program_.agents.size()) - 1;
    }
    Ops& ops_of(int agent) { return program_.agents[static_cast<std::size_t>(agent)].ops; }

    void insert(Ops& ops, Op one) {
        const int place = rng_.below(static_cast<int>(ops.size()) + 1);
        ops.insert(ops.begin() + place, std::move(one));
    }

    int thread(int budget) {
        const int agent = make_agent(false);
        Ops ops = operations_.some({agent, false, false, 0}, budget);
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
        if (main_too) append(main, operations_.some({0, false, false, 0}, budget()));
        append(main, std::move(joins));
        ops_of(0) = std::move(main);
    }

    // Two or three of a kind, who may start a thread each; another kind, or other threads; main.
    void alike() {
        const int count = rng_.between(2, 3);
        const int kinds = count == 2 && rng_.chance(25) ? 2 : 1;
        int left = 6;
        const int budget = rng_.between(1, left / (count * kinds));
        left -= count * kinds * budget;
        Ops main;
        for (int kind = 0; kind < kinds; ++kind) {
            const int agent = make_agent(false);
            Ops ops = operations_.some({agent, false, false, 0, true}, budget);
            if (left > 1 && rng_.chance(25)) {
                left -= count;
                const int child = some_child(ops);
                insert(ops, op(Do::Spawn, child));
            }
            ops_of(agent) = std::move(ops);
            main.push_back(op(Do::SpawnAlike, agent, count));
        }
        if (left > 0 && rng_.chance(70)) {
            insert(main, op(Do::Spawn, thread(rng_.between(1, std::min(left, 2)))));
            --left;
        }
        if (left > 0) append(main, operations_.some({0, false, false, 0}, rng_.below(left)));
        ops_of(0) = std::move(main);
    }

    // Of an agent of which there are several, which does `ops`, and may wait for it.
    int some_child(Ops& ops) {
        const int child = make_agent(false);
        Ops little = operations_.some({child, false, false, 0, true}, 1);
        ops_of(child) = std::move(little);
        if (rng_.chance(30)) ops.push_back(op(Do::Join, child));
        return child;
    }

    // A task, or two of which the first may spawn the second, at the head of a body.
    void tasks(Ops& body, int count, int budget) {
        int before = 0;
        for (int i = 0; i < count; ++i) {
            const int agent = make_agent(true);
            Ops ops = operations_.some({agent, true, true, 0}, rng_.between(1, budget));
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
        append(body, operations_.some({agent, true, true, 0}, rng_.between(0, budget)));
        for (std::size_t task = first; task < program_.agents.size(); ++task)
            if (program_.agents[task].task && rng_.chance(50) &&
                operations_.awaits(agent, static_cast<int>(task)))
                body.push_back(op(Do::Await, static_cast<int>(task)));
        ops.push_back(op(Do::BlockOn, runtime, 0, 0, std::move(body)));
        if (rng_.chance(10))
            ops.push_back(
                op(Do::BlockOn, runtime, 0, 0, operations_.some({agent, true, true, 0}, 2)));
        if (rng_.chance(20)) ops.push_back(op(Do::DropRuntime, runtime));
        if (rng_.chance(20)) append(ops, operations_.some({agent, false, false, 0}, 1));
        return ops;
    }

    // From outside of the runtime, or from inside, where the thread knows of its tasks.
    void spawn_beside(Ops& ops, int agent) {
        const Op spawn = op(Do::Spawn, agent);
        bool aborts = false;
        each_op(ops_of(agent), [&](const Op& one) { aborts |= one.what == Do::Abort; });
        if (rng_.chance(aborts ? 20 : 70)) {
            ops.insert(ops.begin(), spawn);
            return;
        }
        for (Op& one : ops) {
            if (one.what != Do::BlockOn) continue;
            const auto after = std::find_if(one.body.rbegin(), one.body.rend(), [](const Op& last) {
                return last.what == Do::SpawnTask;
            });
            one.body.insert(after.base(), spawn);
            return;
        }
    }

    void one_runtime() {
        const bool main_drives = rng_.chance(60);
        const int driver = main_drives ? 0 : make_agent(false);
        const int outside = rng_.below(3);
        const int count = outside == 2 ? 1 : rng_.between(1, 3);
        Ops ops = drive(0, driver, count, outside == 0 ? 4 : 2);
        for (int i = 0; i < outside; ++i) {
            const int agent = thread(outside == 1 ? rng_.between(1, 3) : 1);
            spawn_beside(ops, agent);
        }
        if (!main_drives) ops_of(0).push_back(op(Do::Spawn, driver));
        ops_of(driver) = std::move(ops);
    }

    // Two workers take many steps: they do little, and the second one may begin late.
    Ops drive_little(int runtime, int agent) {
        Ops body;
        tasks(body, 1, 1);
        const int way = rng_.below(6);
        if (way < 2) body.push_back(op(Do::Yield));
        if (way == 2) append(body, operations_.some({agent, true, true, 0}, 1));
        if (way > 3) {
            const int task = body[0].args[0];
            if (operations_.awaits(agent, task)) body.push_back(op(Do::Await, task));
        }
        Ops ops{op(Do::BlockOn, runtime, 0, 0, std::move(body))};
        if (rng_.chance(20)) ops.push_back(op(Do::DropRuntime, runtime));
        return ops;
    }

    void two_runtimes() {
        const int other = make_agent(false);
        Ops second = drive_little(0, other);
        ops_of(other) = std::move(second);
        const auto first_task = program_.agents.size();
        Ops main = drive_little(1, 0);
        const Op spawn = op(Do::Spawn, other);
        const int way = rng_.below(4);
        if (way == 0) {
            main.insert(main.begin(), spawn);
        } else if (way == 1) {
            main[0].body.push_back(spawn);
        } else {
            insert(program_.agents[first_task].ops, spawn);
        }
        ops_of(0) = std::move(main);
    }

    Rng rng_;
    int runtimes_;
    int fair_ = 0;
    bool bounded_ = false;
    int workers_ = 0;
    Program program_;
    Operations operations_;
};

}  // namespace

Program generate(std::uint64_t seed) { return Generator(seed, true).run(); }

Program generate_alike(std::uint64_t seed) { return Generator(seed, false).run_alike(); }

}  // namespace impasse::property
