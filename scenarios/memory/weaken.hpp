// Clients of a low-level model, which are to be right with the memory orders of the original, and to go wrong with
// one of them weakened. Under sequential consistency an order makes no difference.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/scenario.hpp"

namespace impasse::scenarios {

// By the number of the notch in Model::kNotches, from 1. What is not there survives this client: what finds it,
// or why nothing does, is in docs/memory-model.md.
using Caught = std::map<unsigned, Expectation>;

// "the memory order that is weakened; 0: none, 1: try_read: fetch_add, acquire, ..."
template <class Model>
std::string list_of() {
    std::string list = "the memory order that is weakened; 0: none";
    unsigned number = 0;
    for (const auto& notch : Model::kNotches)
        list += "; " + std::to_string(++number) + ": " + notch.where;
    return list;
}

template <class Model>
Scenario weakens(const char* name, const char* about, const char* subject,
                 std::function<void(unsigned weakened)> client, Caught caught,
                 std::optional<unsigned> preemptions = {}) {
    constexpr auto kMost = static_cast<std::int64_t>(Model::kNotches.size());
    Scenario scenario{
        .name = name,
        .about = about,
        .subject = subject,
        .params = {{"weaken", 0, 0, kMost, list_of<Model>()}},
        .body = [client = std::move(client)](
                    const Params& params) { client(static_cast<unsigned>(params["weaken"])); },
        .expected = always(is_free())};
    for (std::int64_t notch = 0; notch <= kMost; ++notch)
        scenario.second_engine.sets.push_back({{"weaken", notch}});
    scenario.second_engine.weak_memory = true;
    if (preemptions)
        scenario.second_engine.preemptions = [=](const Params&) { return preemptions; };
    scenario.second_engine.expected = [caught = std::move(caught)](const Params& params) {
        const auto found = caught.find(static_cast<unsigned>(params["weaken"]));
        return found == caught.end() ? is_free() : found->second;
    };
    return scenario;
}

// The same for each of these notches.
inline Caught each(std::initializer_list<unsigned> notches, const Expectation& expectation) {
    Caught caught;
    for (const unsigned notch : notches) caught.emplace(notch, expectation);
    return caught;
}
inline Caught operator|(Caught a, const Caught& b) {
    a.insert(b.begin(), b.end());
    return a;
}

inline Expectation races(const char* one, const char* other, const char* data = "data") {
    return finds(FindingKind::Race, {one, other, data});
}

}  // namespace impasse::scenarios
