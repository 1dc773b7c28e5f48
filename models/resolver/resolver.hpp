// uv's resolver (crates/puffin-resolver, later uv-resolver), as far as who waits for whom: a solver
// and a fetcher that talk through a channel of requests and an index of OnceMaps.
//
// The solver decides on one package after the other: it waits for the package's versions, asks for the
// distribution that it chose, waits for its metadata, and asks for the packages that this depends on
// (resolver/mod.rs: choose_version, get_dependencies, visit_package). The fetcher answers up to `buffer`
// requests at once, and publishes each answer (fetch, process_request). A package is a number, and has
// one version; whom to ask next is the order in which packages were seen, in place of PubGrub's
// priorities. Which parameters stood for which time: docs/resolver.md.
//
// Left out: forks and batch prefetches (more of the same requests), an error of the fetcher under
// Joins::Threads (which leaves the solver's thread behind), the plain DashMaps for redirects and
// incompatibilities (no guard of theirs outlives its statement), caches, hashes.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "models/resolver/preparer.hpp"

namespace impasse::models::resolver {

struct Package {
    std::vector<int> dependencies{};
    std::vector<int> build_dependencies{};  // its metadata is had by a build, which resolves these
    Source versions = Source::AtHand;
    Source metadata = Source::AtHand;
    bool unsatisfiable = false;  // whoever decides on it finds that there is no solution
};

// Where the solver yields: behind the sends of these functions.
enum Yields : unsigned {
    kNever = 0,
    kChooseVersion = 1,
    kGetDependencies = 2,
    kPreVisit = 4,
};

enum class Joins : unsigned char {
    Select,   // whoever ends first ends both: until 2024-03
    TryJoin,  // the solver owns the sender, and the fetcher ends when it is dropped
    Threads,  // as TryJoin, with the solver on a thread of its own: since 2024-05
};

struct Options {
    std::vector<Package> packages;
    std::vector<int> roots{0};
    unsigned capacity = 0;    // of the channel; 0: unbounded, until 2024-02
    std::size_t buffer = 50;  // of requests that are answered at once
    unsigned yields = kNever;
    bool prefetches = false;  // the packages that are not decided yet
    // The solver chooses other versions than the prefetches do; and that of a build's resolution.
    bool narrows = false;
    bool nested_narrows = false;
    bool borrows = true;  // false: the value is copied, and nothing is held over a send
    Joins joins = Joins::Select;
    Joins nested = Joins::Select;  // of the resolutions that builds run
    // A solver that fails lets the fetcher answer what is left: since 2024-07 (#5067). It does so
    // under Joins::Threads.
    bool flushes = false;
    bool cancels = false;        // a solver that fails cancels all waits on the index: 2024-01
    bool defers_errors = false;  // a build that failed is its metadata's value; else it ends the
                                 // fetcher: until 2024-11 (#9098)
    bool installs = false;       // a build fetches the wheels of what it resolved
    PreparerOptions preparer{};
};

// A package's version that a solver chooses who was told more than the prefetch.
constexpr int other_version(int package) { return package + 100; }

// What resolvers share: also a resolver and those of its builds.
struct Index {
    AnyOnceMap& versions;   // of a package
    AnyOnceMap& metadata;   // of the distribution that was chosen for it
    AnyOnceMap& in_flight;  // the wheels that builds fetch
};

// Calls use(index) with its maps in the design, each of so many shards.
void with_index(const Design& design, std::size_t shards, const std::function<void(Index&)>& use);

// In an async body. False: there is no solution, or a wait failed.
bool resolve(Index& index, const Options& options);

}  // namespace impasse::models::resolver
