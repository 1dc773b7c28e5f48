#include "harness/core/finding.hpp"

#include "harness/catch2.hpp"

using namespace impasse;

namespace {

Finding cycle() {
    Finding finding;
    finding.kind = FindingKind::Cycle;
    finding.participants = {"left", "right", "a", "b"};
    finding.wait_for = {
        {.waiter = "left", .wanted_at = {"x.cpp", 3}, .object = "b", .holder = "right"},
        {.waiter = "right", .wanted_at = {"x.cpp", 7}, .object = "a", .holder = "left"}};
    return finding;
}

}  // namespace

TEST_CASE("a fingerprint does not depend on steps, schedule or order of edges") {
    Finding other = cycle();
    other.steps.push_back({.number = 9, .agent = "left"});
    other.schedule = "i1:x:0:1.000000";
    std::swap(other.wait_for[0], other.wait_for[1]);
    CHECK(fingerprint_of(other) == fingerprint_of(cycle()));
}

TEST_CASE("a fingerprint tells kinds, participants and source sites apart") {
    Finding kind = cycle();
    kind.kind = FindingKind::Reentry;
    Finding who = cycle();
    who.participants[0] = "someone else";
    Finding where = cycle();
    where.wait_for[0].wanted_at.line = 4;
    CHECK(fingerprint_of(kind) != fingerprint_of(cycle()));
    CHECK(fingerprint_of(who) != fingerprint_of(cycle()));
    CHECK(fingerprint_of(where) != fingerprint_of(cycle()));
}

TEST_CASE("who merely waits too does not change a fingerprint") {
    Finding crowded = cycle();
    crowded.wait_for.push_back({.waiter = "main", .wanted_at = {"x.cpp", 20}, .object = "left"});
    CHECK(fingerprint_of(crowded) == fingerprint_of(cycle()));
}

TEST_CASE("every kind of finding has a word that leads back to it") {
    for (int i = 0; i <= static_cast<int>(FindingKind::Starvation); ++i) {
        const auto kind = static_cast<FindingKind>(i);
        CHECK(finding_kind(to_string(kind)) == kind);
        CHECK_FALSE(meaning(kind).empty());
    }
    CHECK_FALSE(finding_kind("no such kind"));
}
