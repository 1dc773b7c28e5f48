#include <algorithm>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

Judgement judge(const trace::Snapshot& snapshot) {
    Judgement judgement;
    Findings candidates;
    panic(snapshot, candidates);
    deadlock(snapshot, candidates);
    waiters(snapshot, candidates);
    waiters_at_drop(snapshot, candidates);
    // The enumeration is in the order of precedence; among equals the first one found stays first.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
    if (!candidates.empty()) {
        Finding primary = std::move(candidates.front());
        for (std::size_t i = 1; i < candidates.size(); ++i) {
            const FindingKind kind = candidates[i].kind;
            if (kind != primary.kind &&
                std::find(primary.also.begin(), primary.also.end(), kind) == primary.also.end())
                primary.also.push_back(kind);
        }
        primary.fingerprint = fingerprint_of(primary);
        judgement.findings.push_back(std::move(primary));
    }
    guard_across_await(snapshot, judgement.hazards);
    for (Finding& hazard : judgement.hazards) hazard.fingerprint = fingerprint_of(hazard);
    return judgement;
}

}  // namespace impasse::detect
