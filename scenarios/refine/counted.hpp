// Clients of what is done once. Each measures its outcome.
#pragma once

#include "harness/sync/measure.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::scenarios {

// Whose closure ran: 10 for the first caller's, 1 for the second's.
template <class Once>
void two_callers_outcome() {
    Once once;
    int outcome = 0;
    {
        const sync::jthread first("first", [&] { once.call_once([&] { outcome += 10; }); });
        const sync::jthread second("second", [&] { once.call_once([&] { outcome += 1; }); });
    }
    sync::measure("outcome", outcome);
}

// Who of two owners dropped the value: 10 for the first one, 1 for the second.
template <class Counted>
void two_owners_outcome() {
    int dropped = 0;
    int outcome = 0;
    Counted value(dropped);
    const auto drops = [&](int digit) {
        const int before = dropped;
        value.drop();
        outcome += digit * (dropped - before);
    };
    {
        const sync::jthread first("first", [&] { drops(10); });
        const sync::jthread second("second", [&] { drops(1); });
    }
    sync::measure("outcome", outcome);
}

}  // namespace impasse::scenarios
