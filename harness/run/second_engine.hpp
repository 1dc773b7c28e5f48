// Relacy as an engine of `impasse explore`: each scenario runs in a process of impasse-relacy, which stands
// beside this program. What comes back is judged here, as the fiber engine's results are.
#pragma once

#include <set>
#include <string>

#include "harness/core/result.hpp"
#include "harness/core/scenario.hpp"
#include "harness/run/explore.hpp"

namespace impasse::run {

class SecondEngine {
  public:
    // The impasse-relacy beside this program. Throws UsageError where it is not to be found.
    SecondEngine();
    explicit SecondEngine(std::string program);

    // Whether the scenario's file was built for it, too.
    bool has(const Scenario& scenario) const { return names_.contains(scenario.name); }

    // `memory_model`: "c++", or "sc" to take every order for seq_cst. Of the options, those that limit the
    // search are heeded, and the bound on preemptions.
    ScenarioResult explore(const Scenario& scenario, const Params& params,
                           const ExploreOptions& options, const std::string& memory_model,
                           const OnProgress& progress) const;

  private:
    std::string program_;
    std::set<std::string> names_;
};

}  // namespace impasse::run
