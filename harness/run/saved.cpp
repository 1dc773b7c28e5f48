#include "harness/run/saved.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/core/usage_error.hpp"
#include "harness/run/weigh.hpp"

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

template <class Accesses>
Json step_to_json(const Accesses& accesses) {
    Json all = Json::array();
    for (const Access& access : accesses)
        all.push_back({access.object, static_cast<unsigned>(access.verb)});
    return all;
}

std::vector<Access> accesses_of(const Json& json) {
    std::vector<Access> accesses;
    for (const Json& access : json)
        accesses.push_back({number<ObjectId>(access.at(0), std::uint64_t{1} << 32),
                            number<Verb>(access.at(1), kVerbs), 0});
    if (accesses.size() > kMaxAccesses) throw UsageError("a step has too many accesses");
    return accesses;
}

Json to_json(const explore::Tree& list) {
    Json all = Json::array();
    for (const auto& branch : list) {
        Json one{{"move", to_json(branch.move)}, {"step", step_to_json(branch.accesses)}};
        if (!branch.leaf) one["leaf"] = false;
        if (branch.left) one["left"] = true;
        if (branch.share) one["share"] = branch.share;
        if (!branch.behind.empty()) one["behind"] = to_json(branch.behind);
        all.push_back(std::move(one));
    }
    return all;
}

explore::Tree tree_of(const Json& json) {
    explore::Tree list;
    for (const Json& one : json) {
        explore::Frontier::Saved branch;
        branch.move = move_of(one.at("move"));
        branch.accesses = accesses_of(one.at("step"));
        branch.leaf = one.value("leaf", true);
        branch.left = one.value("left", false);
        if (one.contains("share")) branch.share = number<unsigned>(one.at("share"), kMaxParts + 1);
        if (one.contains("behind")) branch.behind = tree_of(one.at("behind"));
        list.push_back(std::move(branch));
    }
    return list;
}

// [object, agents] for each object that anybody did it to.
Json to_json(const std::vector<AgentSet>& by_object) {
    Json all = Json::array();
    for (std::size_t object = 0; object < by_object.size(); ++object)
        if (by_object[object]) all.push_back({object, by_object[object]});
    return all;
}

std::vector<AgentSet> doers_of(const Json& json) {
    std::vector<AgentSet> by_object;
    for (const Json& one : json) {
        const auto object = number<ObjectId>(one.at(0), kMaxObjects);
        if (object >= by_object.size()) by_object.resize(object + 1);
        by_object[object] = one.at(1).get<AgentSet>();
    }
    return by_object;
}

std::map<ObjectId, trace::PassedWriters> passed_of(const Json& json) {
    std::map<ObjectId, trace::PassedWriters> passed;
    for (const Json& one : json)
        passed[number<ObjectId>(one.at(0), kMaxObjects)] = {
            one.at(1).get<std::string>(), one.at(2).get<std::map<AgentId, std::string>>(),
            one.at(3).get<std::map<AgentId, std::string>>()};
    return passed;
}

Json to_json(const KeptFindings& findings) {
    Json all = Json::array();
    for (const auto& [key, kept] : findings) {
        Json moves = Json::array();
        for (const Move& move : kept.moves) moves.push_back(to_json(move));
        Json one{{"kind", to_string(kept.finding.kind)},
                 {"fingerprint", kept.finding.fingerprint},
                 {"count", kept.finding.count},
                 {"moves", moves}};
        for (const trace::CutWait& cut : kept.cut)
            one["cut"].push_back({cut.id, cut.wait.object, cut.able});
        if (kept.across) one["across"] = {kept.across->id, kept.across->lock, kept.across->object};
        if (kept.finding.excused) one["excused"] = true;
        if (kept.ran_on) one["ran_on"] = true;
        all.push_back(std::move(one));
    }
    return all;
}

