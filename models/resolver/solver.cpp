#include "models/resolver/solver.hpp"

#include <algorithm>

#include "harness/rt/time.hpp"

namespace impasse::models::resolver {

using Outcome = AnyOnceMap::Outcome;
using Kind = Request::Kind;

bool Solver::solve() {
    for (const int root : options_.roots)
        if (!visit_package(root, kNever)) return false;
    while (decided_ < seen_.size()) {
        if (options_.prefetches && !pre_visit()) return false;
        const int package = seen_[decided_++];
        if (!choose_version(package) || !get_dependencies(package)) return false;
        if (package_of(package).unsatisfiable) return false;
    }
    return true;
}

bool Solver::visit_package(int package, Yields from) {
    if (std::find(seen_.begin(), seen_.end(), package) == seen_.end()) seen_.push_back(package);
    std::shared_ptr job = index_.versions.register_key(package);
    return !job || send({Kind::Package, package, std::move(job)}, from, Location::current());
}

bool Solver::pre_visit() {
    for (std::size_t at = decided_; at < seen_.size(); ++at)
        if (!send({Kind::Prefetch, seen_[at]}, kPreVisit, Location::current())) return false;
    return true;
}

// What lends the versions does so until the end: also where the request is sent.
bool Solver::choose_version(int package) {
    auto versions = index_.versions.wait(package);
    if (versions.outcome != Outcome::Value) return false;
    if (!options_.borrows) versions.borrow.reset();
    std::shared_ptr job = index_.metadata.register_key(version_of(package));
    return !job ||
           send({Kind::Distribution, package, std::move(job)}, kChooseVersion, Location::current());
}

// What lends the metadata does so over all of the loop.
bool Solver::get_dependencies(int package) {
    auto metadata = index_.metadata.wait(version_of(package));
    if (metadata.outcome != Outcome::Value || metadata.value == kError) return false;
    if (!options_.borrows) metadata.borrow.reset();
    for (const int dependency : package_of(package).dependencies)
        if (!visit_package(dependency, kGetDependencies)) return false;
    return true;
}

bool Solver::send(Request request, Yields from, Location where) {
    if (!sink_.send(std::move(request), where)) return false;
    if (options_.yields & from) rt::await(rt::yield_now(where), where);
    return true;
}

}  // namespace impasse::models::resolver
