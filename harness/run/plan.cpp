#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/run/commands.hpp"

namespace impasse::run {

namespace {

std::map<std::string, std::int64_t> parse_settings(const std::vector<std::string>& settings) {
    std::map<std::string, std::int64_t> values;
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0)
            throw UsageError(fmt::format("--set {}: write it as key=value", setting));
        const char* begin = setting.data() + equals + 1;
        const char* end = setting.data() + setting.size();
        std::int64_t value = 0;
        const auto [stop, error] = std::from_chars(begin, end, value);
        if (error != std::errc{} || stop != end)
            throw UsageError(fmt::format("--set {}: the value is not a whole number", setting));
        if (!values.emplace(setting.substr(0, equals), value).second)
            throw UsageError(fmt::format("--set {}: that parameter is set twice", setting));
    }
    return values;
}

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