KeptFindings findings_of(const Json& json) {
    KeptFindings findings;
    for (const Json& one : json) {
        Finding finding;
        const auto kind = finding_kind(one.at("kind").get<std::string>());
        if (!kind) throw UsageError("a finding is of no known kind");
        finding.kind = *kind;
        finding.fingerprint = one.at("fingerprint").get<std::string>();
        finding.count = one.at("count").get<std::uint64_t>();
        std::vector<Move> moves;
        for (const Json& move : one.at("moves")) moves.push_back(move_of(move));
        finding.excused = one.value("excused", false);
        Kept kept = kept_of(std::move(finding), std::move(moves));
        kept.ran_on = one.value("ran_on", false);
        for (const Json& cut : one.value("cut", Json::array()))
            kept.cut.push_back({.wait = {.object = cut.at(1).get<ObjectId>()},
                                .id = number<AgentId>(cut.at(0), kMaxAgents),
                                .able = cut.at(2).get<AgentSet>()});
        if (const auto across = one.find("across"); across != one.end())
            kept.across = {.object = across->at(2).get<std::string>(),
                           .lock = across->at(1).get<ObjectId>(),
                           .id = number<AgentId>(across->at(0), kMaxAgents)};
        keep(findings, std::move(kept));
    }
    return findings;
}

// A step of a sequence: [[agent, way], [accesses], [places of what comes before it], 1 if needed].
Json to_json(const explore::Claims& claims) {
    Json all = Json::array();
    for (const explore::Claim& claim : claims) {
        Json at = Json::array();
        for (const Move& move : claim.at) at.push_back(to_json(move));
        Json sequence = Json::array();
        for (const explore::Claim::Wanted& wanted : claim.sequence)
            sequence.push_back(Json::array({to_json(wanted.move), step_to_json(wanted.step),
                                            wanted.after, wanted.needed ? 1 : 0}));
        all.push_back({{"at", at}, {"sequence", sequence}});
    }
    return all;
}

explore::Claims claims_of(const Json& json) {
    explore::Claims claims;
    for (const Json& one : json) {
        explore::Claim claim;
        for (const Json& move : one.at("at")) claim.at.push_back(move_of(move));
        for (const Json& wanted : one.at("sequence")) {
            explore::Claim::Wanted step;
            step.move = move_of(wanted.at(0));
            for (const Access& access : accesses_of(wanted.at(1)))
                step.step.accesses[step.step.count++] = access;
            for (const Json& before : wanted.at(2))
                step.after.push_back(number<std::uint32_t>(before, claim.sequence.size()));
            step.needed = number<unsigned>(wanted.at(3), 2) == 1;
            claim.sequence.push_back(std::move(step));
        }
        if (claim.at.empty() || claim.sequence.empty()) throw UsageError("a claim is empty");
        claims.insert(std::move(claim));
    }
    return claims;
}

void add_to_json(Json& json, const Shown& shown) {
    const Counts& counts = shown.counts;
    json["executions"] = counts.executions;
    json["complete"] = counts.complete;
    json["deadlocked"] = counts.deadlocked;
    json["redundant"] = counts.redundant;
    json["abandoned"] = counts.abandoned;
    json["steps"] = counts.steps;
    json["seconds"] = shown.seconds;
    if (shown.aborted) json["aborted"] = true;
    if (shown.spurious_wakeups > 0) json["spurious_wakeups"] = shown.spurious_wakeups;
    json["findings"] = to_json(shown.findings);
    json["hazards"] = to_json(shown.hazards);
    json["signalled"] = to_json(shown.doers.signalled);
    json["locked"] = to_json(shown.doers.locked);
    json["passed"] = Json::array();
    for (const auto& [lock, passed] : shown.doers.passed)
        json["passed"].push_back({lock, passed.object, Json(passed.writers), Json(passed.readers)});
    for (const auto& [what, measure] : shown.measures)
        json["measures"][what] = {measure.least, measure.most, measure.values};
}

Measures measures_of(const Json& json) {
    Measures measures;
    for (const auto& [what, range] : json.items())
        measures[what] = {range.at(0).get<std::int64_t>(), range.at(1).get<std::int64_t>(),
                          range.at(2).get<std::set<std::int64_t>>()};
    return measures;
}

