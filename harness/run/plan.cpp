#include <fmt/format.h>

#include <algorithm>

#include "harness/core/settings.hpp"
#include "harness/run/commands.hpp"

namespace impasse::run {

namespace {

bool has(const Scenario& scenario, const std::string& key) {
    return std::any_of(scenario.params.begin(), scenario.params.end(),
                       [&](const ParamSpec& spec) { return spec.name == key; });
}

std::vector<const Scenario*> selected(const Registry& registry,
                                      const std::vector<std::string>& patterns) {
    std::vector<const Scenario*> scenarios;
    if (patterns.empty()) return registry.select("*");
    for (const std::string& pattern : patterns)
        for (const Scenario* scenario : registry.select(pattern))
            if (std::find(scenarios.begin(), scenarios.end(), scenario) == scenarios.end())
                scenarios.push_back(scenario);
    return scenarios;
}

}  // namespace

std::vector<Planned> plan(const Registry& registry, const std::vector<std::string>& patterns,
                          const std::vector<std::string>& settings, const SecondEngine* second) {
    const auto values = parse_settings(settings);
    auto scenarios = selected(registry, patterns);
    if (second) std::erase_if(scenarios, [&](const Scenario* one) { return !second->has(*one); });
    if (scenarios.empty())
        throw UsageError("the second engine has none of these (impasse list --engine relacy)");
    for (const auto& [key, value] : values)
        if (std::none_of(scenarios.begin(), scenarios.end(),
                         [&](const Scenario* s) { return has(*s, key); }))
            throw UsageError(
                fmt::format("--set {}={}: no selected scenario has that parameter", key, value));
    std::vector<Planned> planned;
    for (const Scenario* scenario : scenarios) {
        std::map<std::string, std::int64_t> own;
        for (const auto& [key, value] : values)
            if (has(*scenario, key)) own[key] = value;
        const auto& others = scenario->second_engine.sets;
        const auto& sets = second && !others.empty() ? others : scenario->sets;
        if (!own.empty() || sets.empty()) {
            planned.push_back({scenario, scenario->with(own)});
        } else {
            for (const auto& set : sets) planned.push_back({scenario, scenario->with(set)});
        }
    }
    return planned;
}

}  // namespace impasse::run
