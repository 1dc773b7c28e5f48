// What the resolver and the preparer come to, whatever the interleaving.
#include "models/resolver/resolver.hpp"

#include <set>
#include <string>

#include "harness/catch2.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/run/testing.hpp"

namespace impasse::models::resolver {

namespace {

// The outcome, and what the body said in executions that came to their end.
struct Came {
    std::string outcome;
    std::set<bool> to;
};

template <class Body>
Came explored(const char* design, Body body) {
    Came came;
    came.outcome = run::outcome(run::explored([&] {
        with_index(once_map_design(design), 1, [&](Index& index) {
            rt::Runtime runtime;
            bool is = false;
            runtime.block_on([&] { is = body(index); });
            came.to.insert(is);
        });
    }));
    return came;
}

Came resolved(const Options& options, const char* design = "pr3987") {
    return explored(design, [&](Index& index) { return resolve(index, options); });
}

// A diamond: both of what the root needs need the same one.
Options diamond() {
    return {
        .packages = {{.dependencies = {1, 2}}, {.dependencies = {3}}, {.dependencies = {3}}, {}}};
}

constexpr Joins kOneTask[] = {Joins::Select, Joins::TryJoin};

}  // namespace

TEST_CASE("a resolution decides on all packages, whoever ends its halves", "[resolver]") {
    for (const Joins joins : kOneTask)
        for (const unsigned capacity : {0U, 1U}) {
            Options options = diamond();
            options.joins = joins;
            options.capacity = capacity;
            const Came came = resolved(options);
            CHECK(came.outcome == "free");
            CHECK(came.to == std::set{true});
        }
}

TEST_CASE("a solver on a thread of its own comes to the same", "[resolver]") {
    for (const bool unsatisfiable : {false, true}) {
        Options options{.packages = {{.unsatisfiable = unsatisfiable}}};
        options.joins = Joins::Threads;
        options.capacity = 1;
        const Came came = resolved(options);
        CHECK(came.outcome == "free");
        CHECK(came.to == std::set{!unsatisfiable});
    }
}

TEST_CASE("a package without a solution fails the resolution, wherever it stands", "[resolver]") {
    for (std::size_t at = 0; at < 4; ++at)
        for (const Joins joins : kOneTask) {
            Options options = diamond();
            options.packages[at].unsatisfiable = true;
            options.joins = joins;
            CHECK(resolved(options).to == std::set{false});
        }
}

TEST_CASE("a build resolves what it needs, and fails as that does", "[resolver]") {
    for (const bool unsatisfiable : {false, true})
        for (const bool defers : {false, true}) {
            Options options{
                .packages = {{.build_dependencies = {1}}, {.unsatisfiable = unsatisfiable}}};
            options.joins = options.nested = Joins::TryJoin;
            options.defers_errors = defers;
            const Came came = resolved(options);
            CHECK(came.outcome == "free");
            CHECK(came.to == std::set{!unsatisfiable});
        }
}

TEST_CASE("a build that installs fails where a wheel is missing", "[resolver]") {
    for (const bool missing : {false, true}) {
        Options options{.packages = {{.build_dependencies = {1}}, {}}};
        options.joins = options.nested = Joins::TryJoin;
        options.installs = true;
        options.preparer.wheels = {{}, {.fails = missing}};
        CHECK(resolved(options).to == std::set{!missing});
    }
}

TEST_CASE("the preparer fetches each wheel once, and fails if one is missing", "[resolver]") {
    const auto prepared = [](const std::vector<int>& distributions) {
        const PreparerOptions options{.wheels = {{}, {.fails = true}, {.source = Source::Cache}}};
        return explored(
                   "pr19510",
                   [&](Index& index) { return prepare(index.in_flight, distributions, options); })
            .to;
    };
    CHECK(prepared({}) == std::set{true});
    CHECK(prepared({0, 2, 0}) == std::set{true});
    CHECK(prepared({0, 1}) == std::set{false});
    CHECK(prepared({1, 1}) == std::set{false});
}

}  // namespace impasse::models::resolver
