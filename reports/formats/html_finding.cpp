#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/formats/graph.hpp"
#include "reports/formats/html_parts.hpp"
#include "reports/formats/story.hpp"
#include "reports/words.hpp"

namespace impasse::reports::html {

namespace {

void fill_wait(Dictionary& wait, const WaitEdge& edge) {
    set(wait, "WAITER", edge.waiter);
    set(wait, "WANTED", edge.wants);
    show_site(wait, "SITE", edge.wanted_at);
    if (edge.holder.empty())
        show(wait, "NOBODY");
    else
        set(show(wait, "HELD"), "HOLDER", edge.holder);
    show_text(wait, "HOW", held_how(edge));
    show_site(wait, "TAKEN", edge.held_at);
    set(wait, "WORDS", before_held_at(edge));
    if (edge.in_cycle) show(wait, "CYCLE");
}

void fill_waits(Dictionary& dictionary, const Finding& finding) {
    if (finding.wait_for.empty()) return;
    Dictionary& waits = show(dictionary, "WAITS");
    const std::string svg = wait_graph_svg(finding.wait_for);
    if (!svg.empty()) set(show(waits, "GRAPH"), "SVG", svg);
    for (const WaitEdge& edge : cycle_first(finding.wait_for)) fill_wait(show(waits, "WAIT"), edge);
    const std::vector<std::string> others = stuck_behind(finding);
    if (!others.empty() && others.size() < finding.wait_for.size())
        set(show(waits, "BEHIND"), "NAMES", fmt::format("{}", fmt::join(others, ", ")));
}

void fill_excerpts(Dictionary& dictionary, const std::vector<Excerpt>& excerpts) {
    if (excerpts.empty()) return;
    Dictionary& all = show(dictionary, "EXCERPTS");
    for (const Excerpt& excerpt : excerpts) {
        Dictionary& one = show(all, "EXCERPT");
        set(one, "WHERE", excerpt.where.str());
        for (std::size_t i = 0; i < excerpt.lines.size(); ++i) {
            const std::size_t number = excerpt.first + i;
            Dictionary& line =
                show(show(one, "LINE"), number == excerpt.where.line ? "MARKED" : "PLAIN");
            set(line, "NUMBER", fmt::format("{:>5}", number));
            set(line, "TEXT", excerpt.lines[i]);
        }
    }
}

void fill_cause(Dictionary& dictionary, const Finding& finding) {
    const std::string no_return = no_return_text(finding);
    if (no_return.empty() && finding.cause.empty() && finding.what_if.empty()) return;
    Dictionary& cause = show(dictionary, "DIAGNOSIS");
    show_text(cause, "NORETURN", no_return);
    show_text(cause, "CAUSE", finding.cause);
    if (finding.cause.empty() && !finding.what_if.empty()) show(cause, "NOCAUSE");
    if (finding.what_if.empty()) return;
    Dictionary& table = show(cause, "TABLE");
    for (const WhatIf& tried : finding.what_if) {
        Dictionary& row = show(table, "TRIED");
        set(row, "CHANGE", tried.change);
        set(row, "CAMETO", tried.came_to);
        set(row, "EXECUTIONS", grouped(tried.executions));
        if (tried.removes) show(row, "REMOVES");
    }
}

}  // namespace

void fill_finding(Dictionary& dictionary, const Finding& finding) {
    const bool hazard = is_hazard(finding);
    if (hazard) show(dictionary, "HAZARD");
    if (!hazard) show(dictionary, "OPEN");
    set(dictionary, "KIND", std::string(to_string(finding.kind)));
    set(dictionary, "MEANING", std::string(meaning(finding.kind)));
    set(dictionary, "SUMMARY", finding.summary);
    for (const FindingKind kind : finding.also) {
        Dictionary& also = show(dictionary, "ALSO");
        set(also, "KIND", std::string(to_string(kind)));
        set(also, "MEANING", std::string(meaning(kind)));
    }
    if (!finding.participants.empty())
        set(show(dictionary, "WHO"), "NAMES",
            fmt::format("{}", fmt::join(finding.participants, ", ")));
    fill_waits(dictionary, finding);
    fill_excerpts(dictionary, finding.excerpts);
    if (!hazard) fill_lanes(dictionary, finding);
    fill_cause(dictionary, finding);
    if (const std::string replay = replay_command(finding); !replay.empty()) {
        Dictionary& again = show(dictionary, "REPLAY");
        set(again, "COMMAND", replay);
        if (!finding.schedule.empty()) {
            Dictionary& stops = show(again, "IN_GDB");
            set(stops, "GDB", gdb_command(finding));
            set(stops, "SCHEDULE", finding.schedule);
        }
    }
    show_text(dictionary, "PRINT", finding.fingerprint);
    set(dictionary, "SEEN", counted(finding.count, "execution"));
}

}  // namespace impasse::reports::html
