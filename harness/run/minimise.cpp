#include "harness/run/minimise.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/detect/detector.hpp"
#include "harness/explore/switches.hpp"

namespace impasse::run {

namespace {

bool shows(const trace::Snapshot& snapshot, const std::string& fingerprint) {
    if (snapshot.quiet()) return false;
    const detect::Judgement judgement = detect::judge(snapshot);
    return std::any_of(judgement.findings.begin(), judgement.findings.end(),
                       [&](const Finding& seen) { return seen.fingerprint == fingerprint; });
}

// Nothing: a loop gives up by itself that was about to be cut off.
std::optional<Shortest> minimise(const sched::Body& body, const Kept& found, unsigned max_steps,
                                 const Allowance& allowance, sched::Patience& patience) {
    const std::string& fingerprint = found.finding.fingerprint;
    Shortest shortest{found, false};
    std::uint64_t executions = 0;
    for (unsigned switches = 0; switches <= found.switches; ++switches) {
        explore::Switches strategy(switches);
        sched::Scheduler scheduler;
        std::optional<Kept> best;
        while (!allowance.spent(executions) && strategy.begin()) {
            ++executions;
            const Ending ending =
                scheduler.run(body, strategy, {.max_steps = max_steps, .patience = &patience});
            if (scheduler.gave_up()) {
                patience.loops.insert(*scheduler.gave_up());
                return std::nullopt;
            }
            strategy.end(ending);
            if (!strategy.error().empty()) return shortest;
            if (ending == Ending::Abandoned || !shows(scheduler.snapshot(), fingerprint)) continue;
            Kept seen = kept_of(found.finding, scheduler.moves());
            if (!best || better(seen, *best)) best = std::move(seen);
        }
        const bool whole = strategy.exhausted();
        if (best && (whole || better(*best, shortest.kept))) shortest.kept = std::move(*best);
        shortest.proved = best && whole;
        if (shortest.proved || !whole) return shortest;
    }
    return shortest;
}

}  // namespace

Shortest minimise(const Scenario& scenario, const Params& params, const Kept& found,
                  unsigned max_steps, const Allowance& allowance) {
    allowance.say("the shortest way to it");
    const sched::Body body = [&] { scenario.body(params); };
    sched::Patience patience;
    for (;;)
        if (const auto shortest = minimise(body, found, max_steps, allowance, patience))
            return *shortest;
}

}  // namespace impasse::run
