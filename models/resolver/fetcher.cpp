#include "models/resolver/fetcher.hpp"

namespace impasse::models::resolver {

namespace {

const Package& package_of(int package, const Options& options) {
    return options.packages[static_cast<std::size_t>(package)];
}

// From a file of the cache: at any time, whatever the runtime does meanwhile.
void answer(bool slowly) {
    if (!slowly) return;
    auto read = rt::spawn_blocking("cache read", [] {});
    rt::await(read);
}

int other_version(int package) { return package + 100; }

// Lets go of the versions before it fetches: drop(entry) in the original.
Response prefetch(Index& index, int package, const Options& options) {
    std::shared_ptr<AnyOnceMap::Job> job;
    {
        const auto versions = index.versions.wait(package);
        if (versions.outcome == AnyOnceMap::Outcome::Value)
            job = index.metadata.register_key(options.narrows ? other_version(package) : package);
    }
    if (job) answer(package_of(package, options).slow_metadata);
    return {std::move(job)};
}

// A build's resolution: of what it needs, by the same rules.
bool build(Index& index, const Package& package, const Options& options) {
    Options nested = options;
    nested.roots = package.build_dependencies;
    nested.joins = options.nested;
    return resolve(index, nested);
}

}  // namespace

Response process_request(Index& index, const Request& request, const Options& options) {
    const Package& package = package_of(request.package, options);
    switch (request.kind) {
        case Request::Kind::Prefetch:
            return prefetch(index, request.package, options);
        case Request::Kind::Package:
            answer(package.slow_versions);
            return {request.job};
        case Request::Kind::Distribution:
            break;
    }
    if (!package.build_dependencies.empty() && !build(index, package, options)) return {};
    answer(package.slow_metadata);
    return {request.job};
}

}  // namespace impasse::models::resolver
