#include "reports/formats/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace impasse::reports {

namespace {

using Json = nlohmann::ordered_json;

Json site(const Site& where) { return {{"file", where.file}, {"line", where.line}}; }

Json wait(const WaitEdge& edge) {
    return {{"waiter", edge.waiter},
            {"wants", edge.wants},
            {"wanted_at", site(edge.wanted_at)},
            {"object", edge.object},
            {"holder", edge.holder},
            {"held_as", edge.held_as},
            {"held_at", site(edge.held_at)},
            {"in_cycle", edge.in_cycle}};
}

Json step(const StepLine& line) {
    return {{"number", line.number},    {"agent", line.agent},   {"operation", line.operation},
            {"object", line.object},    {"change", line.change}, {"file", line.where.file},
            {"line", line.where.line},  {"code", line.code},     {"follows", line.follows},
            {"preempts", line.preempts}};
}

Json excerpt(const Excerpt& lines) {
    return {{"file", lines.where.file},
            {"line", lines.where.line},
            {"first", lines.first},
            {"lines", lines.lines}};
}

Json what_if(const WhatIf& tried) {
    return {{"change", tried.change},
            {"came_to", tried.came_to},
            {"removes", tried.removes},
            {"executions", tried.executions}};
}

template <class Items, class Write>
Json list(const Items& items, Write write) {
    Json made = Json::array();
    for (const auto& item : items) made.push_back(write(item));
    return made;
}

Json finding(const Finding& found) {
    Json made;
    made["kind"] = to_string(found.kind);
    made["also"] = list(found.also, [](FindingKind kind) { return Json(to_string(kind)); });
    made["summary"] = found.summary;
    made["fingerprint"] = found.fingerprint;
    made["schedule"] = found.schedule;
    if (!found.again.empty()) made["again"] = found.again;
    made["switches"] = found.switches;
    made["fewest_switches"] = found.fewest_switches;
    made["count"] = found.count;
    made["participants"] = found.participants;
    made["wait_for"] = list(found.wait_for, wait);
    made["sites"] = list(found.sites, site);
    made["steps"] = list(found.steps, step);
    made["excerpts"] = list(found.excerpts, excerpt);
    made["point_of_no_return"] =
        found.point_of_no_return ? Json(*found.point_of_no_return) : Json(nullptr);
    made["continuations"] = found.continuations;
    made["inevitable"] = found.inevitable;
    if (found.round > 0) made["round"] = found.round;
    made["what_if"] = list(found.what_if, what_if);
    made["cause"] = found.cause.empty() ? Json(nullptr) : Json(found.cause);
    return made;
}

Json params(const std::map<std::string, std::int64_t>& values) {
    Json made = Json::object();
    for (const auto& [key, value] : values) made[key] = value;
    return made;
}

Json scenario(const ScenarioResult& result) {
    Json made;
    made["name"] = result.name;
    made["about"] = result.about;
    made["subject"] = result.subject;
    made["suite"] = result.suite;
    made["source"] = site(result.source);
    made["params"] = params(result.params);
    made["strategy"] = result.strategy;
    made["engine"] = result.engine;
    made["memory_model"] = result.memory_model;
    made["bound"] = result.bound;
    made["preemptions"] = result.preemptions ? Json(*result.preemptions) : Json(nullptr);
    made["seed"] = result.seed ? Json(*result.seed) : Json(nullptr);
    made["symmetry"] = result.symmetry;
    made["spurious_wakeups"] = result.spurious_wakeups;
    made["verdict"] = to_string(result.verdict);
    made["expected"] = result.expected;
    made["as_expected"] = result.as_expected;
    made["coverage"] = result.coverage;
    made["reason"] = result.reason;
    made["exhausted"] = result.exhausted;
    made["executions"] = result.executions;
    made["complete"] = result.complete;
    made["deadlocked"] = result.deadlocked;
    made["redundant"] = result.redundant;
    made["abandoned"] = result.abandoned;
    made["steps"] = result.steps;
    made["seconds"] = std::isfinite(result.seconds) ? result.seconds : 0.0;
    made["findings"] = list(result.findings, finding);
    made["hazards"] = list(result.hazards, finding);
    made["measures"] = Json::object();
    for (const auto& [what, measure] : result.measures)
        made["measures"][what] = {
            {"least", measure.least}, {"most", measure.most}, {"values", measure.values}};
    return made;
}

}  // namespace

std::string to_json(const std::vector<ScenarioResult>& scenarios) {
    Json document;
    document["schema"] = kResultsSchema;
    document["scenarios"] = list(scenarios, scenario);
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace impasse::reports
