// Calls that block the runtime's thread while one of its tasks has what they wait for.
#include <memory>
#include <optional>

#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/semaphore.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/incidents/file_lock.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

// uv #14956 (2025-07): a synchronous callback of the build context blocked on a future. Its authors did
// not find what it waited for in the end; here it is a permit that another build of the same task has.
// The fix fc0f637406 makes the callback async.
void builds(bool blocks) {
    rt::Semaphore permits(1, "builds");
    rt::Runtime runtime;
    runtime.block_on([&] {
        const auto build = [&] {
            const auto permit = rt::await(permits.acquire());
            rt::await(rt::sleep());
        };
        const auto interpreter = [&] {
            const auto permit =
                blocks ? rt::block_on(permits.acquire()) : rt::await(permits.acquire());
        };
        rt::await(rt::join(rt::async(build), rt::async(interpreter)));
    });
}

// uv #6790 (2024-08): each task locks one repository's file, blocking its thread, and awaits a fetch
// with it. Two processes that do so in opposite orders. The fix e3d5d3d26d locks in spawn_blocking; no
// order among locks is needed then, for no task has two.
void process(FileLock& first, FileLock& second, bool blocks) {
    rt::Runtime runtime;
    runtime.block_on([&] {
        const auto fetch = [blocks](FileLock& lock) {
            return rt::async([&lock, blocks] {
                if (blocks) {
                    const auto held = lock.acquire();
                    rt::await(rt::yield_now());
                } else {
                    auto locking = rt::spawn_blocking("flock", [&lock] { return lock.acquire(); });
                    const auto held = rt::await(locking).unwrap();
                    rt::await(rt::yield_now());
                }
            });
        };
        rt::await(rt::join(fetch(first), fetch(second)));
    });
}

void two_processes(bool blocks) {
    FileLock one("repository 1");
    FileLock two("repository 2");
    sync::jthread first("process 1", [&] { process(one, two, blocks); });
    sync::jthread second("process 2", [&] { process(two, one, blocks); });
}

// uv #4793 (2024-07): the resolution is done, and a prefetch that nobody needs is still in getaddrinfo, on
// a thread of the blocking pool. Here it answers behind everything that main does. The fix 576ba9c522
// shuts the runtime down in the background.
void ends(bool waits) {
    const auto answered = std::make_shared<sync::latch>(1, "name server");
    {
        rt::Runtime runtime;
        runtime.block_on([&] {
            rt::spawn_blocking("getaddrinfo", [answered] { answered->wait(); });
            rt::await(rt::sleep());
        });
        if (!waits) std::move(runtime).shutdown_background();
    }
    answered->count_down();
}

}  // namespace

void incidents_blocking_calls(Registry& registry) {
    const Incident callback{
        "block-on-in-a-task",
        "A synchronous callback blocks on a permit that another future of its task "
        "has: does it hang? (#14956)"};
    add(registry,
        variant_of(
            callback, "as-it-was", [] { builds(true); },
            finds(FindingKind::Reentry, {"main", "builds"})),
        variant_of(
            callback, "fixed", [] { builds(false); }, is_free()),
        "the callback does not block");

    const Incident files{"lock-files-of-two-processes",
                         "Two processes lock two files in opposite orders, each task one of them, "
                         "blocking its runtime's thread: do they hang? (#6790)"};
    Scenario in_spawn_blocking = variant_of(
        files, "fixed", [] { two_processes(false); }, is_free());
    // With 2 it is 224,557 executions, none of which hangs.
    in_spawn_blocking.preemptions = [](const Params&) { return std::optional(1U); };
    add(registry,
        variant_of(
            files, "as-it-was", [] { two_processes(true); },
            finds(FindingKind::Cycle, {"process 1", "process 2", "repository 1", "repository 2"})),
        std::move(in_spawn_blocking), "the files are locked on the blocking pool");

    const Incident end{
        "runtime-drop-waits-for-a-request",
        "The runtime is dropped while a request that nobody needs is on the blocking "
        "pool: does the drop wait for it? (#4793)"};
    add(registry,
        variant_of(
            end, "as-it-was", [] { ends(true); },
            finds(FindingKind::StrandedWaiter, {"getaddrinfo", "name server"})),
        variant_of(
            end, "fixed", [] { ends(false); }, is_free()),
        "the runtime is shut down in the background");
}

}  // namespace impasse::scenarios
