#include <string>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/lockable.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

namespace impasse {

namespace {

void both(sync::mutex& outer, sync::mutex& inner) {
    sync::lock_guard first(outer);
    sync::lock_guard second(inner);
}

// "free: lock-order (left, right, a, b)"
std::string seen(const std::function<void()>& body) {
    const ScenarioResult result = run::explored(body);
    std::string text = run::outcome(result);
    for (const Finding& hazard : result.hazards) {
        text += ": " + std::string(to_string(hazard.kind)) + " (";
        for (std::size_t i = 0; i < hazard.participants.size(); ++i)
            text += (i ? ", " : "") + hazard.participants[i];
        text += ")";
    }
    return text;
}

}  // namespace

TEST_CASE("two locks in both orders, kept apart by a third one, are a hazard", "[lock-order]") {
    const auto with = [](bool same_order) {
        return seen([same_order] {
            sync::mutex gate("gate");
            sync::mutex a("a");
            sync::mutex b("b");
            sync::jthread left("left", [&] {
                sync::lock_guard guard(gate);
                both(a, b);
            });
            sync::jthread right("right", [&] {
                sync::lock_guard guard(gate);
                same_order ? both(a, b) : both(b, a);
            });
        });
    };
    CHECK(with(false) == "free: lock-order (left, right, a, b)");
    CHECK(with(true) == "free");
}

TEST_CASE("both paths of a lock-order hazard are told with their places", "[lock-order]") {
    const ScenarioResult result = run::explored([] {
        sync::mutex a("a");
        sync::mutex b("b");
        {
            sync::jthread first("first", [&] { both(a, b); });
        }
        sync::jthread second("second", [&] { both(b, a); });
    });
    REQUIRE(result.hazards.size() == 1);
    const Finding& hazard = result.hazards.front();
    CHECK(hazard.summary.starts_with("first takes a (at harness/detect/lock_order_test.cpp:"));
    CHECK(hazard.summary.find("; second takes b (at ") != std::string::npos);
    CHECK(hazard.sites.size() == 4);
    CHECK(result.verdict == Verdict::Free);
}

TEST_CASE("one agent that takes two locks in both orders is none", "[lock-order]") {
    CHECK(seen([] {
              sync::mutex a("a");
              sync::mutex b("b");
              both(a, b);
              both(b, a);
          }) == "free");
}

TEST_CASE("readers in both orders keep nobody out, a writer among them does", "[lock-order]") {
    const auto with = [](sync::Mode inner) {
        return seen([inner] {
            sync::mutex gate("gate");
            sync::Lockable a("a");
            sync::Lockable b("b");
            const auto take = [](sync::Lockable& outer, sync::Lockable& second, sync::Mode mode) {
                const auto where = Location::current();
                outer.acquire(sync::Mode::Read, "outer", where);
                second.acquire(mode, "inner", where);
                second.release(mode, where);
                outer.release(sync::Mode::Read, where);
            };
            sync::jthread left("left", [&] {
                sync::lock_guard guard(gate);
                take(a, b, inner);
            });
            sync::jthread right("right", [&] {
                sync::lock_guard guard(gate);
                take(b, a, inner);
            });
        });
    };
    CHECK(with(sync::Mode::Read) == "free");
    CHECK(with(sync::Mode::Write) == "free: lock-order (left, right, a, b)");
}

TEST_CASE("two locks in both orders that hang are the cycle, and no hazard beside it",
          "[lock-order]") {
    CHECK(seen([] {
              sync::mutex a("a");
              sync::mutex b("b");
              sync::jthread left("left", [&] { both(a, b); });
              sync::jthread right("right", [&] { both(b, a); });
          }) == "cycle (left, right, a, b)");
}

}  // namespace impasse
