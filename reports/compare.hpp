// Two results side by side: what is new since a base, what is fixed, what is known less surely.
//
// Scenarios are the same by name, parameters and engine; findings of one by their fingerprint. What a search that did
// not come to its end has not seen again is not fixed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/result.hpp"

namespace impasse::reports {

enum class Since : std::uint8_t {
    New,     // the base does not have it
    Still,   // it does
    Fixed,   // the head was explored to its end, and does not have it any more
    Unseen,  // the head does not have it, and was not explored to its end
};

std::string_view to_string(Since since);

// A finding in both, or in one. Of `Fixed` and `Unseen` the base's, else the head's.
struct FindingSince {
    Since since;
    const ScenarioResult* scenario;
    const Finding* finding;
};

// Of one scenario, where what is known of it has got less, or more.
struct VerdictSince {
    const ScenarioResult* base;
    const ScenarioResult* head;
};

// It points into the results that were compared.
struct Comparison {
    std::vector<FindingSince> findings;  // in the order of the head, then what only the base has
    std::vector<VerdictSince> weaker;    // "free" -> "free-within preemptions=2"
    std::vector<VerdictSince> stronger;
    std::vector<const ScenarioResult*> added;  // only the head has them
    std::vector<const ScenarioResult*> gone;   // only the base has them: nobody asked

    std::size_t count(Since since) const;
    // A finding is new, something is known less surely, or was not asked any more.
    bool worse() const;
};

Comparison compare(const std::vector<ScenarioResult>& base,
                   const std::vector<ScenarioResult>& head);

// A change, in words: "new" of which scenario, "cycle: left waits for ...".
struct Change {
    std::string_view what;
    const ScenarioResult* scenario;
    std::string words;
};
// The worst first. What is still there is no change.
std::vector<Change> changes_of(const Comparison& comparison);

// "2 new, 1 fixed, 5 still there, 1 verdict is weaker"; "nothing has changed".
std::string compared_sentence(const Comparison& comparison);

}  // namespace impasse::reports
