#include "harness/run/ran_on.hpp"

#include <algorithm>
#include <optional>

#include "harness/core/usage_error.hpp"
#include "harness/run/explore.hpp"

namespace impasse::run {

bool shows_while_others_run_on(FindingKind kind) {
    switch (kind) {
        case FindingKind::Reentry:
        case FindingKind::Cycle:
        case FindingKind::LostWakeup:
        case FindingKind::StrandedWaiter:
        case FindingKind::Livelock:
            return true;
        default:
            return false;
    }
}

namespace {

std::vector<Move> first(std::span<const Move> moves, std::size_t size) {
    return {moves.begin(), moves.begin() + static_cast<std::ptrdiff_t>(size)};
}

// Of a beginning that somebody could have gone on from.
std::optional<Finding> shown_by(const Scenario& scenario, const Params& params,
                                const std::vector<Move>& beginning) {
    ScenarioResult result = replay(scenario, params, beginning).result;
    for (Finding& finding : result.findings)
        if (result.abandoned > 0 && shows_while_others_run_on(finding.kind))
            return std::move(finding);
    return std::nullopt;
}

AgentSet agents_of(std::span<const Move> moves) {
    AgentSet agents = 0;
    for (const Move& move : moves) agents |= bit(move.agent);
    return agents;
}

}  // namespace

// Whoever waits for ever, or has gone round often enough, behind a beginning does so behind each longer one.
FoundRunning soonest(const Scenario& scenario, const Params& params, Finding found,
                     std::span<const Move> moves) {
    std::size_t without = 0;
    std::size_t with = moves.size();
    while (without + 1 < with) {
        const std::size_t middle = without + (with - without) / 2;
        auto sooner = shown_by(scenario, params, first(moves, middle));
        if (sooner && sooner->fingerprint == found.fingerprint) {
            found = std::move(*sooner);
            with = middle;
        } else {
            without = middle;
        }
    }
    return {std::move(found), first(moves, with)};
}

// A round is not looked for at the very end, where an agent may have been about to leave it.
std::optional<FoundRunning> found_while_running(const Scenario& scenario, const Params& params,
                                                std::span<const Move> moves) {
    moves = moves.first(moves.size() - moves.size() / 4);
    auto found = shown_by(scenario, params, first(moves, moves.size()));
    if (!found) return std::nullopt;
    return soonest(scenario, params, std::move(*found), moves);
}

std::optional<FoundRunning> found_going_round(const Scenario& scenario, const Params& params,
                                              const sched::Scheduler& scheduler,
                                              std::uint64_t& tried) {
    constexpr std::size_t kLast = 8;  // times that agents gave way, whose rounds are tried
    const auto& gave_way = scheduler.gave_way();
    const std::span<const Move> moves = scheduler.moves();
    for (std::size_t end = gave_way.size(); end-- > 0 && end + kLast >= gave_way.size();) {
        const auto [to, others] = gave_way[end];
        for (std::size_t begin = end; begin-- > 0 && begin + kLast >= gave_way.size();) {
            const std::size_t from = gave_way[begin].move;
            const auto round = moves.subspan(from + 1, to - from);
            // Who could go then and is not in it would perhaps end it.
            if (moves[from].agent != moves[to].agent || (others & ~agents_of(round))) continue;
            std::vector<Move> again = first(moves, to + 1);
            for (std::size_t i = 0; i < sched::kRounds; ++i)
                again.insert(again.end(), round.begin(), round.end());
            ++tried;
            try {
                if (auto found = shown_by(scenario, params, again))
                    return soonest(scenario, params, std::move(*found), again);
            } catch (const UsageError&) {
                // it cannot be taken again
            }
            break;  // a longer round has this one in it
        }
    }
    return std::nullopt;
}

}  // namespace impasse::run
