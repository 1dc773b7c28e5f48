#include "models/resolver/fetcher.hpp"

namespace impasse::models::resolver {

namespace {

const Package& package_of(int package, const Options& options) {
    return options.packages[static_cast<std::size_t>(package)];
}

// A build resolves what it needs, by the same rules, and then has it.
bool build(Index& index, const Package& package, const Options& options) {
    Options nested = options;
    nested.roots = package.build_dependencies;
    nested.joins = options.nested;
    nested.narrows = options.nested_narrows;
    return resolve(index, nested) &&
           (!options.installs ||
            prepare(index.in_flight, package.build_dependencies, options.preparer));
}

// What is known of a distribution is downloaded, or built from what was.
std::optional<Response> get_or_build(Index& index, std::shared_ptr<AnyOnceMap::Job> job,
                                     const Package& package, const Options& options) {
    answer(package.metadata);
    if (package.build_dependencies.empty() || build(index, package, options))
        return Response{std::move(job)};
    if (options.defers_errors) return Response{std::move(job), kError};
    return std::nullopt;
}

// Lets go of the versions before it fetches: drop(entry) in the original.
std::optional<Response> prefetch(Index& index, int package, const Options& options) {
    std::shared_ptr<AnyOnceMap::Job> job;
    {
        const auto versions = index.versions.wait(package);
        if (versions.outcome != AnyOnceMap::Outcome::Value) return std::nullopt;
        job = index.metadata.register_key(package);
    }
    if (!job) return Response{};
    return get_or_build(index, std::move(job), package_of(package, options), options);
}

}  // namespace

std::optional<Response> process_request(Index& index, const Request& request,
                                        const Options& options) {
    const Package& package = package_of(request.package, options);
    switch (request.kind) {
        case Request::Kind::Prefetch:
            return prefetch(index, request.package, options);
        case Request::Kind::Package:
            answer(package.versions);
            return Response{request.job};
        case Request::Kind::Distribution:
            break;
    }
    return get_or_build(index, request.job, package, options);
}

}  // namespace impasse::models::resolver
