#include "models/resolver/fetcher.hpp"

#include "harness/rt/oneshot.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::models::resolver {

namespace {

const Package& package_of(int package, const Options& options) {
    return options.packages[static_cast<std::size_t>(package)];
}

void answer(Source source) {
    if (source == Source::Network) rt::await(rt::sleep());
    if (source != Source::Cache) return;
    auto [sender, receiver] = rt::oneshot<rt::Unit>("cache read");
    sync::thread reader("reader", [&sender = sender] {
        auto mine = std::move(sender);
        std::move(mine).send({});
    });
    reader.detach();
    rt::await(receiver);
}

// A build's resolution: of what it needs, by the same rules.
bool build(Index& index, const Package& package, const Options& options) {
    Options nested = options;
    nested.roots = package.build_dependencies;
    nested.joins = options.nested;
    nested.narrows = options.nested_narrows;
    return resolve(index, nested);
}

// What is known of a distribution is downloaded, or built from what was.
bool get_or_build(Index& index, const Package& package, const Options& options) {
    answer(package.metadata);
    return package.build_dependencies.empty() || build(index, package, options);
}

// Lets go of the versions before it fetches: drop(entry) in the original.
Response prefetch(Index& index, int package, const Options& options) {
    std::shared_ptr<AnyOnceMap::Job> job;
    {
        const auto versions = index.versions.wait(package);
        if (versions.outcome == AnyOnceMap::Outcome::Value)
            job = index.metadata.register_key(package);
    }
    if (!job || !get_or_build(index, package_of(package, options), options)) return {};
    return {std::move(job)};
}

}  // namespace

Response process_request(Index& index, const Request& request, const Options& options) {
    const Package& package = package_of(request.package, options);
    switch (request.kind) {
        case Request::Kind::Prefetch:
            return prefetch(index, request.package, options);
        case Request::Kind::Package:
            answer(package.versions);
            return {request.job};
        case Request::Kind::Distribution:
            break;
    }
    return get_or_build(index, package, options) ? Response{request.job} : Response{};
}

}  // namespace impasse::models::resolver
