// uv's preparer (crates/puffin-installer/src/downloader.rs, since 2024-05 uv-installer/src/preparer.rs:
// prepare, get_wheel): fetches the wheels of a set of distributions at once, in futures of the one task
// that polls, as FuturesUnordered with try_collect (as buffer_unordered(50) until #3493, 2024-05-10). All
// preparers of a process share the map of what is in flight, those that builds run among them.
//
// Whoever registers a distribution fetches it; the others wait for what that comes to. A value is the
// wheel or the error. Left out: what is checked of the wheel that another one fetched, hashes, caches.
#pragma once

#include <vector>

#include "models/once_map/any_once_map.hpp"
#include "models/resolver/source.hpp"

namespace impasse::models::resolver {

struct Wheel {
    Source source = Source::Network;
    bool fails = false;  // it cannot be fetched
};

// What becomes of an error, which is met between register and done.
enum class Errors : unsigned char {
    Return,   // get_or_build_wheel(..).await? returns early: until 2024-04-08 (#2906)
    Publish,  // done(Err(..))
};

// What becomes of the other fetches when one has failed.
enum class Others : unsigned char {
    Drop,  // try_collect drops the stream, and with it those that have registered and are not done
    Finish,  // was never built: all come to their end, then the first error is told
};

struct PreparerOptions {
    std::vector<Wheel> wheels;  // of all distributions
    Errors errors = Errors::Publish;
    Others others = Others::Drop;
};

// In an async body. False: a wheel could not be had.
bool prepare(AnyOnceMap& in_flight, const std::vector<int>& distributions,
             const PreparerOptions& options);

}  // namespace impasse::models::resolver
