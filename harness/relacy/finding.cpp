#include "harness/relacy/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/core/invariant.hpp"

namespace impasse::relacy {

namespace {

using Agents = std::vector<std::string>;

struct Words {
    Verb verb;
    const char* doing;
};

// The words of harness/op/verb.cpp, for what the policy has.
constexpr std::array kWords{
    Words{Verb::Lock, "write-locks"},
    Words{Verb::Unlock, "unlocks"},
    Words{Verb::CondWait, "starts to wait on"},
    Words{Verb::CondWake, "wakes up from"},
    Words{Verb::CondNotifyAll, "notifies all waiters of"},
    Words{Verb::Load, "loads"},
    Words{Verb::Store, "stores to"},
    Words{Verb::ReadModifyWrite, "reads and writes"},
};

const char* doing(Verb verb) {
    const auto words = std::find_if(kWords.begin(), kWords.end(),
                                    [&](const Words& known) { return known.verb == verb; });
    INVARIANT(words != kWords.end(), "a step that the policy does not have");
    return words->doing;
}

std::string change_of(const Event& event) {
    if (event.verb == Verb::Store) return fmt::format("-> {}", event.after);
    if (event.verb == Verb::ReadModifyWrite)
        return fmt::format("{} -> {}", event.before, event.after);
    if (event.verb != Verb::Load) return {};
    return event.before == event.after
               ? fmt::format("sees {}", event.after)
               : fmt::format("sees {}, older than {}", event.after, event.before);
}

bool same(const Name& a, const Name& b) { return a.str() == b.str(); }

// The last step of this kind; the thread's own, if there is one to match.
const Event* last(const std::vector<Event>& events, Verb verb, const Name& object,
                  const unsigned* thread = nullptr) {
    const auto found = std::find_if(events.rbegin(), events.rend(), [&](const Event& event) {
        return event.verb == verb && same(event.object, object) &&
               (!thread || event.thread == *thread);
    });
    return found == events.rend() ? nullptr : &*found;
}

// The notification that was sent before the thread began to wait.
const Event* missed(const Result& result, const Event& wake) {
    const Event* sent = last(result.events, Verb::CondNotifyAll, wake.object);
    const Event* slept = last(result.events, Verb::CondWait, wake.object, &wake.thread);
    return sent && slept && sent < slept ? sent : nullptr;
}

// Who holds the lock: whoever took it last, for somebody else is stuck at it.
const Event* holder(const Result& result, const Event& lock) {
    return last(result.events, Verb::Lock, lock.object);
}

WaitEdge edge_of(const Result& result, const Event& stuck, const Agents& agents) {
    WaitEdge edge{.waiter = agents[stuck.thread],
                  .wanted_at = Site::of(stuck.where),
                  .object = stuck.object.str()};
    if (stuck.verb == Verb::Lock) {
        edge.wants = "write lock of " + edge.object;
        if (const Event* taken = holder(result, stuck)) {
            edge.holder = agents[taken->thread];
            edge.held_as = "lock";
            edge.held_at = Site::of(taken->where);
        }
    } else {
        edge.wants = "notification of " + edge.object;
        if (const Event* sent = missed(result, stuck)) {
            edge.held_as = "sent too early";
            edge.held_at = Site::of(sent->where);
        }
    }
    return edge;
}

// Each stuck thread waits for one holder at most: follow them from each until one comes again.
std::vector<std::size_t> cycle_in(const std::vector<WaitEdge>& edges) {
    const auto next = [&](std::size_t from) {
        const auto found = std::find_if(edges.begin(), edges.end(), [&](const WaitEdge& edge) {
            return edge.waiter == edges[from].holder;
        });
        return static_cast<std::size_t>(found - edges.begin());
    };
    for (std::size_t start = 0; start < edges.size(); ++start) {
        std::vector<std::size_t> path;
        for (std::size_t at = start; at < edges.size() && path.size() < edges.size();) {
            path.push_back(at);
            at = next(at);
            if (at == start) return path;
        }
    }
    return {};
}

void tell_cycle(Finding& finding, const std::vector<std::size_t>& cycle) {
    finding.kind = FindingKind::Cycle;
    std::set<std::string> objects;
    for (const std::size_t i : cycle) {
        WaitEdge& edge = finding.wait_for[i];
        edge.in_cycle = true;
        finding.participants.push_back(edge.waiter);
        objects.insert(edge.object);
        finding.summary += fmt::format("{} waits for the {}, held by {} as {}; ", edge.waiter,
                                       edge.wants, edge.holder, edge.held_as);
    }
    finding.summary += "so none of them can go on";
    finding.participants.insert(finding.participants.end(), objects.begin(), objects.end());
}

void tell_waiter(Finding& finding, const Result& result, const Agents& agents) {
    const auto waits = [&](bool too_late) {
        return std::find_if(result.stuck.begin(), result.stuck.end(), [&](const Event& stuck) {
            return stuck.verb == Verb::CondWake && (missed(result, stuck) != nullptr) == too_late;
        });
    };
    auto stuck = waits(true);
    const bool lost = stuck != result.stuck.end();
    if (!lost) stuck = waits(false);
    INVARIANT(stuck != result.stuck.end(), "threads are stuck, in no circle and at no wait");
    const std::string waiter = agents[stuck->thread];
    const std::string object = stuck->object.str();
    if (!lost) {
        finding.kind = FindingKind::StrandedWaiter;
        finding.participants = {waiter, object};
        finding.summary = fmt::format("{} waits for the notification of {}, which nobody will send",
                                      waiter, object);
        return;
    }
    const Event* sent = missed(result, *stuck);
    const std::string by = agents[sent->thread];
    finding.kind = FindingKind::LostWakeup;
    finding.participants = {waiter, by, object};
    finding.summary = fmt::format(
        "{} waits for the notification of {}, but {} sent it before {} had registered (at {}), and "
        "it is not sent again",
        waiter, object, by, waiter, Site::of(sent->where).str());
}

// An unlock follows the step before it; a waiter takes its lock back in the step in which it wakes.
bool follows(const Event& above, const Event& event) {
    return event.thread == above.thread &&
           (event.verb == Verb::Unlock ||
            (event.verb == Verb::Lock && above.verb == Verb::CondWake));
}

std::vector<StepLine> lines_of(const std::vector<Event>& events, const Agents& agents) {
    std::vector<StepLine> lines;
    const Event* above = nullptr;
    for (const Event& event : events) {
        lines.push_back({.number = static_cast<unsigned>(lines.size()) + 1,
                         .agent = agents[event.thread],
                         .operation = doing(event.verb),
                         .object = event.object.str(),
                         .change = change_of(event),
                         .where = Site::of(event.where),
                         .code = {},
                         .follows = above && follows(*above, event)});
        above = &event;
    }
    return lines;
}

}  // namespace

Finding finding_of(const Result& result, const Agents& agents) {
    Finding finding;
    finding.steps = lines_of(result.events, agents);
    if (result.kind) {
        finding.kind = *result.kind;
        finding.summary = result.what;
        if (!finding.steps.empty()) finding.sites = {finding.steps.back().where};
    } else {
        for (const Event& stuck : result.stuck)
            finding.wait_for.push_back(edge_of(result, stuck, agents));
        const auto cycle = cycle_in(finding.wait_for);
        cycle.empty() ? tell_waiter(finding, result, agents) : tell_cycle(finding, cycle);
    }
    finding.fingerprint = fingerprint_of(finding);
    return finding;
}

}  // namespace impasse::relacy
