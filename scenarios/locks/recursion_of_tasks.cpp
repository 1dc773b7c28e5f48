// A task that has a read lock of tokio's asks for it again, while another one waits to write.
#include <memory>

#include "harness/rt/mutex.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

void tokio(const Params&) {
    rt::Runtime runtime;
    runtime.block_on([] {
        const auto lock = std::make_shared<rt::RwLock<int>>(0, "lock");
        auto reader = rt::spawn("reader", [lock] {
            const auto first = rt::await(lock->read());
            rt::await(rt::yield_now());
            const auto second = rt::await(lock->read());
        });
        auto writer = rt::spawn("writer", [lock] { *rt::await(lock->write()) = 1; });
        rt::await(reader);
        rt::await(writer);
    });
}

}  // namespace

void locks_recursion_of_tasks(Registry& registry) {
    registry.add({.name = "locks/read-twice/tokio",
                  .about = "A task reads, and reads again while another waits to write",
                  .subject = "tokio::sync::RwLock",
                  .body = tokio,
                  .expected = always(finds(FindingKind::Cycle, {"reader", "writer", "lock"}))});
}

}  // namespace impasse::scenarios
