#include <fmt/format.h>

#include "harness/core/hash.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/run/crash.hpp"
#include "harness/run/saved.hpp"

namespace impasse::run {

std::string program_of(const Scenario& scenario, const Params& params, unsigned max_steps) {
    sched::Scheduler scheduler;
    explore::Dfs first;
    trace::Recorder recorder;
    first.begin();
    const NowRunning now({&scenario, &params, &scheduler.moves()});
    scheduler.run([&] { scenario.body(params); }, first, {max_steps, nullptr, &recorder});
    std::uint64_t hash = kFnvBasis;
    for (const StepLine& line : recorder.lines())
        hash = fnv1a(line.agent + '\n' + line.operation + '\n' + line.object + '\n' +
                         line.where.str() + '\n',
                     hash);
    return fmt::format("{:016x}", mix(hash));
}

}  // namespace impasse::run
