#include <fmt/format.h>

#include <array>

#include "harness/core/usage_error.hpp"
#include "reports/formats/json.hpp"
#include "reports/formats/json_field.hpp"

namespace impasse::reports {

namespace {

std::string text_or_empty(const Field& parent, const char* name) {
    const auto field = parent.find(name);
    return field ? field->text() : "";
}

FindingKind kind(const Field& field) {
    const auto known = finding_kind(field.text());
    if (!known) field.fail(fmt::format("is no kind of finding: '{}'", field.text()));
    return *known;
}

Verdict verdict(const Field& field) {
    for (const Verdict known : {Verdict::Free, Verdict::FreeWithin, Verdict::Found,
                                Verdict::Inconclusive, Verdict::Error})
        if (field.text() == to_string(known)) return known;
    field.fail(fmt::format("is no verdict: '{}'", field.text()));
}

Site site(const Field& field) {
    return {.file = field["file"].text(), .line = field["line"].small()};
}

WaitEdge wait(const Field& field) {
    return {.waiter = field["waiter"].text(),
            .wants = field["wants"].text(),
            .wanted_at = site(field["wanted_at"]),
            .object = field["object"].text(),
            .holder = field["holder"].text(),
            .held_as = field["held_as"].text(),
            .held_at = site(field["held_at"]),
            .in_cycle = field["in_cycle"].truth()};
}

StepLine step(const Field& field) {
    return {.number = field["number"].small(),
            .agent = field["agent"].text(),
            .operation = field["operation"].text(),
            .object = field["object"].text(),
            .change = field["change"].text(),
            .where = site(field),
            .code = field["code"].text(),
            .follows = field["follows"].truth(),
            .preempts = field["preempts"].truth()};
}

template <class Read>
auto list(const Field& field, Read read) {
    std::vector<decltype(read(field))> made;
    for (const Field& item : field.items()) made.push_back(read(item));
    return made;
}

Excerpt excerpt(const Field& field) {
    return {.where = site(field),
            .first = field["first"].small(),
            .lines = list(field["lines"], [](const Field& f) { return f.text(); })};
}

WhatIf what_if(const Field& field) {
    return {.change = field["change"].text(),
            .came_to = field["came_to"].text(),
            .removes = field["removes"].truth(),
            .executions = field["executions"].count()};
}

Measure measure(const Field& field) {
    Measure made{field["least"].integer(), field["most"].integer()};
    if (const auto values = field.find("values"))
        for (const std::int64_t value :
             list(*values, [](const Field& one) { return one.integer(); }))
            made.values.insert(value);
    return made;
}

Finding finding(const Field& field) {
    Finding made;
    made.kind = kind(field["kind"]);
    made.also = list(field["also"], kind);
    made.summary = field["summary"].text();
    made.fingerprint = field["fingerprint"].text();
    made.schedule = field["schedule"].text();
    made.participants = list(field["participants"], [](const Field& f) { return f.text(); });
    made.wait_for = list(field["wait_for"], wait);
    made.steps = list(field["steps"], step);
    static_cast<void>(field["point_of_no_return"]);  // null, but there
    static_cast<void>(field["cause"]);
    if (const auto number = field.find("point_of_no_return"))
        made.point_of_no_return = number->small();
    if (const auto count = field.find("continuations")) made.continuations = count->count();
    if (const auto always = field.find("inevitable")) made.inevitable = always->truth();
    if (const auto round = field.find("round")) made.round = round->small();
    if (const auto tried = field.find("what_if")) made.what_if = list(*tried, what_if);
    made.cause = text_or_empty(field, "cause");
    made.again = text_or_empty(field, "again");
    if (const auto switches = field.find("switches")) made.switches = switches->small();
    if (const auto fewest = field.find("fewest_switches")) made.fewest_switches = fewest->truth();
    if (const auto count = field.find("count")) made.count = count->count();
    if (const auto sites = field.find("sites")) made.sites = list(*sites, site);
    if (const auto lines = field.find("excerpts")) made.excerpts = list(*lines, excerpt);
    return made;
}

// A hazard never counts as a finding, nor the other way round.
std::vector<Finding> findings(const Field& field, bool hazards) {
    auto made = list(field, finding);
    for (std::size_t i = 0; i < made.size(); ++i)
        if (made[i].kind == FindingKind::WaitersAtDrop)
            made[i].excused = hazards;
        else if (is_hazard(made[i].kind) != hazards)
            field.items()[i]["kind"].fail(
                fmt::format("'{}' is {} hazard", to_string(made[i].kind), hazards ? "no" : "a"));
    return made;
}

void read_counts(ScenarioResult& made, const Field& field) {
    made.executions = field["executions"].count();
    made.complete = field["complete"].count();
    made.deadlocked = field["deadlocked"].count();
    made.redundant = field["redundant"].count();
    made.abandoned = field["abandoned"].count();
    made.steps = field["steps"].count();
    made.seconds = field["seconds"].number();
}

ScenarioResult scenario(const Field& field) {
    ScenarioResult made;
    made.name = field["name"].text();
    for (const auto& [key, value] : field["params"].members()) made.params[key] = value.integer();
    made.strategy = field["strategy"].text();
    made.engine = field["engine"].text();
    made.memory_model = field["memory_model"].text();
    static_cast<void>(field["bound"]);
    made.bound = text_or_empty(field, "bound");
    made.verdict = verdict(field["verdict"]);
    made.expected = field["expected"].text();
    made.as_expected = field["as_expected"].truth();
    made.exhausted = field["exhausted"].truth();
    read_counts(made, field);
    made.findings = findings(field["findings"], false);
    made.hazards = findings(field["hazards"], true);
    made.about = text_or_empty(field, "about");
    made.subject = text_or_empty(field, "subject");
    made.suite = text_or_empty(field, "suite");
    if (const auto source = field.find("source")) made.source = site(*source);
    made.coverage = text_or_empty(field, "coverage");
    made.reason = text_or_empty(field, "reason");
    if (const auto measures = field.find("measures"))
        for (const auto& [what, range] : measures->members()) made.measures[what] = measure(range);
    if (const auto preemptions = field.find("preemptions")) made.preemptions = preemptions->small();
    if (const auto seed = field.find("seed")) made.seed = seed->count();
    if (const auto symmetry = field.find("symmetry")) made.symmetry = symmetry->truth();
    if (const auto most = field.find("spurious_wakeups")) made.spurious_wakeups = most->small();
    return made;
}

// The parser's own words after its "[json.exception...] ", cut: they quote the text that it read.
std::string parser_says(const std::exception& error) {
    constexpr std::size_t kMost = 160;
    std::string text = error.what();
    const std::size_t end_of_tag = text.find("] ");
    if (end_of_tag != std::string::npos) text.erase(0, end_of_tag + 2);
    if (text.size() > kMost) text = text.substr(0, kMost) + "...";
    for (char& c : text)
        if (c == '\n' || c == '\r') c = ' ';
    return text;
}

Field::Json parsed(const std::string& text, const std::string& source_name) {
    try {
        return Field::Json::parse(text);
    } catch (const Field::Json::exception& error) {
        throw UsageError(
            fmt::format("{}: not JSON, or truncated: {}", source_name, parser_says(error)));
    }
}

}  // namespace

std::vector<ScenarioResult> from_json(const std::string& text, const std::string& source_name) {
    const Field::Json document = parsed(text, source_name);
    const Field root(document, "", source_name);
    const std::string schema = root["schema"].text();
    if (schema != kResultsSchema)
        root["schema"].fail(fmt::format("is '{}', not '{}'", schema, kResultsSchema));
    return list(root["scenarios"], scenario);
}

}  // namespace impasse::reports
