// The revisions of uv's OnceMap (crates/once-map, later uv-once-map), by the pull request that made
// them. What each brought: docs/review.md.
#pragma once

namespace impasse::models {

enum class OnceMapRevision : unsigned char {
    WaitMap,  // 2024-01-16: on WaitMap; a cancelled wait panics
    Pr1032,   // 2024-01-22: on WaitMap; a cancelled wait is an error
    Pr1183,  // 2024-01-30: on DashMap; looks the entry up, lets go of it, then creates the Notified
    Pr3627,  // 2024-05-17: as Pr1183, and has wait_blocking()
    Pr3987,  // 2024-06-03: creates the Notified, then looks again
    Pr8146,  // 2024-10-12: as Pr3987, and has remove()
    Pr19510,  // 2026-05-21: register_or_wait(), which wait() is made of
    Pr19532,  // 2026-06-18: as Pr19510, on papaya
};

constexpr const char* name_of(OnceMapRevision revision) {
    switch (revision) {
        case OnceMapRevision::WaitMap:
            return "OnceMap on WaitMap";
        case OnceMapRevision::Pr1032:
            return "OnceMap after PR 1032";
        case OnceMapRevision::Pr1183:
            return "OnceMap of PR 1183";
        case OnceMapRevision::Pr3627:
            return "OnceMap after PR 3627";
        case OnceMapRevision::Pr3987:
            return "OnceMap after PR 3987";
        case OnceMapRevision::Pr8146:
            return "OnceMap after PR 8146";
        case OnceMapRevision::Pr19510:
            return "OnceMap after PR 19510";
        case OnceMapRevision::Pr19532:
            return "OnceMap after PR 19532";
    }
    return "";
}

}  // namespace impasse::models