Shown shown_of(const Json& json) {
    return {.counts = {.executions = json.at("executions").get<std::uint64_t>(),
                       .complete = json.at("complete").get<std::uint64_t>(),
                       .deadlocked = json.at("deadlocked").get<std::uint64_t>(),
                       .redundant = json.at("redundant").get<std::uint64_t>(),
                       .abandoned = json.at("abandoned").get<std::uint64_t>(),
                       .steps = json.at("steps").get<std::uint64_t>()},
            .seconds = json.at("seconds").get<double>(),
            .aborted = json.value("aborted", false),
            .spurious_wakeups = json.value("spurious_wakeups", 0U),
            .findings = findings_of(json.at("findings")),
            .hazards = findings_of(json.at("hazards")),
            .measures = measures_of(json.value("measures", Json::object())),
            .doers = {doers_of(json.at("signalled")), doers_of(json.at("locked")),
                      passed_of(json.at("passed"))}};
}

Json to_json(const Part& part) {
    Json json{{"number", part.number}, {"of", part.of}, {"split", part.split}};
    Json before;
    add_to_json(before, part.before);
    json["before"] = before;
    return json;
}

Part part_of(const Json& json) {
    Part part{.number = number<unsigned>(json.at("number"), kMaxParts + 1),
              .of = number<unsigned>(json.at("of"), kMaxParts + 1),
              .split = json.at("split").get<std::string>(),
              .before = shown_of(json.at("before"))};
    if (part.number < 1 || part.number > part.of) throw UsageError("a part's number is none");
    return part;
}

Json to_json(const Saved& saved) {
    Json json{{"name", saved.scenario},
              {"params", saved.params},
              {"max_steps", saved.max_steps},
              {"program", saved.program},
              {"symmetry", saved.symmetry}};
    json["patience"] = {{"loops", saved.patience.loops}, {"alone", saved.patience.alone}};
    if (saved.part) json["part"] = to_json(*saved.part);
    add_to_json(json, saved.shown);
    json["agents"] = saved.agents;
    json["objects"] = saved.objects;
    json["tree"] = to_json(saved.tree);
    if (saved.part) json["claims"] = to_json(saved.claims);
    return json;
}

Saved saved_of(const Json& json) {
    Saved saved;
    saved.scenario = json.at("name").get<std::string>();
    saved.params = json.at("params").get<std::map<std::string, std::int64_t>>();
    saved.max_steps = number<unsigned>(json.at("max_steps"), 100'000'000);
    saved.program = json.at("program").get<std::string>();
    saved.shown = shown_of(json);
    saved.symmetry = json.value("symmetry", false);
    saved.patience.loops = json.at("patience").at("loops").get<std::set<std::uint64_t>>();
    saved.patience.alone = json.at("patience").at("alone").get<unsigned>();
    saved.agents = json.at("agents").get<sched::Ids::Agents>();
    saved.objects = json.at("objects").get<sched::Ids::Objects>();
    if (saved.agents.size() > kMaxAgents || saved.objects.size() > kMaxAgents)
        throw UsageError("there are too many agents");
    saved.tree = tree_of(json.at("tree"));
    if (json.contains("part")) {
        saved.part = part_of(json.at("part"));
        saved.claims = claims_of(json.at("claims"));
    }
    return saved;
}

}  // namespace

Shown& Shown::operator+=(const Shown& other) {
    counts += other.counts;
    seconds += other.seconds;
    aborted = aborted || other.aborted;
    spurious_wakeups = std::max(spurious_wakeups, other.spurious_wakeups);
    for (const auto& [fingerprint, kept] : other.findings) keep(findings, kept);
    for (const auto& [fingerprint, kept] : other.hazards) keep(hazards, kept);
    for (const auto& [what, measure] : other.measures) widen(measures, what, measure);
    add(doers, other.doers);
    return *this;
}

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
