#include "reports/formats/sarif.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "reports/compare.hpp"
#include "reports/words.hpp"
#include "reports/writers/escape.hpp"

namespace impasse::reports {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostResults = 25'000;
constexpr std::size_t kMostLocations = 1'000;  // of all thread flows of a result
constexpr FindingKind kKinds[] = {FindingKind::Panic,          FindingKind::Reentry,
                                  FindingKind::Cycle,          FindingKind::LostWakeup,
                                  FindingKind::StrandedWaiter, FindingKind::WaitersAtDrop,
                                  FindingKind::Livelock,       FindingKind::Leak,
                                  FindingKind::Race,           FindingKind::GuardAcrossAwait,
                                  FindingKind::LockOrder,      FindingKind::Starvation};

std::string rule_id(FindingKind kind) { return "impasse/" + std::string(to_string(kind)); }

Json text(const std::string& words) { return {{"text", words}}; }

Json physical(const Site& site) {
    const bool absolute = site.file.starts_with('/');
    Json artifact{{"uri", (absolute ? "file://" : "") + uri_escaped(site.file)}};
    if (!absolute) artifact["uriBaseId"] = "SRCROOT";
    return {{"artifactLocation", artifact}, {"region", {{"startLine", std::max(site.line, 1U)}}}};
}

Json location(const Site& site, const std::string& words) {
    Json made;
    if (site.known()) made["physicalLocation"] = physical(site);
    made["message"] = text(words);
    return made;
}

Json rules() {
    Json made = Json::array();
    for (const FindingKind kind : kKinds) {
        const std::string name(to_string(kind));
        made.push_back(
            {{"id", rule_id(kind)},
             {"name", name},
             {"shortDescription", text(name)},
             {"fullDescription", text(std::string(meaning(kind)))},
             {"help", text(name + ": " + std::string(meaning(kind)) + ".")},
             {"defaultConfiguration", {{"level", is_hazard(kind) ? "note" : "error"}}},
             {"properties", {{"tags", {"concurrency", is_hazard(kind) ? "hazard" : "hang"}}}}});
    }
    return made;
}

// Where it is: what is waited for, or else where it shows, or the last step, or its scenario.
std::vector<Site> sites_of(const ScenarioResult& scenario, const Finding& finding) {
    std::vector<Site> sites;
    const auto add = [&](const Site& site) {
        if (site.known() && std::find(sites.begin(), sites.end(), site) == sites.end())
            sites.push_back(site);
    };
    for (const WaitEdge& edge : cycle_first(finding.wait_for)) add(edge.wanted_at);
    for (const Site& site : finding.sites) add(site);
    for (std::size_t i = finding.steps.size(); i > 0 && sites.empty(); --i)
        add(finding.steps[i - 1].where);
    if (sites.empty()) add(scenario.source);
    return sites;
}

Json step_location(const StepLine& line, std::size_t order, bool last_chance) {
    const std::string change = line.change.empty() ? "" : ": " + line.change;
    Json made{{"location", location(line.where, line.agent + " " + line.operation + " " +
                                                    line.object + change)},
              {"executionOrder", order}};
    made["importance"] = last_chance ? "essential" : line.follows ? "unimportant" : "important";
    return made;
}

// A thread flow an agent; of more steps than are shown, the last ones.
Json code_flow(const Finding& finding) {
    const std::size_t count = finding.steps.size();
    const std::size_t from = count > kMostLocations ? count - kMostLocations : 0;
    std::vector<std::string> agents;
    std::vector<Json> flows;
    for (std::size_t i = from; i < count; ++i) {
        const StepLine& line = finding.steps[i];
        auto agent = std::find(agents.begin(), agents.end(), line.agent);
        if (agent == agents.end()) {
            agent = agents.insert(agents.end(), line.agent);
            flows.push_back({{"id", line.agent}, {"message", text(line.agent)}});
            flows.back()["locations"] = Json::array();
        }
        const bool last_chance = finding.point_of_no_return == line.number && !finding.inevitable;
        flows[static_cast<std::size_t>(agent - agents.begin())]["locations"].push_back(
            step_location(line, i + 1, last_chance));
    }
    return {{"message", text("How it comes to this")}, {"threadFlows", flows}};
}

std::string message_of(const ScenarioResult& scenario, const Finding& finding) {
    std::string words = full_name(scenario) + ": " + finding.summary + ".";
    if (!finding.cause.empty()) words += " Cause, as tested: " + finding.cause;
    if (const std::string replay = replay_command(finding); !replay.empty())
        words += (finding.schedule.empty() ? " Again: " : " Replay: ") + replay;
    return words;
}

Json result(const ScenarioResult& scenario, const Finding& finding, std::optional<Since> since) {
    const bool hazard = is_hazard(finding);
    const bool expected = scenario.as_expected && !hazard;
    Json made{{"ruleId", rule_id(finding.kind)},
              {"ruleIndex",
               std::find(std::begin(kKinds), std::end(kKinds), finding.kind) - std::begin(kKinds)},
              {"level", hazard || expected ? "note" : "error"},
              {"message", text(message_of(scenario, finding))}};
    const std::vector<Site> sites = sites_of(scenario, finding);
    made["locations"] = Json::array({location(sites.front(), finding.summary)});
    if (sites.size() > 1) {
        made["relatedLocations"] = Json::array();
        for (std::size_t i = 1; i < sites.size(); ++i)
            made["relatedLocations"].push_back(location(sites[i], "takes part in it"));
    }
    if (!finding.steps.empty()) made["codeFlows"] = Json::array({code_flow(finding)});
    made["partialFingerprints"] = {{"impasse/v1", full_name(scenario) + " " + finding.fingerprint}};
    if (since) made["baselineState"] = *since == Since::New ? "new" : "unchanged";
    if (expected)
        made["suppressions"] =
            Json::array({{{"kind", "inSource"}, {"justification", "its scenario expects it"}}});
    made["properties"] = {{"scenario", full_name(scenario)},
                          {"engine", scenario.engine},
                          {"schedule", finding.schedule},
                          {"executions", finding.count}};
    return made;
}

}  // namespace

std::string to_sarif(const Report& report) {
    std::optional<Comparison> compared;
    if (report.base) compared = compare(report.base->scenarios, report.scenarios);
    std::map<const Finding*, Since> since;  // to look up only
    if (compared)
        for (const FindingSince& one : compared->findings) since.emplace(one.finding, one.since);
    const auto since_of = [&](const Finding& finding) -> std::optional<Since> {
        const auto at = since.find(&finding);
        return at == since.end() ? std::nullopt : std::optional(at->second);
    };
    Json results = Json::array();
    for (const bool as_expected : {false, true})  // those that are not come first, and have room
        for (const ScenarioResult& scenario : report.scenarios) {
            if (scenario.as_expected != as_expected) continue;
            for (const auto* list : {&scenario.findings, &scenario.hazards})
                for (const Finding& finding : *list)
                    if (results.size() < kMostResults && !sites_of(scenario, finding).empty())
                        results.push_back(result(scenario, finding, since_of(finding)));
        }
    const Json run{
        {"tool",
         {{"driver", {{"name", "impasse"}, {"semanticVersion", "0.1.0"}, {"rules", rules()}}}}},
        {"columnKind", "utf16CodeUnits"},
        {"originalUriBaseIds", {{"SRCROOT", {{"description", text("The root of the sources")}}}}},
        {"results", results}};
    const Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Json::array({run})}};
    return log.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace impasse::reports
