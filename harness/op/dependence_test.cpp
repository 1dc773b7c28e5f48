#include "harness/op/dependence.hpp"

#include "harness/catch2.hpp"
#include "harness/op/verb.hpp"

using namespace impasse;
using op::dependent;

namespace {
Access on(ObjectId object, Verb verb) { return {object, verb, 0}; }
}  // namespace

TEST_CASE("steps on different objects are independent") {
    CHECK_FALSE(dependent(on(1, Verb::Lock), on(2, Verb::Lock)));
}

TEST_CASE("readers commute, a writer does not") {
    CHECK_FALSE(dependent(on(1, Verb::ReadLock), on(1, Verb::ReadLock)));
    CHECK(dependent(on(1, Verb::ReadLock), on(1, Verb::Lock)));
    CHECK(dependent(on(1, Verb::Lock), on(1, Verb::Lock)));
}

TEST_CASE("a try_lock can tell when a lock is released") {
    CHECK(dependent(on(1, Verb::TryLock), on(1, Verb::Unlock)));
    CHECK_FALSE(dependent(on(1, Verb::Unlock), on(1, Verb::Unlock)));
}

TEST_CASE("loads commute, stores do not") {
    CHECK_FALSE(dependent(on(1, Verb::Load), on(1, Verb::Load)));
    CHECK(dependent(on(1, Verb::Load), on(1, Verb::Store)));
    CHECK_FALSE(dependent(on(1, Verb::StoreAdd), on(1, Verb::StoreAdd)));
    CHECK(dependent(on(1, Verb::StoreAdd), on(1, Verb::Load)));
    CHECK(dependent(on(1, Verb::StoreAdd), on(1, Verb::ReadModifyWrite)));
    CHECK(dependent(on(1, Verb::Store), on(1, Verb::Store)));
}

TEST_CASE("a step on two objects depends on what either of them depends on") {
    const Step waits(Location::current(), on(1, Verb::CondWait), on(2, Verb::Unlock));
    const Step locks(Location::current(), on(2, Verb::Lock));
    const Step other(Location::current(), on(3, Verb::Lock));
    CHECK(dependent(waits, locks));
    CHECK_FALSE(dependent(waits, other));
}

TEST_CASE("dependence is symmetric for every pair of operations on one object") {
    for (int a = 0; a < static_cast<int>(kVerbs); ++a)
        for (int b = 0; b < static_cast<int>(kVerbs); ++b) {
            const auto x = static_cast<Verb>(a);
            const auto y = static_cast<Verb>(b);
            if (op::family_of(x) != op::family_of(y)) continue;
            CHECK(dependent(on(1, x), on(1, y)) == dependent(on(1, y), on(1, x)));
        }
}
