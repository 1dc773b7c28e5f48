#include "reports/formats/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "reports/formats/aligned.hpp"
#include "reports/report.hpp"
#include "reports/words.hpp"

namespace impasse::reports {

namespace {

std::string waits(const std::vector<WaitEdge>& edges) {
    std::vector<Row> rows;
    for (const WaitEdge& edge : cycle_first(edges))
        rows.push_back({edge.in_cycle ? "*" : "", edge.waiter, "waits for", wanted_text(edge),
                        edge.holder.empty() ? "ended by" : "held by", held_text(edge)});
    const bool cycle =
        std::any_of(edges.begin(), edges.end(), [](const WaitEdge& edge) { return edge.in_cycle; });
    return aligned(rows, "  ", "  ") + (cycle ? "    * is part of the cycle\n" : "");
}

std::string mark_of(const StepLine& line) { return line.preempts ? ">" : line.follows ? "|" : ""; }

std::string steps(const Finding& finding) {
    std::vector<Row> rows;
    for (const StepLine& line : finding.steps) {
        const bool last_chance = finding.point_of_no_return == line.number && !finding.inevitable;
        rows.push_back({fmt::format("{:>3}", line.number), mark_of(line), line.agent,
                        line.operation, line.object, line.change,
                        line.where.known() ? line.where.str() : "",
                        last_chance ? "<- point of no return" : ""});
    }
    return aligned(rows, "  ", "  ");
}

std::string legend(const Finding& finding) {
    const auto any = [&](auto test) {
        return std::any_of(finding.steps.begin(), finding.steps.end(), test);
    };
    std::string text;
    if (any([](const StepLine& line) { return line.preempts; }))
        text += "    > interrupts an agent that could have gone on\n";
    if (any([](const StepLine& line) { return line.follows && !line.preempts; }))
        text += "    | follows the step above without a choice\n";
    return text;
}

std::string other_changes(const Finding& finding) {
    std::vector<Row> rows;
    for (const WhatIf& tried : besides_the_cause(finding))
        rows.push_back({"if " + tried.change + ":", tried.came_to});
    return rows.empty() ? "" : "\n" + aligned(rows, "  ", "  ");
}

const char* mark_of(const ScenarioResult& result) {
    if (result.verdict == Verdict::Error) return "ERROR";
    if (result.as_expected) return "ok";
    return result.verdict == Verdict::Inconclusive ? "OPEN" : "FAIL";
}

}  // namespace

std::string verdict_line(const ScenarioResult& result) {
    std::string verdict = verdict_words(result);
    if (!result.as_expected && !result.expected.empty()) verdict += ", expected " + result.expected;
    std::string name = full_name(result);
    std::replace(name.begin(), name.end(), '\n', ' ');
    // A long name takes its room from the verdict, so that the numbers stay in their columns.
    const std::string head = fmt::format("{:<5} {:<40} {}", mark_of(result), name, verdict);
    return fmt::format("{:<69} {:>9} {:<10} {:>7.2f} s", head, grouped(result.executions),
                       result.executions == 1 ? "execution" : "executions", result.seconds);
}

std::string finding_text(const Finding& finding) {
    std::string text = fmt::format("{}: {}\n", to_string(finding.kind), finding.summary);
    for (const FindingKind kind : finding.also)
        text += fmt::format("    also {}: {}\n", to_string(kind), meaning(kind));
    if (!finding.wait_for.empty()) text += "\n" + waits(finding.wait_for);
    if (!finding.steps.empty()) text += "\n" + steps(finding) + legend(finding);
    if (const std::string no_return = no_return_text(finding); !no_return.empty())
        text += "\n  " + no_return + "\n";
    if (!finding.cause.empty()) text += "\n  cause: " + finding.cause + "\n";
    text += other_changes(finding);
    if (finding.count > 1)
        text += fmt::format("\n  seen in {}\n", counted(finding.count, "execution"));
    if (const std::string shortest = shortest_text(finding); !shortest.empty())
        text += "\n  " + shortest + "\n";
    const std::string replay = replay_command(finding);
    if (!replay.empty())
        text += fmt::format("\n  {}: {}\n", finding.schedule.empty() ? "again" : "replay", replay);
    return text;
}

std::string steps_text(const Finding& finding) { return steps(finding) + legend(finding); }

}  // namespace impasse::reports
