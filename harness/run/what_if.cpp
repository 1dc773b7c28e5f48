#include "harness/run/what_if.hpp"

#include <fmt/format.h>

#include <optional>

#include "harness/explore/replay.hpp"
#include "harness/run/apart.hpp"
#include "harness/run/explore.hpp"
#include "harness/run/search.hpp"
#include "reports/words.hpp"

namespace impasse::run {

namespace {

constexpr const char* kCrashed = "cannot be: the program crashes";

struct Change {
    std::string words;
    std::optional<Edit> edit;
    const Variant* variant = nullptr;
};

const char* words_of(EditKind kind) {
    switch (kind) {
        case EditKind::ReleaseAtAwait:
            return "";  // says which
        case EditKind::ReadersFirst:
            return "readers pass a writer that waits";
        case EditKind::Unbounded:
            return "channels are unbounded";
        case EditKind::MoreWorkers:
            return "there is one worker more";
        case EditKind::OneWorker:
            return "there is one worker";
        case EditKind::OwnShards:
            return "each key is in a shard of its own";
    }
    return "";
}

// What the schedule's execution offers to change.
class Offered {
  public:
    Offered(const sched::Body& body, const std::vector<Move>& schedule) {
        explore::Replay strategy(schedule);
        strategy.begin();
        scheduler_.run(body, strategy,
                       {.max_steps = static_cast<unsigned>(schedule.size()),
                        .spinners = sched::Spinners::Free});
    }

    std::vector<Change> in_guards() const {
        std::vector<Change> changes;
        for (const trace::HeldAcrossAwait& held : scheduler_.snapshot().held)
            changes.push_back(
                {fmt::format("the {} of {} (taken at {}) is let go of before the await at {}",
                             held.guard, held.object, held.taken_at.str(), held.awaited_at.str()),
                 Edit{EditKind::ReleaseAtAwait, held.taken_at, held.awaited_at}});
        return changes;
    }

    std::vector<Change> elsewhere() const {
        std::vector<Change> changes;
        for (unsigned i = 0; i < kEditKinds; ++i) {
            const auto kind = static_cast<EditKind>(i);
            if (kind != EditKind::ReleaseAtAwait && scheduler_.offered(kind))
                changes.push_back({words_of(kind), Edit{kind}});
        }
        return changes;
    }

  private:
    sched::Scheduler scheduler_;
};

std::string free_within(const SearchResult& result) {
    std::string text = "free";
    if (result.spurious_wakeups > 0)
        text += " within " + spurious_wakeups_bound(result.spurious_wakeups);
    if (result.executions == 1) return text + ", its only trace";
    return text + ", all " + reports::counted(result.executions, "trace");
}

std::string came_to(const SearchResult& result) {
    switch (result.came_to) {
        case Searched::Found:
            return "it is still found";
        case Searched::Nothing:
            return free_within(result);
        case Searched::Undecided:
            return fmt::format("not decided within {}",
                               reports::counted(result.executions, "execution"));
        case Searched::Inapplicable:
            return "cannot be: the guard is used behind the await";
    }
    return "";
}

}  // namespace

std::vector<WhatIf> what_if(const Scenario& scenario, const Params& params,
                            const std::vector<Move>& schedule, unsigned max_steps,
                            const Allowance& allowance) {
    const Offered offered([&] { scenario.body(params); }, schedule);
    std::vector<Change> changes = offered.in_guards();
    for (const Variant& variant : scenario.variants)
        changes.push_back({variant.change, std::nullopt, &variant});
    for (Change& change : offered.elsewhere()) changes.push_back(std::move(change));

    std::vector<WhatIf> tried;
    for (const Change& change : changes) {
        allowance.say("if " + change.words);
        const auto& program = change.variant ? change.variant->body : scenario.body;
        const auto result = apart([&] {
            return search(
                [&] { program(params); },
                {max_steps, allowance, change.edit ? &*change.edit : nullptr},
                [](const sched::Scheduler& ended, Ending) { return shows_a_finding(ended); });
        });
        tried.push_back({change.words, result ? came_to(*result) : kCrashed,
                         result && result->came_to == Searched::Nothing,
                         result ? result->executions : 0});
    }
    return tried;
}

std::string cause_of(const std::vector<WhatIf>& tried) {
    for (const WhatIf& one : tried)
        if (one.removes) return fmt::format("If {}: {}.", one.change, one.came_to);
    return "";
}

}  // namespace impasse::run
