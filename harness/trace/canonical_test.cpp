#include "harness/trace/canonical.hpp"

#include "harness/catch2.hpp"

using namespace impasse;
using trace::CanonicalForm;

namespace {

struct Taken {
    AgentId agent;
    ObjectId object;
    Verb verb;
};

trace::TraceHash hash_of(std::initializer_list<Taken> steps) {
    CanonicalForm form;
    form.reset();
    for (const Taken& step : steps)
        form.add(step.agent, Step(Location::current(), {step.object, step.verb, 0}), 0);
    return form.hash();
}

constexpr Verb kLock = Verb::Lock;
constexpr Verb kLoad = Verb::Load;

}  // namespace

TEST_CASE("the order of independent steps does not show") {
    CHECK(hash_of({{0, 1, kLock}, {1, 2, kLock}}) == hash_of({{1, 2, kLock}, {0, 1, kLock}}));
    CHECK(hash_of({{0, 1, kLoad}, {1, 1, kLoad}}) == hash_of({{1, 1, kLoad}, {0, 1, kLoad}}));
}

TEST_CASE("the order of dependent steps does") {
    CHECK(hash_of({{0, 1, kLock}, {1, 1, kLock}}) != hash_of({{1, 1, kLock}, {0, 1, kLock}}));
}

TEST_CASE("a step that is not taken shows") {
    CHECK(hash_of({{0, 1, kLock}}) != hash_of({{0, 1, kLock}, {1, 2, kLock}}));
}

TEST_CASE("dependence carries over a third agent") {
    const auto chained = hash_of({{0, 1, kLock}, {1, 1, kLock}, {1, 2, kLock}, {2, 2, kLock}});
    const auto swapped = hash_of({{2, 2, kLock}, {0, 1, kLock}, {1, 1, kLock}, {1, 2, kLock}});
    CHECK(chained != swapped);
}

TEST_CASE("a form that is reset is as a new one") {
    CanonicalForm used;
    used.reset();
    used.add(5, Step(Location::current(), {1, kLock, 0}), 0);
    used.reset();
    used.add(0, Step(Location::current(), {1, kLock, 0}), 0);
    CHECK(used.hash() == hash_of({{0, 1, kLock}}));
}
