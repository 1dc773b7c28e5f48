#include "reports/formats/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/formats/aligned.hpp"
#include "reports/report.hpp"
#include "reports/words.hpp"

namespace impasse::reports {

namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kMostSteps = 12;
constexpr std::size_t kMostWaits = 5;
constexpr std::size_t kMostChanges = 3;

// The waits that the finding is about: those of the cycle, or else of its participants.
std::vector<WaitEdge> hot_edges(const Finding& finding) {
    std::vector<WaitEdge> cycle;
    std::vector<WaitEdge> taking_part;
    const std::set<std::string> who(finding.participants.begin(), finding.participants.end());
    for (const WaitEdge& edge : finding.wait_for) {
        if (edge.in_cycle) cycle.push_back(edge);
        if (who.contains(edge.waiter) && who.contains(edge.object)) taking_part.push_back(edge);
    }
    return cycle.empty() ? taking_part : cycle;
}

bool names(const StepLine& line, const std::string& object) {
    return line.object == object || line.object.starts_with(object + ",") ||
           line.object.ends_with(" " + object);
}

// Where the steps begin that took what is held there, or that sent it: the last ones at that place. The
// first step, if that is not known.
std::size_t taken_from(const Finding& finding, const WaitEdge& edge) {
    const auto takes = [&](std::size_t i) {
        return finding.steps[i].where == edge.held_at && names(finding.steps[i], edge.object) &&
               !finding.steps[i].follows;
    };
    std::size_t taken = finding.steps.size();
    while (edge.held_at.known() && taken > 0 && !takes(taken - 1)) --taken;
    if (taken == 0 || !edge.held_at.known()) return 0;
    --taken;
    while (taken > 0 && takes(taken - 1)) --taken;
    return taken;
}

// The steps on what is waited for, from there on. Of a signal that came too early also the waiter's step
// before it: it had looked already.
std::set<unsigned> steps_on(const Finding& finding, const std::vector<WaitEdge>& edges) {
    std::set<unsigned> numbers;
    for (const WaitEdge& edge : edges) {
        const std::size_t from = taken_from(finding, edge);
        for (std::size_t i = from; i < finding.steps.size(); ++i)
            if (names(finding.steps[i], edge.object)) numbers.insert(finding.steps[i].number);
        for (std::size_t i = from; edge.holder.empty() && i > 0; --i) {
            const StepLine& before = finding.steps[i - 1];
            if (before.agent != edge.waiter || before.follows) continue;
            numbers.insert(before.number);
            break;
        }
    }
    return numbers;
}

bool last_chance(const Finding& finding, const StepLine& line) {
    return finding.point_of_no_return == line.number && !finding.inevitable;
}

// Where that is not known, the last one that matters; where nothing avoids it, the last one.
std::size_t step_to_look_at(const Finding& finding) {
    if (finding.inevitable) return finding.steps.size();
    if (finding.point_of_no_return) return *finding.point_of_no_return;
    const std::vector<StepLine> steps = steps_that_matter(finding, 1);
    return steps.empty() ? finding.steps.size() : steps.back().number;
}

std::string at(const Site& site) { return site.known() ? site.short_str() : ""; }

std::string waits_of(const Finding& finding) {
    std::vector<WaitEdge> edges = hot_edges(finding);
    std::string text;
    const std::size_t left_out = edges.size() > kMostWaits ? edges.size() - kMostWaits : 0;
    edges.resize(edges.size() - left_out);
    for (const WaitEdge& edge : edges) {
        std::string holder = edge.holder.empty() ? "nobody" : edge.holder;
        holder += held_how(edge);
        if (edge.held_at.known()) holder += before_held_at(edge) + at(edge.held_at);
        text += wrapped(
            fmt::format("  {} waits for the {} ({}), {} {}", edge.waiter, edge.wants,
                        at(edge.wanted_at), edge.holder.empty() ? "ended by" : "held by", holder),
            kColumns, "      ");
    }
    if (left_out > 0) text += fmt::format("  and {} more\n", left_out);
    const std::vector<std::string> others = stuck_behind(finding);
    if (!others.empty()) {
        text += "  stuck behind them: ";
        for (std::size_t i = 0; i < others.size(); ++i) text += (i ? ", " : "") + others[i];
        text += "\n";
    }
    return text;
}

std::string steps_of(const Finding& finding) {
    const std::vector<StepLine> steps = steps_that_matter(finding, kMostSteps);
    std::vector<Row> rows;
    for (const StepLine& line : steps) {
        rows.push_back({fmt::format("{:>3}", line.number), line.agent,
                        line.operation + " " + line.object, at(line.where),
                        last_chance(finding, line) ? "<- no return"
                        : line.preempts            ? "<- interrupts"
                                                   : ""});
    }
    const std::string which =
        finding.round > 0
            ? fmt::format("The last {} of {}, which are taken again and again:\n", steps.size(),
                          counted(finding.steps.size(), "step"))
            : fmt::format("{} of {}:\n", steps.size(), counted(finding.steps.size(), "step"));
    return which + aligned(rows, "  ", "  ");
}

std::string tested(const Finding& finding) {
    std::string text;
    if (const std::string no_return = no_return_text(finding); !no_return.empty())
        text += wrapped(no_return + ".", kColumns, "");
    if (!finding.cause.empty())
        text += wrapped("Cause, as tested: " + finding.cause, kColumns, "  ");
    else if (!finding.what_if.empty())
        text += "None of the changes that were tried removes it:\n";
    std::vector<WhatIf> others = besides_the_cause(finding);
    if (others.size() > kMostChanges) others.resize(kMostChanges);
    for (const WhatIf& tried : others)
        text += wrapped(fmt::format("  if {}: {}", tried.change, tried.came_to), kColumns, "    ");
    return text;
}

}  // namespace

std::vector<StepLine> steps_that_matter(const Finding& finding, std::size_t most) {
    if (finding.round > 0 && finding.round <= finding.steps.size())
        return {finding.steps.end() - finding.round, finding.steps.end()};
    const std::set<unsigned> about = steps_on(finding, hot_edges(finding));
    const unsigned first = about.empty() ? 1 : *about.begin();
    std::vector<StepLine> steps;
    for (const StepLine& line : finding.steps) {
        const bool matters = about.contains(line.number) || last_chance(finding, line) ||
                             (line.preempts && line.number > first);
        if (matters) steps.push_back(line);
    }
    if (steps.size() > most)
        steps.erase(steps.begin(), steps.end() - static_cast<std::ptrdiff_t>(most));
    return steps;
}

std::string gdb_command(const Finding& finding) {
    return fmt::format("gdb -ex 'break impasse_break' -ex run --args {} --break {}",
                       replay_command(finding), step_to_look_at(finding));
}

std::string story_text(const ScenarioResult& result, const Finding& finding) {
    std::string text = full_name(result) + "\n\n";
    text +=
        wrapped(fmt::format("{}: {}.", to_string(finding.kind), finding.summary), kColumns, "  ");
    if (!finding.wait_for.empty()) text += "\n" + waits_of(finding);
    if (!finding.steps.empty()) text += "\n" + steps_of(finding);
    if (const std::string more = tested(finding); !more.empty()) text += "\n" + more;
    if (!finding.schedule.empty()) {
        text += fmt::format("\nall steps:  {} --trace\n", replay_command(finding));
        text += fmt::format("in gdb:     {}\n", gdb_command(finding));
    }
    return text;
}

}  // namespace impasse::reports
