// The interleaving: a column an agent, a row a step.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "reports/formats/html_parts.hpp"
#include "reports/formats/story.hpp"
#include "reports/words.hpp"

namespace impasse::reports::html {

namespace {

constexpr std::size_t kMostSteps = 400;  // of more, the first and the last
constexpr std::size_t kHues = 6;
constexpr const char* kNoReturn =
    "Point of no return: whatever runs after this step, it ends like this";

std::string hue(std::size_t lane) { return std::to_string(lane % kHues); }

void fill_note(Dictionary& dictionary, const std::string& css_class, std::size_t lanes,
               const std::string& text) {
    Dictionary& note = show(show(dictionary, "STEP"), "NOTE");
    set(note, "CLASS", css_class);
    set(note, "COLUMNS", std::to_string(lanes + 3));
    set(note, "TEXT", text);
}

// `matters`: it is one of those that the story is told with. The others may be folded.
void fill_step(Dictionary& dictionary, const StepLine& line, const StepLine* above,
               const std::vector<std::string>& agents, bool matters) {
    const auto lane = static_cast<std::size_t>(std::find(agents.begin(), agents.end(), line.agent) -
                                               agents.begin());
    Dictionary& row = show(show(dictionary, "STEP"), "ROW");
    const bool turn = above == nullptr || above->agent != line.agent;
    set(row, "CLASS",
        fmt::format("l{}{}{}{}{}", hue(lane), turn ? " turn" : "", line.follows ? " f" : "",
                    line.preempts ? " p" : "", matters ? " m" : ""));
    set(row, "NUMBER", std::to_string(line.number));
    for (std::size_t i = 0; i < lane; ++i) show(row, "BEFORE");
    for (std::size_t i = lane + 1; i < agents.size(); ++i) show(row, "AFTER");
    set(row, "AGENT", line.agent);
    set(row, "OPERATION", line.operation);
    set(row, "OBJECT", line.object);
    show_text(row, "CHANGES", line.change);
    if (line.change.empty()) show(row, "SAME");
    if (line.preempts) set(show(row, "PREEMPTS"), "AGENT", above ? above->agent : "");
    if (line.where.known()) set(show(row, "SITE"), "FILE", line.where.short_str());
    const bool same_line = above && above->where == line.where;  // it stands there
    if (!same_line) show_text(row, "CODE", line.code);
}

void fill_end(Dictionary& dictionary, const Finding& finding,
              const std::vector<std::string>& agents) {
    if (finding.wait_for.empty()) return;
    Dictionary& end = show(dictionary, "END");
    for (std::size_t lane = 0; lane < agents.size(); ++lane) {
        std::vector<std::string> wants;
        for (const WaitEdge& edge : finding.wait_for)
            if (edge.waiter == agents[lane] &&
                std::find(wants.begin(), wants.end(), edge.wants) == wants.end())
                wants.push_back(edge.wants);
        Dictionary& cell = show(end, "CELL");
        if (wants.empty()) continue;
        std::string text;
        for (const std::string& want : wants) text += (text.empty() ? "" : ", ") + want;
        Dictionary& stuck = show(cell, "STUCK");
        set(stuck, "HUE", hue(lane));
        set(stuck, "AGENT", agents[lane]);
        set(stuck, "TEXT", text);
    }
}

bool same_step(const StepLine& a, const StepLine& b) {
    return a.agent == b.agent && a.operation == b.operation && a.object == b.object &&
           a.where == b.where;
}

// Steps that are not shown, up to `to`, and what is said in their place.
struct Gap {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string text;
};

// Of rounds that begin here and are taken again and again, all but the first two and the last.
std::optional<Gap> rounds_from(const std::vector<StepLine>& steps, std::size_t from) {
    constexpr std::size_t kLongest = 30;
    constexpr std::size_t kFewest = 5;  // else they are shown
    for (std::size_t length = 1; length <= kLongest; ++length) {
        std::size_t same = 0;
        while (from + length + same < steps.size() &&
               same_step(steps[from + same], steps[from + length + same]))
            ++same;
        const std::size_t count = same / length + 1;
        if (count < kFewest) continue;
        return Gap{from + 2 * length, from + (count - 1) * length,
                   fmt::format("{} more: the same {} again and again", counted(count - 3, "time"),
                               counted(length, "step"))};
    }
    return std::nullopt;
}

// The point of no return is always shown.
std::vector<Gap> gaps_of(const Finding& finding) {
    std::vector<Gap> gaps;
    std::size_t shown = finding.steps.size();
    for (std::size_t i = 0; i < finding.steps.size(); ++i) {
        const auto rounds = rounds_from(finding.steps, i);
        if (!rounds) continue;
        i = rounds->to - 1;
        const auto last_chance = finding.point_of_no_return.value_or(0);
        if (last_chance > rounds->from && last_chance <= rounds->to) continue;
        shown -= rounds->to - rounds->from;
        gaps.push_back(*rounds);
    }
    if (shown <= kMostSteps) return gaps;
    const std::size_t left_out = finding.steps.size() - kMostSteps;
    return {{kMostSteps / 2, kMostSteps / 2 + left_out,
             counted(left_out, "step") + " left out here: a replay with --trace has them"}};
}

void fill_legend(Dictionary& dictionary, const std::vector<StepLine>& steps) {
    Dictionary& legend = show(dictionary, "LEGEND");
    const auto any = [&](bool StepLine::*mark) {
        return std::any_of(steps.begin(), steps.end(),
                           [&](const StepLine& line) { return line.*mark; });
    };
    if (any(&StepLine::follows)) show(legend, "FOLLOWS");
    if (any(&StepLine::preempts)) show(legend, "PREEMPTS");
}

}  // namespace

void fill_lanes(Dictionary& dictionary, const Finding& finding) {
    if (finding.steps.empty()) return;
    const std::vector<std::string> agents = lanes_of(finding.steps, finding.wait_for);
    Dictionary& lanes = show(dictionary, "LANES");
    show_text(lanes, "SHORTEST", shortest_text(finding));
    if (finding.round > 0)
        show_text(lanes, "ROUND",
                  fmt::format("The last {} are taken again and again: 20 times here",
                              counted(finding.round, "step")));
    for (std::size_t lane = 0; lane < agents.size(); ++lane) {
        Dictionary& head = show(lanes, "LANE");
        set(head, "AGENT", agents[lane]);
        set(head, "HUE", hue(lane));
    }
    std::set<unsigned> matter;
    for (const StepLine& line : steps_that_matter(finding, finding.steps.size()))
        matter.insert(line.number);
    const std::vector<Gap> gaps = gaps_of(finding);
    auto gap = gaps.begin();
    for (std::size_t i = 0; i < finding.steps.size(); ++i) {
        if (gap != gaps.end() && i == gap->from) {
            fill_note(lanes, "gap", agents.size(), gap->text);
            i = gap++->to;
        }
        const StepLine& line = finding.steps[i];
        fill_step(lanes, line, i == 0 ? nullptr : &finding.steps[i - 1], agents,
                  matter.contains(line.number));
        if (finding.point_of_no_return == line.number && !finding.inevitable)
            fill_note(lanes, "ponr", agents.size(), kNoReturn);
    }
    fill_end(lanes, finding, agents);
    std::set<std::string> sources;
    for (const StepLine& line : finding.steps)
        if (line.where.known()) sources.insert(line.where.file);
    if (!sources.empty())
        set(show(lanes, "SOURCES"), "NAMES", fmt::format("{}", fmt::join(sources, ", ")));
    fill_legend(lanes, finding.steps);
}

}  // namespace impasse::reports::html
