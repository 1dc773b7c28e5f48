// The solver's side of a resolution (resolver/mod.rs: solve).
#pragma once

#include <vector>

#include "models/resolver/requests.hpp"
#include "models/resolver/resolver.hpp"

namespace impasse::models::resolver {

class Solver {
  public:
    Solver(Index& index, Sink sink, const Options& options)
        : index_(index), sink_(std::move(sink)), options_(options) {}

    // In an async body. False: there is no solution, a wait failed, or the fetcher is gone.
    bool solve();

  private:
    bool visit_package(int package, Yields from);
    bool pre_visit();
    bool choose_version(int package);
    bool get_dependencies(int package);
    int version_of(int package) const {
        return options_.narrows ? other_version(package) : package;
    }
    const Package& package_of(int package) const {
        return options_.packages[static_cast<std::size_t>(package)];
    }
    bool send(Request request, Yields from, Location where);

    Index& index_;
    Sink sink_;
    const Options& options_;
    std::vector<int> seen_{};  // in the order in which they were
    std::size_t decided_ = 0;  // of those seen, from the front
};

}  // namespace impasse::models::resolver
