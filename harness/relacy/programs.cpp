#include "harness/relacy/programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "harness/relacy/finding.hpp"
#include "harness/relacy/once_map_protocol.hpp"

namespace impasse::relacy {

namespace {

using models::OnceMapRevision;

Program once_map_protocol(OnceMapRevision revision, unsigned waiters) {
    const bool before = revision == OnceMapRevision::Pr1183;
    Program program{
        .name = fmt::format("relacy/once-map-protocol/{}", before ? "pr1183" : "pr3987"),
        .about =
            "The wait/done protocol alone, on threads: is a notification lost between look-up "
            "and registration?",
        .subject = before ? "OnceMap of PR 1183" : "OnceMap after PR 3987",
        .params = Params({{"waiters", waiters}}),
        .agents = {},
        .expected =
            before ? finds(FindingKind::LostWakeup, {"waiter", "publisher", "notify"}) : is_free(),
        .preemptions = {},
        .run = [=](const Options& options) {
            return run_once_map_protocol(revision, waiters, options);
        }};
    for (unsigned i = 0; i < waiters; ++i) program.agents.push_back(fmt::format("waiter {}", i));
    program.agents.push_back("publisher");
    // Whole: 27 million iterations, most of a minute.
    if (waiters > 1) program.preemptions = 3;
    return program;
}

// "waiter" stands for "waiter 0", "waiter 1", ...
bool takes_part(const std::string& wanted, const Finding& finding) {
    return std::any_of(
        finding.participants.begin(), finding.participants.end(),
        [&](const std::string& who) { return who == wanted || who.starts_with(wanted + " "); });
}

bool is_the_expected(const Finding& finding, const Expectation& expected) {
    return finding.kind == expected.kind &&
           std::all_of(expected.participants.begin(), expected.participants.end(),
                       [&](const std::string& who) { return takes_part(who, finding); });
}

// Why the result is not what was expected; empty if it is.
std::string difference(const ScenarioResult& result, const Program& program) {
    const Expectation& expected = program.expected;
    switch (result.verdict) {
        case Verdict::Found:
            return is_the_expected(result.findings.front(), expected)
                       ? ""
                       : fmt::format("expected {}, found {}", expected.str(),
                                     to_string(result.findings.front().kind));
        case Verdict::Free:
        case Verdict::FreeWithin:
            if (expected.kind) return fmt::format("expected {}, found nothing", expected.str());
            if (result.verdict == Verdict::FreeWithin &&
                (!program.preemptions || result.preemptions < program.preemptions ||
                 result.bound != fmt::format("preemptions={}", *result.preemptions)))
                return fmt::format("free only within {}, which is not declared", result.bound);
            return {};
        case Verdict::Inconclusive:
        case Verdict::Error:
            return result.reason;
    }
    return result.reason;
}

}  // namespace

std::vector<Program> programs() {
    std::vector<Program> all;
    for (const OnceMapRevision revision : {OnceMapRevision::Pr1183, OnceMapRevision::Pr3987})
        for (unsigned waiters = 1; waiters <= kMaxWaiters; ++waiters)
            all.push_back(once_map_protocol(revision, waiters));
    return all;
}

ScenarioResult explore(const Program& program, const Options& options) {
    const auto start = std::chrono::steady_clock::now();
    const Result ran = program.run(options);
    const auto took = std::chrono::steady_clock::now() - start;
    const bool stuck = ran.verdict == Verdict::Found && !ran.kind;
    const bool cut = ran.verdict == Verdict::Found && ran.kind;
    ScenarioResult result;
    result.name = program.name;
    result.about = program.about;
    result.subject = program.subject;
    result.suite = program.name.substr(0, program.name.find('/'));
    result.params = program.params.values();
    result.strategy = options.preemptions ? "bound" : "full";
    result.engine = "relacy";
    result.memory_model = "c++";
    result.bound = ran.bound;
    result.preemptions = options.preemptions;
    result.verdict = ran.verdict;
    result.expected = program.expected.str();
    result.reason = ran.verdict == Verdict::Found ? "" : ran.what;
    result.exhausted = ran.exhausted;
    result.executions = ran.iterations;
    result.deadlocked = stuck;
    result.abandoned = cut;
    result.complete = ran.iterations - result.deadlocked - result.abandoned;
    result.steps = ran.steps;
    result.seconds = std::chrono::duration<double>(took).count();
    if (ran.verdict == Verdict::Found) result.findings.push_back(finding_of(ran, program.agents));
    const std::string why = difference(result, program);
    result.as_expected = why.empty();
    if (!why.empty()) result.reason = why;
    return result;
}

}  // namespace impasse::relacy
