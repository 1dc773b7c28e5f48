#include "harness/run/saved.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/core/usage_error.hpp"

namespace impasse::run {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "impasse-frontier/1";

// Checked where it is read: a file may say anything.
template <class T>
T number(const Json& json, std::uint64_t limit) {
    const auto value = json.get<std::uint64_t>();
    if (value >= limit) throw UsageError(fmt::format("{} is out of range", value));
    return static_cast<T>(value);
}

Json to_json(const Move& move) { return Json::array({move.agent, move.way}); }

Move move_of(const Json& json) {
    return {number<AgentId>(json.at(0), kMaxAgents), number<std::uint16_t>(json.at(1), 65'536)};
}

Json to_json(const std::vector<explore::Frontier::Saved>& list) {
    Json all = Json::array();
    for (const auto& branch : list) {
        Json accesses = Json::array();
        for (const Access& access : branch.accesses)
            accesses.push_back({access.object, static_cast<unsigned>(access.verb)});
        Json one{{"move", to_json(branch.move)}, {"step", accesses}};
        if (!branch.leaf) one["leaf"] = false;
        if (branch.left) one["left"] = true;
        if (!branch.behind.empty()) one["behind"] = to_json(branch.behind);
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<explore::Frontier::Saved> tree_of(const Json& json) {
    std::vector<explore::Frontier::Saved> list;
    for (const Json& one : json) {
        explore::Frontier::Saved branch;
        branch.move = move_of(one.at("move"));
        for (const Json& access : one.at("step"))
            branch.accesses.push_back({number<ObjectId>(access.at(0), std::uint64_t{1} << 32),
                                       number<Verb>(access.at(1), kVerbs), 0});
        if (branch.accesses.size() > kMaxAccesses) throw UsageError("a step has too many accesses");
        branch.leaf = one.value("leaf", true);
        branch.left = one.value("left", false);
        if (one.contains("behind")) branch.behind = tree_of(one.at("behind"));
        list.push_back(std::move(branch));
    }
    return list;
}

Json to_json(const KeptFindings& findings) {
    Json all = Json::array();
    for (const auto& [fingerprint, kept] : findings) {
        Json moves = Json::array();
        for (const Move& move : kept.moves) moves.push_back(to_json(move));
        all.push_back({{"kind", to_string(kept.finding.kind)},
                       {"fingerprint", fingerprint},
                       {"count", kept.finding.count},
                       {"moves", moves}});
    }
    return all;
}

KeptFindings findings_of(const Json& json) {
    KeptFindings findings;
    for (const Json& one : json) {
        Kept kept;
        const auto kind = finding_kind(one.at("kind").get<std::string>());
        if (!kind) throw UsageError("a finding is of no known kind");
        kept.finding.kind = *kind;
        kept.finding.fingerprint = one.at("fingerprint").get<std::string>();
        kept.finding.count = one.at("count").get<std::uint64_t>();
        for (const Json& move : one.at("moves")) kept.moves.push_back(move_of(move));
        kept.switches = switches_in(kept.moves);
        keep(findings, std::move(kept));
    }
    return findings;
}

Json to_json(const Saved& saved) {
    const Counts& counts = saved.counts;
    return {{"name", saved.scenario},
            {"params", saved.params},
            {"max_steps", saved.max_steps},
            {"symmetry", saved.symmetry},
            {"executions", counts.executions},
            {"complete", counts.complete},
            {"deadlocked", counts.deadlocked},
            {"redundant", counts.redundant},
            {"abandoned", counts.abandoned},
            {"steps", counts.steps},
            {"seconds", saved.seconds},
            {"findings", to_json(saved.findings)},
            {"hazards", to_json(saved.hazards)},
            {"agents", saved.agents},
            {"objects", saved.objects},
            {"tree", to_json(saved.tree)}};
}

Saved saved_of(const Json& json) {
    Saved saved;
    saved.scenario = json.at("name").get<std::string>();
    saved.params = json.at("params").get<std::map<std::string, std::int64_t>>();
    saved.max_steps = number<unsigned>(json.at("max_steps"), 100'000'000);
    saved.symmetry = json.value("symmetry", false);
    saved.counts = {.executions = json.at("executions").get<std::uint64_t>(),
                    .complete = json.at("complete").get<std::uint64_t>(),
                    .deadlocked = json.at("deadlocked").get<std::uint64_t>(),
                    .redundant = json.at("redundant").get<std::uint64_t>(),
                    .abandoned = json.at("abandoned").get<std::uint64_t>(),
                    .steps = json.at("steps").get<std::uint64_t>()};
    saved.seconds = json.at("seconds").get<double>();
    saved.findings = findings_of(json.at("findings"));
    saved.hazards = findings_of(json.at("hazards"));
    saved.agents = json.at("agents").get<sched::Ids::Agents>();
    saved.objects = json.at("objects").get<sched::Ids::Objects>();
    if (saved.agents.size() > kMaxAgents || saved.objects.size() > kMaxAgents)
        throw UsageError("there are too many agents");
    saved.tree = tree_of(json.at("tree"));
    return saved;
}

}  // namespace

std::string to_json(const std::vector<Saved>& all) {
    Json list = Json::array();
    for (const Saved& saved : all) list.push_back(to_json(saved));
    return Json{{"schema", kSchema}, {"scenarios", list}}.dump() + "\n";
}

std::vector<Saved> saved_from_json(const std::string& text, const std::string& path) {
    try {
        const Json json = Json::parse(text);
        if (json.at("schema") != kSchema) throw UsageError("its schema is another one");
        std::vector<Saved> all;
        for (const Json& one : json.at("scenarios")) all.push_back(saved_of(one));
        return all;
    } catch (const std::exception& mistake) {
        throw UsageError(fmt::format("{} is no whole {} file: {}", path, kSchema, mistake.what()));
    }
}

}  // namespace impasse::run
