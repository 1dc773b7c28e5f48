// A hang that really happened, at its minimum, and what was done about it: incidents/<name>/<variant>.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "scenarios/registry.hpp"

namespace impasse::scenarios {

struct Incident {
    const char* name;
    const char* about;
};

// `variant` is a column of the report: "as-it-was", "fixed".
inline Scenario variant_of(const Incident& incident, const char* variant,
                           std::function<void()> body, Expectation expected) {
    Scenario scenario;
    scenario.name = std::string("incidents/") + incident.name + "/" + variant;
    scenario.about = incident.about;
    scenario.subject = variant;
    scenario.body = [body = std::move(body)](const Params&) { body(); };
    scenario.expected = always(std::move(expected));
    return scenario;
}

// The two columns. What was done about it is one of the changes that are tried on the hang: `fix` says
// it as what is so then.
inline void add(Registry& registry, Scenario as_it_was, Scenario fixed, const char* fix) {
    as_it_was.variants = {{fix, fixed.body}};
    registry.add(std::move(as_it_was));
    registry.add(std::move(fixed));
}

}  // namespace impasse::scenarios
