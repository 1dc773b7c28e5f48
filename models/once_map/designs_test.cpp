// What every design of the map has in common, and our own one for itself.
#include <string>
#include <utility>

#include "harness/catch2.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/run/testing.hpp"
#include "models/once_map/any_once_map.hpp"
#include "models/once_map/single_flight.hpp"

namespace impasse::models {

namespace {

using Map = SingleFlight<int, int>;
using Outcome = Map::Outcome;

Outcome waited(Map& map, int key) { return rt::block_on(map.wait(key)).outcome; }

}  // namespace

TEST_CASE("every design hands a value from the one who registered to the one who waits",
          "[once_map]") {
    CHECK(once_map_designs().size() == 15);
    for (const Design& design : once_map_designs()) {
        INFO(design.id);
        std::string seen;
        CHECK(run::outcome(run::explored([&] {
                  design.with(2, "shard", [&](AnyOnceMap& map) {
                      rt::Runtime runtime;
                      runtime.block_on([&] {
                          const auto job = map.register_key(0);
                          const bool second = map.register_key(0) != nullptr;
                          job->done(7);
                          const auto waited = map.wait(0);
                          seen = std::to_string(waited.value) + (second ? " twice" : "");
                      });
                  });
              })) == "free");
        CHECK(seen == "7");
    }
}

TEST_CASE("a call that a design lacks is an error, not a verdict", "[once_map]") {
    const auto removes = [](const char* id) {
        return run::explored([id] {
                   once_map_design(id).with(1, "shard", [](AnyOnceMap& map) { map.remove(0); });
               })
            .verdict;
    };
    CHECK(removes("pr3987") == Verdict::Error);
    CHECK(removes("pr8146") == Verdict::Free);
    CHECK_FALSE(once_map_design("pr3987").can(Call::Remove));
    CHECK(once_map_design("pr8146").can(Call::Remove));
    CHECK(once_map_design("handle").is_handle);
    CHECK_FALSE(once_map_design("pr1183").is_handle);
}

TEST_CASE("a key whose job was dropped fails its waits and is free again", "[once_map]") {
    bool again = false;
    bool value = false;
    CHECK(run::outcome(run::explored([&] {
              Map map;
              if (waited(map, 0) != Outcome::Absent) panic("nobody has registered");
              { const auto dropped = map.register_key(0); }
              if (waited(map, 0) != Outcome::Failed) panic("the job was dropped");
              auto job = map.register_key(0);
              again = job.has_value();
              std::move(*job).done(1);
              value = waited(map, 0) == Outcome::Value;
          })) == "free");
    CHECK(again);
    CHECK(value);
}

TEST_CASE("a key that is removed goes on for those who have it", "[once_map]") {
    CHECK(run::outcome(run::explored([] {
              Map map;
              auto job = map.register_key(0);
              auto wait = map.wait(0);
              rt::Context context(rt::Waker(), nullptr);
              if (wait.poll(context).is_ready()) panic("nobody has done it");
              if (!map.remove(0) || map.remove(0)) panic("it is there once");
              std::move(*job).done(1);
              if (rt::block_on(wait).outcome != Outcome::Value) panic("it was done");
              if (waited(map, 0) != Outcome::Absent) panic("it was removed");
          })) == "free");
}

TEST_CASE("a job that stays and is never done keeps its waiters", "[once_map]") {
    CHECK(run::outcome(run::explored([] {
              Map map;
              const auto job = map.register_key(0);
              rt::block_on(map.wait(0));
          })) == "stranded-waiter (main, key 0)");
}

}  // namespace impasse::models
