#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace impasse::reports {

std::string grouped(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
}

std::string counted(std::uint64_t count, const std::string& noun) {
    if (count != 1 && noun.ends_with("ry"))
        return grouped(count) + " " + noun.substr(0, noun.size() - 1) + "ies";
    const bool hisses = noun.ends_with("ch") || noun.ends_with('s') || noun.ends_with('x');
    return grouped(count) + " " + noun + (count == 1 ? "" : hisses ? "es" : "s");
}

std::string params_text(const ScenarioResult& result) {
    std::string text;
    for (const auto& [key, value] : result.params)
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", key, value);
    if (result.engine != "fiber")
        text +=
            fmt::format("{}[{}, {}]", text.empty() ? "" : " ", result.engine, result.memory_model);
    return text;
}

std::string full_name(const ScenarioResult& result) {
    const std::string params = params_text(result);
    return params.empty() ? result.name : result.name + " " + params;
}

std::string measure_text(const Measure& measure) {
    return measure.least == measure.most ? fmt::format("{}", measure.least)
                                         : fmt::format("{} to {}", measure.least, measure.most);
}

std::string cell_words(const ScenarioResult& result) {
    std::string text(to_string(result.verdict));
    if (result.verdict == Verdict::FreeWithin && !result.bound.empty()) text += " " + result.bound;
    if (result.verdict != Verdict::Found || result.findings.empty()) return text;
    std::string kinds;
    for (const Finding& finding : result.findings) {
        const std::string kind(to_string(finding.kind));
        if (kinds.find(kind) == std::string::npos) kinds += (kinds.empty() ? "" : ", ") + kind;
    }
    return kinds;
}

std::string verdict_words(const ScenarioResult& result) {
    const std::string text = cell_words(result);
    return result.verdict == Verdict::Found && !result.findings.empty() ? "found " + text : text;
}

namespace {

std::string why(const ScenarioResult& result) {
    return result.reason.empty() ? "no reason was recorded" : result.reason;
}

// Of the second engine, which has more than one.
std::string by_what_model(const ScenarioResult& result) {
    if (result.engine == "fiber") return "";
    return result.memory_model == "sc" ? " under sequential consistency"
                                       : " under the memory model of C++";
}

// What the bounds mean that are no number of anything that a reader knows.
std::string about_bounds(const ScenarioResult& result) {
    std::string text;
    if (result.bound.find("older-stores=") != std::string::npos)
        text += " A load sees the newest store or the one before it, no older one.";
    if (result.bound.find("stale-reads=") != std::string::npos)
        text += " A thread that has seen older values three times in a row sees the newest then.";
    if (result.bound.find("failed-exchanges=") != std::string::npos)
        text += " A compare_exchange that fails sees the newest value.";
    if (result.bound.find("weak-failures=") != std::string::npos)
        text += " A compare_exchange_weak fails for no reason at most once for each atomic.";
    return text;
}

std::string free_sentence(const ScenarioResult& result) {
    if (result.symmetry)
        return fmt::format(
            "free: {} explored, one of all that differ only in which of interchangeable agents is "
            "which, and none hangs.",
            result.executions == 1 ? "1 execution was"
                                   : counted(result.executions, "execution") + " were");
    if (result.executions == 1) return "free: there is one execution, and it does not hang.";
    return fmt::format("free: all {} were explored{}, and none hangs.",
                       counted(result.executions, "execution"), by_what_model(result));
}

std::string free_within_sentence(const ScenarioResult& result) {
    return fmt::format(
        "free within {}: all {} inside of that bound were explored{}, and none hangs. "
        "Nothing is known beyond the bound.{}",
        result.bound.empty() ? "a bound" : result.bound, counted(result.executions, "execution"),
        by_what_model(result), about_bounds(result));
}

std::string found_sentence(const ScenarioResult& result) {
    std::string text = fmt::format("found: {} in {}.", counted(result.findings.size(), "finding"),
                                   counted(result.executions, "execution"));
    if (!result.exhausted) return text + " The search stopped before its end: there may be more.";
    if (!result.bound.empty())
        return text + fmt::format(" Everything within {} was explored.", result.bound);
    if (result.symmetry)
        return text + " Every execution was explored, but for the names of interchangeable agents.";
    return text + " Every execution was explored.";
}

}  // namespace

namespace {

std::string verdict_sentence(const ScenarioResult& result) {
    switch (result.verdict) {
        case Verdict::Free:
            return free_sentence(result);
        case Verdict::FreeWithin:
            return free_within_sentence(result);
        case Verdict::Found:
            return found_sentence(result);
        case Verdict::Inconclusive:
            return fmt::format("inconclusive: {}. {} were explored, and that is not all of them.",
                               why(result), counted(result.executions, "execution"));
        case Verdict::Error:
            return fmt::format("error: {}. This says nothing about the program under test.",
                               why(result));
    }
    return "";
}

}  // namespace

std::string explored_sentence(const ScenarioResult& result) {
    return verdict_sentence(result) + (result.coverage.empty() ? "" : " " + result.coverage);
}

namespace {

bool is_a_hang(FindingKind kind) {
    return kind != FindingKind::Panic && kind != FindingKind::Leak && kind != FindingKind::Race;
}

}  // namespace

