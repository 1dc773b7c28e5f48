// A scenario: a small program under test, the question it answers, and what its author expects.
//
//     registry.add({.name = "litmus/abba", .about = "...", .body = [](const Params&) { ... },
//                   .expected = finds(FindingKind::Cycle, {"left", "right"})});
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/finding.hpp"
#include "harness/core/usage_error.hpp"

namespace impasse {

struct ParamSpec {
    std::string name;
    std::int64_t value = 0;  // the default
    std::int64_t min = 0;
    std::int64_t max = 0;
    std::string about;
};

// The parameters of one run. Reading one that the scenario did not declare is a bug of the
// scenario.
class Params {
  public:
    Params() = default;
    explicit Params(std::map<std::string, std::int64_t> values) : values_(std::move(values)) {}

    std::int64_t operator[](const std::string& name) const;
    const std::map<std::string, std::int64_t>& values() const { return values_; }
    // "key=1,other=2"; empty without parameters
    std::string str() const;

    friend bool operator==(const Params&, const Params&) = default;

  private:
    std::map<std::string, std::int64_t> values_;
};

// What a scenario's author expects: free, or exactly one finding (its kind and who takes part).
struct Expectation {
    std::optional<FindingKind> kind;  // nothing: free
    std::vector<std::string>
        participants;                  // exactly these; "waiter" stands for any "waiter 0", ...
    std::vector<FindingKind> hazards;  // hazards that must be reported

    std::string str() const;
};

inline Expectation is_free() { return {}; }
inline Expectation is_free_with(FindingKind hazard) {
    return {.kind = {}, .participants = {}, .hazards = {hazard}};
}
inline Expectation finds(FindingKind kind, std::vector<std::string> participants) {
    return {.kind = kind, .participants = std::move(participants), .hazards = {}};
}

// The same program with one change, for what-ifs: "the value is copied, and the Ref dropped".
struct Variant {
    std::string change;
    std::function<void(const Params&)> body;
};

// How the second engine explores a scenario (harness/relacy), which has no reduction: each interleaving is an
// execution. Where nothing is said, as the first one does, with nothing declared.
struct InSecondEngine {
    // Instead of the scenario's: those that it can do.
    std::vector<std::map<std::string, std::int64_t>> sets{};
    // The bound that its author declares, as Scenario::preemptions.
    std::function<std::optional<unsigned>(const Params&)> preemptions{};
    // Atomics of a weaker order than seq_cst, of which a search does not see everything ("older-stores=1",
    // "weak-failures=1", "failed-exchanges=newest"): declared, so that free within that counts as the expected `free`.
    bool weak_memory = false;
    // Under C++'s memory model, where that makes a difference.
    std::function<Expectation(const Params&)> expected{};
};

struct Scenario {
    std::string name;     // "suite/question" or "suite/question/subject"
    std::string about;    // the question, one sentence
    std::string subject;  // what is under test; a column of the report's matrix. Empty: none
    std::vector<ParamSpec> params{};
    // The parameter sets that a run without --set explores; empty: the defaults alone.
    std::vector<std::map<std::string, std::int64_t>> sets{};
    std::function<void(const Params&)> body;
    // A function of the parameters, where the answer depends on them.
    std::function<Expectation(const Params&)> expected;
    // The bound that its author declares: `free-within` it counts as the expected `free`, and it is
    // used unless the command line sets one. None: the scenario is explored whole.
    std::function<std::optional<unsigned>(const Params&)> preemptions{};
    // Changes that the harness tries where it has found something, the smallest first.
    std::vector<Variant> variants{};
    InSecondEngine second_engine{};
    Site source{};  // where it stands; set by Registry::add

    std::optional<unsigned> declared_preemptions(const Params& values) const {
        return preemptions ? preemptions(values) : std::nullopt;
    }
    std::string suite() const { return name.substr(0, name.find('/')); }
    // The defaults, overridden. Throws UsageError for an unknown key or a value out of range.
    Params with(const std::map<std::string, std::int64_t>& overrides) const;
};

inline std::function<Expectation(const Params&)> always(Expectation expectation) {
    return [expectation](const Params&) { return expectation; };
}

// The scenarios of a binary, in the order of their names. Explicit: no static initialiser adds to
// it.
class Registry {
  public:
    void add(Scenario scenario, Location where = Location::current());
    const std::vector<Scenario>& all() const { return scenarios_; }
    const Scenario* find(const std::string& name) const;
    // By name, by glob ("once_map/*") or by suite ("suite:litmus"). Throws UsageError if nothing
    // matches.
    std::vector<const Scenario*> select(const std::string& pattern) const;

  private:
    std::vector<Scenario> scenarios_;
};

}  // namespace impasse
