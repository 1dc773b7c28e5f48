#include "harness/core/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/core/hash.hpp"
#include "harness/core/source_text.hpp"

namespace impasse {

namespace {

struct KindText {
    FindingKind kind;
    std::string_view name;
    std::string_view meaning;
};

constexpr std::array<KindText, 12> kKinds{{
    {FindingKind::Panic, "panic", "the program under test panicked"},
    {FindingKind::Reentry, "reentry", "an agent waits for a lock that it holds itself"},
    {FindingKind::Cycle, "cycle", "agents wait for each other in a circle, so none can go on"},
    {FindingKind::LostWakeup, "lost-wakeup",
     "a waiter registered after the notification that was meant for it"},
    {FindingKind::StrandedWaiter, "stranded-waiter",
     "an agent waits for something that no remaining agent will ever send"},
    {FindingKind::WaitersAtDrop, "waiters-at-drop",
     "an object was dropped, or the scenario ended, while someone still wanted its result"},
    {FindingKind::Livelock, "livelock", "agents run for ever without progress"},
    {FindingKind::Leak, "leak", "the runtime stopped and something was never released"},
    {FindingKind::Race, "race", "two unordered accesses to plain data"},
    {FindingKind::GuardAcrossAwait, "guard-across-await",
     "a guard is alive where a task may be suspended, though this run did not hang"},
    {FindingKind::LockOrder, "lock-order",
     "two locks are taken in both orders, though no run hung"},
    {FindingKind::Starvation, "starvation", "a rule lets someone wait without end"},
}};

const KindText& text_of(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

// "waiter" of "waiter 0".
std::string role_of(const std::string& name) {
    const std::size_t end = name.find_last_not_of("0123456789");
    return end != std::string::npos && name[end] == ' ' ? name.substr(0, end) : name;
}

// The name of a place that an edit elsewhere in its file leaves alone; its line, where the source is not
// there.
std::string lasting(const Site& site) {
    if (!site.known()) return "";
    const std::string code = source_line(site);
    return site.function() + ": " + (code.empty() ? site.str() : code);
}

}  // namespace

std::string_view to_string(FindingKind kind) { return text_of(kind).name; }

std::string_view meaning(FindingKind kind) { return text_of(kind).meaning; }

std::optional<FindingKind> finding_kind(std::string_view text) {
    for (const KindText& entry : kKinds)
        if (entry.name == text) return entry.kind;
    return std::nullopt;
}

bool is_hazard(FindingKind kind) { return kind >= FindingKind::GuardAcrossAwait; }
bool is_hazard(const Finding& finding) { return is_hazard(finding.kind) || finding.excused; }

std::string fingerprint_of(const Finding& finding) {
    std::vector<std::string> parts;
    for (const std::string& who : finding.participants) parts.push_back(role_of(who));
    for (const WaitEdge& edge : finding.wait_for)
        if (std::find(finding.participants.begin(), finding.participants.end(), edge.waiter) !=
            finding.participants.end())
            parts.push_back(role_of(edge.waiter) + ">" + role_of(edge.object) + ">" +
                            role_of(edge.holder) + "@" + lasting(edge.wanted_at) + "@" +
                            lasting(edge.held_at));
    for (const Site& site : finding.sites) parts.push_back(lasting(site));
    std::sort(parts.begin(), parts.end());
    std::uint64_t hash = fnv1a(to_string(finding.kind));
    for (const std::string& part : parts) hash = fnv1a("\n", fnv1a(part, hash));
    return fmt::format("{}-{:012x}", to_string(finding.kind), mix(hash) >> 16);
}

}  // namespace impasse
