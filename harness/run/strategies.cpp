#include "harness/run/strategies.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/core/usage_error.hpp"
#include "harness/explore/cached_dfs.hpp"
#include "harness/explore/delays.hpp"
#include "harness/explore/dfs.hpp"
#include "harness/explore/dpor.hpp"
#include "harness/explore/pct.hpp"
#include "harness/explore/pos.hpp"
#include "harness/explore/random.hpp"

namespace impasse::run {

namespace {

bool is_random(const std::string& name) {
    return name == "random" || name == "pct" || name == "pos";
}

std::unique_ptr<Strategy> random_one(const ExploreOptions& options) {
    if (options.strategy == "pct")
        return std::make_unique<explore::Pct>(options.seed, options.depth.value_or(3));
    if (options.strategy == "pos") return std::make_unique<explore::Pos>(options.seed);
    return std::make_unique<explore::Random>(options.seed);
}

void check(const ExploreOptions& options) {
    const std::string& name = options.strategy;
    if (name != "dpor" && name != "dfs" && !is_random(name))
        throw UsageError(
            fmt::format("there is no strategy '{}': dpor, dfs, random, pct and pos are", name));
    if (is_random(name) && (options.preemptions || options.delays))
        throw UsageError(fmt::format("--{} goes with an exhaustive search, not with --strategy {}",
                                     options.preemptions ? "preemptions" : "delays", name));
    if (is_random(name) && options.iterate)
        throw UsageError(
            fmt::format("--iterate goes with an exhaustive search, not with --strategy {}", name));
    if (options.preemptions && options.delays)
        throw UsageError("--preemptions and --delays are two bounds: give one");
    if (options.depth && name != "pct")
        throw UsageError(fmt::format("--depth goes with --strategy pct, not with {}", name));
    if (options.jobs > 1 &&
        (name != "dpor" || options.preemptions || options.delays || options.iterate))
        throw UsageError("--jobs goes with --strategy dpor without a bound");
    if (options.symmetry &&
        (name != "dpor" || options.preemptions || options.delays || options.iterate))
        throw UsageError("--symmetry goes with --strategy dpor without a bound");
}

// A bound is on executions, dpor keeps one execution a trace: the one that it keeps may be beyond
// the bound while another of its trace is within. So within a bound the search is depth-first
// (docs/design/0003-bounds.md).
void choose_within(const ExploreOptions& options, std::optional<unsigned> bound, Chosen& chosen) {
    chosen.iterates = options.iterate;
    chosen.most = bound;
    const unsigned first = options.iterate ? 0 : *bound;
    std::unique_ptr<explore::DepthFirst> strategy;
    if (options.delays) {
        strategy = std::make_unique<explore::Delays>(first);
    } else if (options.strategy == "dfs") {
        strategy = std::make_unique<explore::Dfs>(first);
    } else {
        strategy = std::make_unique<explore::CachedDfs>(first);
    }
    chosen.bounded = options.delays ? "delays" : "preemptions";
    chosen.name = options.delays || options.strategy == "dfs" ? "dfs" : "cached-dfs";
    chosen.within = strategy.get();
    chosen.strategies.push_back(std::move(strategy));
}

}  // namespace

std::string Chosen::bound() const {
    return within ? fmt::format("{}={}", bounded, within->budget()) : "";
}

bool Chosen::raise() {
    if (kept_nothing_out() || !iterates || within->budget() == most) return false;
    within->raise();
    return true;
}

Chosen choose_strategy(const ExploreOptions& options, std::optional<unsigned> declared_preemptions,
                       std::unique_ptr<explore::Frontier> frontier) {
    check(options);
    Chosen chosen;
    chosen.name = options.strategy;
    const auto preemptions = options.preemptions ? options.preemptions : declared_preemptions;
    if (is_random(options.strategy)) {
        chosen.random = true;
        chosen.strategies.push_back(random_one(options));
    } else if (options.delays || preemptions || options.iterate) {
        choose_within(options, options.delays ? options.delays : preemptions, chosen);
    } else if (options.strategy == "dfs") {
        chosen.strategies.push_back(std::make_unique<explore::Dfs>());
    } else {
        chosen.optimal = true;
        chosen.symmetry = options.symmetry;
        chosen.frontier = frontier ? std::move(frontier) : std::make_unique<explore::Frontier>();
        for (unsigned i = 0; i < options.jobs; ++i)
            chosen.strategies.push_back(
                std::make_unique<explore::Dpor>(*chosen.frontier, options.symmetry));
    }
    return chosen;
}

void Chosen::stop(Strategy& strategy) const {
    if (!frontier) return;
    frontier->stop();
    static_cast<explore::Dpor&>(strategy).give_back();
}

}  // namespace impasse::run
