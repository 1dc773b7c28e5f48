#include "harness/core/scenario.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>

#include "harness/core/invariant.hpp"

namespace impasse {

std::int64_t Params::operator[](const std::string& name) const {
    const auto found = values_.find(name);
    INVARIANT(found != values_.end(),
              "the scenario reads parameter '" + name + "', which it does not declare");
    return found->second;
}

std::string Params::str() const {
    std::vector<std::string> parts;
    for (const auto& [key, value] : values_) parts.push_back(fmt::format("{}={}", key, value));
    return fmt::format("{}", fmt::join(parts, ","));
}

std::string Expectation::str() const {
    std::string text = "free";
    if (kind) text = fmt::format("{} ({})", to_string(*kind), fmt::join(participants, ", "));
    for (const FindingKind hazard : hazards) text += fmt::format(", hazard {}", to_string(hazard));
    return text;
}

Params Scenario::with(const std::map<std::string, std::int64_t>& overrides) const {
    std::map<std::string, std::int64_t> values;
    for (const ParamSpec& spec : params) values[spec.name] = spec.value;
    for (const auto& [key, value] : overrides) {
        const auto spec = std::find_if(params.begin(), params.end(),
                                       [&](const ParamSpec& p) { return p.name == key; });
        if (spec == params.end())
            throw UsageError(fmt::format("scenario '{}' has no parameter '{}'", name, key));
        if (value < spec->min || value > spec->max)
            throw UsageError(fmt::format("{}={} is out of range for '{}': {} to {}", key, value,
                                         name, spec->min, spec->max));
        values[key] = value;
    }
    return Params(std::move(values));
}

void Registry::add(Scenario scenario, Location where) {
    if (!scenario.source.known()) scenario.source = Site::of(where);
    INVARIANT(!find(scenario.name), "two scenarios are called '" + scenario.name + "'");
    const auto place =
        std::lower_bound(scenarios_.begin(), scenarios_.end(), scenario,
                         [](const Scenario& a, const Scenario& b) { return a.name < b.name; });
    scenarios_.insert(place, std::move(scenario));
}

const Scenario* Registry::find(const std::string& name) const {
    for (const Scenario& scenario : scenarios_)
        if (scenario.name == name) return &scenario;
    return nullptr;
}

std::vector<const Scenario*> Registry::select(const std::string& pattern) const {
    std::vector<const Scenario*> chosen;
    const bool by_suite = pattern.starts_with("suite:");
    for (const Scenario& scenario : scenarios_)
        if (by_suite ? scenario.suite() == pattern.substr(6)
                     : fnmatch(pattern.c_str(), scenario.name.c_str(), 0) == 0)
            chosen.push_back(&scenario);
    if (chosen.empty())
        throw UsageError(
            fmt::format("no scenario matches '{}' (impasse list shows them all)", pattern));
    return chosen;
}

}  // namespace impasse