std::string headline(const std::vector<ScenarioResult>& scenarios) {
    const auto count = [&](auto is) {
        return static_cast<std::size_t>(std::count_if(scenarios.begin(), scenarios.end(), is));
    };
    const std::string all = counted(scenarios.size(), "scenario");
    const std::size_t found = count([](const ScenarioResult& s) { return !s.findings.empty(); });
    const std::size_t open = count([](const ScenarioResult& s) {
        return s.verdict == Verdict::Inconclusive || s.verdict == Verdict::Error;
    });
    const bool only_hangs =
        std::all_of(scenarios.begin(), scenarios.end(), [](const ScenarioResult& result) {
            return std::all_of(result.findings.begin(), result.findings.end(),
                               [](const Finding& one) { return is_a_hang(one.kind); });
        });
    if (scenarios.empty()) return "No scenario was run";
    std::string text;
    if (found > 0)
        text = fmt::format("{} of {} {}", grouped(found), all,
                           only_hangs ? (found == 1 ? "hangs" : "hang")
                                      : (found == 1 ? "hangs or fails" : "hang or fail"));
    else if (scenarios.size() == open)
        text = fmt::format("Nothing was found in {}", all);
    else
        text = scenarios.size() == 1 ? "The scenario does not hang"
                                     : fmt::format("None of {} hangs", all);
    if (open > 0) text += fmt::format("; {} not explored to the end", grouped(open));
    return text;
}

std::string explored_by_all(const std::vector<ScenarioResult>& scenarios) {
    std::uint64_t executions = 0;
    double seconds = 0;
    std::size_t bounded = 0;
    std::size_t part = 0;
    for (const ScenarioResult& result : scenarios) {
        executions += result.executions;
        seconds += result.seconds;
        bounded += !result.bound.empty();
        part += !result.exhausted;
    }
    std::string text =
        fmt::format("Explored: {} in {:.1f} s.", counted(executions, "execution"), seconds);
    const std::size_t whole = scenarios.size() - part;
    if (part > 0)
        text += fmt::format(" To the end: {} of {}.", grouped(whole), grouped(scenarios.size()));
    if (bounded > 0)
        text += fmt::format(" Within a bound: {}; the scenarios name it.", grouped(bounded));
    return text;
}

std::string overall_sentence(const std::vector<ScenarioResult>& scenarios) {
    const auto differing = static_cast<std::size_t>(
        std::count_if(scenarios.begin(), scenarios.end(),
                      [](const ScenarioResult& s) { return !s.as_expected; }));
    const std::string all = counted(scenarios.size(), "scenario");
    if (scenarios.empty()) return "no scenario was run";
    if (differing == 0)
        return all + (scenarios.size() == 1 ? ": as expected" : ": all as expected");
    return fmt::format("{}: {} as expected, {} not", all, scenarios.size() - differing, differing);
}

std::string wanted_text(const WaitEdge& edge) {
    return edge.wants + (edge.wanted_at.known() ? " (" + edge.wanted_at.str() + ")" : "");
}

namespace {

// "being polled" and "has not ended" say what the holder does, "Ref (read)" what it holds.
bool is_a_state(const std::string& held_as) {
    return held_as.starts_with("being ") || held_as.starts_with("has ") ||
           held_as.starts_with("waits ");
}

}  // namespace

std::string held_how(const WaitEdge& edge) {
    if (edge.held_as.empty()) return "";
    if (edge.holder.empty()) return ": " + edge.held_as;
    if (edge.held_as.starts_with("being ")) return ", which is " + edge.held_as;
    return (is_a_state(edge.held_as) ? ", which " : " as ") + edge.held_as;
}

std::string before_held_at(const WaitEdge& edge) {
    return edge.holder.empty() || is_a_state(edge.held_as) ? ", at " : ", taken at ";
}

std::string held_text(const WaitEdge& edge) {
    const std::string text = (edge.holder.empty() ? "nobody" : edge.holder) + held_how(edge);
    return edge.held_at.known() ? text + before_held_at(edge) + edge.held_at.str() : text;
}

std::string held_as_text(const WaitEdge& edge) {
    if (edge.held_as.empty() || edge.holder.empty() || is_a_state(edge.held_as))
        return edge.held_as;
    return "held as " + edge.held_as;
}

std::string shortest_text(const Finding& finding) {
    if (finding.switches == 0 && !finding.fewest_switches) return "";
    return counted(finding.switches, "switch") + " between agents: " +
           (finding.fewest_switches
                ? "no schedule with fewer shows it, nor one with as many and fewer agents"
                : "the fewest that were seen");
}

std::string no_return_text(const Finding& finding) {
    if (!finding.point_of_no_return) return "";
    const std::string all =
        finding.continuations == 1
            ? "the one continuation ends so"
            : fmt::format("all {} continuations end so", grouped(finding.continuations));
    if (finding.inevitable)
        return finding.continuations == 1
                   ? "Nothing avoids it: the program has one trace, and it ends so"
                   : fmt::format("Nothing avoids it: all {} traces of the program end so",
                                 grouped(finding.continuations));
    return fmt::format("Behind step {} nothing avoids it: {}", *finding.point_of_no_return, all);
}

std::vector<WhatIf> besides_the_cause(const Finding& finding) {
    std::vector<WhatIf> others;
    bool told = finding.cause.empty();
    for (const WhatIf& tried : finding.what_if)
        if (!tried.removes || std::exchange(told, true)) others.push_back(tried);
    return others;
}

std::string replay_command(const Finding& finding) {
    if (!finding.again.empty()) return finding.again;
    return finding.schedule.empty() ? "" : "build/impasse replay " + finding.schedule;
}

}  // namespace impasse::reports
