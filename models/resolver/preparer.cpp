#include "models/resolver/preparer.hpp"

#include "harness/rt/async.hpp"
#include "harness/rt/buffer_unordered.hpp"

namespace impasse::models::resolver {

namespace {

constexpr int kOk = 1;
constexpr int kErr = 0;

// A future: whether the wheel was had.
auto get_wheel(AnyOnceMap& in_flight, int distribution, const PreparerOptions& options) {
    return rt::async([&in_flight, &options, distribution] {
        const auto job = in_flight.register_key(distribution);
        if (!job) {
            const auto waited = in_flight.wait(distribution);
            return waited.outcome == AnyOnceMap::Outcome::Value && waited.value == kOk;
        }
        const Wheel& wheel = options.wheels[static_cast<std::size_t>(distribution)];
        answer(wheel.source);
        if (wheel.fails && options.errors == Errors::Return) return false;
        job->done(wheel.fails ? kErr : kOk);
        return !wheel.fails;
    });
}

}  // namespace

bool prepare(AnyOnceMap& in_flight, const std::vector<int>& distributions,
             const PreparerOptions& options) {
    rt::FuturesUnordered<decltype(get_wheel(in_flight, 0, options))> wheels("wheels");
    for (const int distribution : distributions)
        wheels.push(get_wheel(in_flight, distribution, options), Location::current());
    bool all = true;
    while (const auto had = rt::await(wheels.next())) {
        all = all && *had;
        if (!all && options.others == Others::Drop) return false;
    }
    return all;
}

}  // namespace impasse::models::resolver
