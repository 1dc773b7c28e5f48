#include "models/resolver/resolver.hpp"

#include "harness/core/invariant.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/oneshot.hpp"
#include "harness/sync/thread.hpp"
#include "models/resolver/fetcher.hpp"
#include "models/resolver/solver.hpp"

namespace impasse::models::resolver {

namespace {

// The error path of resolve: whoever waits on the index is told.
bool solve(Index& index, Sink sink, const Options& options) {
    const bool solved = Solver(index, std::move(sink), options).solve();
    if (!solved && options.cancels) {
        index.versions.cancel_all();
        index.metadata.cancel_all();
    }
    return solved;
}

// Whoever ends first drops the other, in the middle of what it does.
template <class Receiver>
bool select(Index& index, Sink sink, Receiver requests, const Options& options) {
    auto ended = rt::await(rt::select(rt::async([&] {
                                          fetch(index, std::move(requests), options);
                                          return false;  // the solver still has its sender
                                      }),
                                      rt::async([&] { return solve(index, sink, options); })));
    return std::visit([](bool solved) { return solved; }, ended);
}

// The solver's sender goes with it, and then the fetcher answers what is left. Whoever fails drops the
// other.
template <class Receiver>
bool try_join(Index& index, Sink sink, Receiver requests, const Options& options) {
    bool solved = false;
    const bool both = rt::await(rt::try_join(
        rt::async([&] { return fetch(index, std::move(requests), options); }), rt::async([&] {
            solved = solve(index, std::move(sink), options);
            return solved || options.flushes;
        })));
    return both && solved;
}

// The original never joins its thread; here it is joined when it has told its result.
template <class Receiver>
bool on_threads(Index& index, Sink sink, Receiver requests, const Options& options) {
    auto [tell, told] = rt::oneshot<bool>("solved");
    bool solved = false;
    sync::jthread thread("solver", [&, &tell = tell] {
        auto result = std::move(tell);
        std::move(result).send(
            rt::block_on(rt::async([&] { return solve(index, std::move(sink), options); })));
    });
    rt::await(rt::join(rt::async([&] {
                           const bool fetched = fetch(index, std::move(requests), options);
                           INVARIANT(fetched, "the solver's thread would be left behind");
                       }),
                       rt::async([&, &told = told] { solved = rt::await(told).value_or(false); })));
    return solved;
}

template <class Receiver>
bool joined(Index& index, Sink sink, Receiver requests, const Options& options) {
    switch (options.joins) {
        case Joins::Select:
            return select(index, std::move(sink), std::move(requests), options);
        case Joins::TryJoin:
            return try_join(index, std::move(sink), std::move(requests), options);
        case Joins::Threads:
            return on_threads(index, std::move(sink), std::move(requests), options);
    }
    return false;
}

}  // namespace

void with_index(const Design& design, std::size_t shards, const std::function<void(Index&)>& use) {
    design.with(shards, "versions shard", [&](AnyOnceMap& versions) {
        design.with(shards, "metadata shard", [&](AnyOnceMap& metadata) {
            design.with(shards, "in-flight shard", [&](AnyOnceMap& in_flight) {
                Index index{versions, metadata, in_flight};
                use(index);
            });
        });
    });
}

bool resolve(Index& index, const Options& options) {
    if (options.capacity == 0) {
        auto [sender, receiver] = rt::unbounded_channel<Request>("requests");
        return joined(index, Sink(std::move(sender)), std::move(receiver), options);
    }
    auto [sender, receiver] = rt::channel<Request>(options.capacity, "requests");
    return joined(index, Sink(std::move(sender)), std::move(receiver), options);
}

}  // namespace impasse::models::resolver
