// A client whose outcome is measured, of a primitive from atomics or of the abstract one that stands for it. Behind the
// last slash of its name stands which. `preemptions`: the bound in the second engine.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "harness/core/scenario.hpp"

namespace impasse::scenarios {

inline Scenario outcomes(std::string name, const char* about, const char* subject,
                         std::function<void()> client, std::optional<unsigned> preemptions = {}) {
    Scenario scenario{.name = std::move(name),
                      .about = about,
                      .subject = subject,
                      .body = [client = std::move(client)](const Params&) { client(); },
                      .expected = always(is_free())};
    scenario.second_engine.weak_memory = true;
    if (preemptions)
        scenario.second_engine.preemptions = [=](const Params&) { return preemptions; };
    return scenario;
}

}  // namespace impasse::scenarios
