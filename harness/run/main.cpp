#include <fmt/format.h>
#include "harness/run/explore.hpp"
#include "scenarios/registry.hpp"
using namespace impasse;
int main(int argc, char** argv) {
    const Registry r = scenarios::all();
    run::ExploreOptions o;
    for (const Scenario* s : r.select(argc > 1 ? argv[1] : "*")) {
        auto res = run::explore(*s, s->with({}), o);
        fmt::print("{} {} as_expected={} {} ex={} c={} d={} r={} steps={} {:.3f}s\n", s->name,
                   to_string(res.verdict), res.as_expected, res.reason, res.executions,
                   res.complete, res.deadlocked, res.redundant, res.steps, res.seconds);
        for (auto& f : res.findings) {
            fmt::print("  {} {} {}\n   {}\n", to_string(f.kind), f.summary, f.fingerprint,
                       f.schedule);
            for (auto& l : f.steps)
                fmt::print("    {} {} {} {} [{}] {} {}{}\n", l.number, l.agent, l.operation,
                           l.object, l.change, l.where.str(), l.follows ? "f" : "",
                           l.preempts ? "P" : "");
        }
    }
}
