// The comparer passes what is sound and fails what is not: searches that are broken on purpose, a
// dependence relation with one rule too few, a step that reads what it does not name.
#include "tests/property/compare.hpp"

#include <algorithm>

#include "harness/catch2.hpp"
#include "harness/op/dependence.hpp"
#include "harness/op/verb.hpp"
#include "tests/property/generate.hpp"
#include "tests/property/in_parts.hpp"
#include "tests/property/shrink.hpp"
#include "tests/property/subjects.hpp"
#include "tests/property/twins.hpp"

namespace impasse::property {

namespace {

constexpr std::uint64_t kMost = 150;  // executions: a larger program is not needed here
constexpr std::uint64_t kPrograms = 4000;

using Pair = std::pair<Verb, Verb>;

Subject twin(TwinOptions options, bool once = false, bool optimal = false) {
    return {"twin", [options] { return std::make_unique<Twin>(options); }, once, optimal};
}

// The relation, but for accesses of which `forgotten` says that they are independent.
Subject forgetting(const std::function<bool(Verb, Verb)>& forgotten) {
    return twin({.dependent = [forgotten](const Step& a, const Step& b) {
        for (const Access& x : a)
            for (const Access& y : b)
                if (op::dependent(x, y) && !forgotten(x.verb, y.verb) && !forgotten(y.verb, x.verb))
                    return true;
        return false;
    }});
}

// What is wrong with the first program that shows anything; Nothing: none does.
Wrong caught(const Subject& subject) {
    for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
        const Comparison result = compare(generate(seed), {subject}, kMost);
        if (result.wrong != Wrong::Nothing) return result.wrong;
    }
    return Wrong::Nothing;
}

// The same for programs with interchangeable agents, whose orbits count as one trace.
Wrong caught_by_orbit(const Subject& subject, std::uint64_t programs) {
    for (std::uint64_t seed = 0; seed < programs; ++seed) {
        const Comparison result = compare_orbits(generate_alike(seed), {subject}, 10 * kMost);
        if (result.wrong != Wrong::Nothing) return result.wrong;
    }
    return Wrong::Nothing;
}

Wrong wrong(const char* text, const std::vector<Subject>& subjects = {}) {
    return compare(parse(text), subjects, 20'000).wrong;
}

}  // namespace

TEST_CASE("sound searches pass", "[property]") {
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        CHECK(compare(generate(seed), subjects_of({}), kMost).wrong == Wrong::Nothing);
}

TEST_CASE("a program that is too large is discarded, and nothing is said of it", "[property]") {
    const Program program = parse(
        "atomic x0 0\nmain: spawn t1; load x0; load x0; load x0\nt1: load x0; load x0; load x0\n");
    const Comparison small = compare(program, {}, 20);
    const Comparison whole = compare(program, {}, 19);
    CHECK_FALSE(small.discarded);
    CHECK(small.executions == 20);
    CHECK(small.traces == 1);
    CHECK(whole.discarded);
}

TEST_CASE("a search that leaves out alternatives is caught", "[property]") {
    CHECK(caught(twin({.skips_last = true})) == Wrong::Traces);
}

TEST_CASE(
    "a search within a bound that forgets what an arrival had spent, or after whom, or what it "
    "refused, is caught",
    "[property]") {
    const auto forgetful = [](Forgets forgets) {
        return Subject{.name = "forgetful",
                       .make = [=] { return std::make_unique<ForgetfulDfs>(1, forgets); },
                       .preemptions = 1};
    };
    CHECK(caught(forgetful({.spent = true})) == Wrong::Traces);
    CHECK(caught(forgetful({.last = true})) == Wrong::Traces);
    CHECK(caught(forgetful({.refused = true})) == Wrong::Traces);
}

TEST_CASE("a search that goes beyond its bound is caught, and one that stays short of it",
          "[property]") {
    const auto within = [](unsigned preemptions, unsigned bound) {
        return Subject{.name = "dfs",
                       .make = [=] { return std::make_unique<explore::Dfs>(preemptions); },
                       .preemptions = bound};
    };
    CHECK(caught(within(2, 1)) == Wrong::Repeats);
    CHECK(caught(within(0, 1)) == Wrong::Traces);
}

TEST_CASE("a strategy that repeats a trace, or cuts an execution, breaks its promise",
          "[property]") {
    const auto related = [](const Step& a, const Step& b) { return op::dependent(a, b); };
    CHECK(caught(twin({.reversed = true}, true)) == Wrong::Repeats);
    CHECK(caught(twin({.dependent = related}, true, true)) == Wrong::Repeats);
}

TEST_CASE(
    "a join that forgets what a part has found for the others, or adds what is covered, is caught",
    "[property]") {
    const auto in_parts = [](Join join) {
        return Subject{"in parts", [join] { return std::make_unique<InParts>(3, 1, join); }, true,
                       true};
    };
    CHECK(caught(in_parts(Join::Forgets)) == Wrong::Traces);
    // Runs a trace again, or claims what does not fit any more: whichever a program shows first.
    const Wrong twice = caught(in_parts(Join::AddsTwice));
    CHECK((twice == Wrong::Repeats || twice == Wrong::Error));
}

TEST_CASE("a relation without a family of operations is caught", "[property]") {
    using op::Family;
    for (const Family family :
         {Family::Lock, Family::Condition, Family::Atomic, Family::Latch, Family::Worker,
          Family::Notify, Family::Channel, Family::Semaphore, Family::Task}) {
        INFO("family " << static_cast<int>(family));
        CHECK(caught(forgetting([family](Verb a, Verb) { return op::family_of(a) == family; })) ==
              Wrong::Traces);
    }
}

TEST_CASE("a relation without one rule is caught", "[property]") {
    const std::vector<Pair> rules{
        {Verb::Lock, Verb::Lock},
        {Verb::TryLock, Verb::Lock},
        {Verb::TryLock, Verb::Unlock},
        {Verb::ReadLock, Verb::Lock},
        {Verb::TryReadLock, Verb::Unlock},
        {Verb::Claim, Verb::Claim},
        {Verb::Claim, Verb::ReadLock},
        {Verb::Claim, Verb::ReadUnlock},
        {Verb::Claim, Verb::TryReadLock},
        {Verb::Claim, Verb::TryLock},
        {Verb::ReadLockRecursive, Verb::Claim},
        {Verb::TryReadLockRecursive, Verb::Claim},
        {Verb::Upgrade, Verb::ReadUnlock},
        {Verb::Upgrade, Verb::TryReadLock},
        {Verb::Upgrade, Verb::ReadLock},
        {Verb::Load, Verb::Store},
        {Verb::Store, Verb::Store},
        {Verb::ReadModifyWrite, Verb::Load},
        {Verb::ReadModifyWrite, Verb::ReadModifyWrite},
        {Verb::StoreAdd, Verb::Load},
        {Verb::StoreAdd, Verb::Store},
        {Verb::CondWait, Verb::CondNotifyOne},
        {Verb::CondWait, Verb::CondNotifyAll},
        {Verb::CondNotifyOne, Verb::CondNotifyOne},
        {Verb::CountDown, Verb::LatchWait},
        {Verb::Schedule, Verb::Poll},
        {Verb::Schedule, Verb::Suspend},
        {Verb::NotifyOne, Verb::NotifiedPoll},
        {Verb::NotifyOne, Verb::NotifyOne},
        {Verb::NotifyWaiters, Verb::NotifiedCreate},
        {Verb::NotifyWaiters, Verb::NotifiedPoll},
        {Verb::Send, Verb::Receive},
        {Verb::CloseSender, Verb::Receive},
        {Verb::CloseReceiver, Verb::Send},
        {Verb::SendPoll, Verb::SendPoll},
        {Verb::SendPoll, Verb::Receive},
        {Verb::AcquirePoll, Verb::AcquirePoll},
        {Verb::AcquirePoll, Verb::AddPermits},
        {Verb::AcquirePoll, Verb::CloseSemaphore},
        {Verb::TryAcquire, Verb::AddPermits},
        {Verb::TaskComplete, Verb::TaskAbort},
    };
    for (const auto& [a, b] : rules) {
        INFO(op::doing(a) << ", " << op::doing(b));
        CHECK(caught(forgetting([a = a, b = b](Verb x, Verb y) { return x == a && y == b; })) ==
              Wrong::Traces);
    }
}

TEST_CASE("a relation in which parking and unparking commute is caught", "[property]") {
    const char* text =
        "notify n0\nnotify n1\n"
        "main: spawn t1; spawn t2; park { join_both { notified n0; notified n1 } }\n"
        "t1: notify_one n0\n"
        "t2: notify_one n1\n";
    CHECK(wrong(text, subjects_of({})) == Wrong::Nothing);
    CHECK(wrong(text, {forgetting([](Verb a, Verb) {
                    return op::family_of(a) == op::Family::Parker;
                })}) == Wrong::Traces);
}

TEST_CASE("a read that is no step is caught: one trace, two outcomes", "[property]") {
    CHECK(wrong("atomic x0 0\natomic x1 0\n"
                "main: spawn t1; load x1; peek x0\n"
                "t1: store x0 1\n") == Wrong::TwoOutcomes);
}

TEST_CASE("a read that is no step and that decides a step: one trace, two situations",
          "[property]") {
    CHECK(wrong("atomic x0 0\natomic x1 0\n"
                "main: spawn t1; load x1; peek x0; if 1 { store x1 1 }\n"
                "t1: store x0 1\n") == Wrong::TwoSituations);
}

TEST_CASE("what a broken search misses shrinks to a race of two agents", "[property]") {
    const Subject broken =
        forgetting([](Verb a, Verb b) { return a == Verb::Store && b == Verb::Load; });
    const Program program = parse(
        "mutex m0 step\natomic x0 0\natomic x1 0\n"
        "main: spawn t1; spawn t2; guard m0 { store x1 2 }\n"
        "t1: load x0; guard m0 { load x1 }\n"
        "t2: choose 2; store x0 1\n");
    const auto fails = [&](const Program& one) {
        return compare(one, {broken}, 20'000).wrong == Wrong::Traces;
    };
    REQUIRE(fails(program));
    const Program small = shrink(program, fails);
    CHECK(small.agents.size() == 2);
    unsigned ops = 0;
    for (const Agent& agent : small.agents) each_op(agent.ops, [&](const Op&) { ++ops; });
    CHECK(ops == 3);  // a spawn, a load, a store
}

TEST_CASE("of an orbit one trace is run, and of each orbit", "[property]") {
    CHECK(caught_by_orbit(by_orbit(), 60) == Wrong::Nothing);
    CHECK(caught_by_orbit(twin({.alike = alike_so_far}), 60) == Wrong::Nothing);
}

TEST_CASE("a strategy that runs two traces of an orbit breaks its promise", "[property]") {
    Subject dpor = subjects_of({"dpor"}).front();
    CHECK(caught_by_orbit(dpor, kPrograms) == Wrong::Repeats);
}

TEST_CASE("a search that takes agents for alike that are not is caught", "[property]") {
    const auto never_apart = [](const auto& steps, AgentId elder, AgentId agent) {
        const auto taken = [&](AgentId by) {
            return std::count_if(steps.begin(), steps.end(),
                                 [&](const Choice& one) { return one.move.agent == by; });
        };
        return taken(elder) == taken(agent);
    };
    // Other agents' steps do not tell them apart: whether a store came between two loads, say.
    const auto own_steps_only = [](const auto& steps, AgentId elder, AgentId agent) {
        std::vector<Choice> own;
        for (const Choice& one : steps)
            if (one.move.agent == elder || one.move.agent == agent) own.push_back(one);
        return alike_so_far(own, elder, agent);
    };
    CHECK(caught_by_orbit(twin({.alike = never_apart}), kPrograms) == Wrong::Traces);
    CHECK(caught_by_orbit(twin({.alike = own_steps_only}), kPrograms) == Wrong::Traces);
}

TEST_CASE("orbits: two loads of two, a store among them", "[property]") {
    const char* text =
        "atomic x0 0\nmain: spawn_alike t1 2; store x0 1\n"
        "t1: load x0; load x0\n";
    const Comparison result = compare_orbits(parse(text), {by_orbit()}, 20'000);
    CHECK(result.wrong == Wrong::Nothing);
    CHECK(result.traces == 6);  // of 3 * 3
    CHECK(result.renamed == 3);
    CHECK(result.tried == 6);
}

}  // namespace impasse::property
