// A thread panics while it has a lock. std poisons the lock, and whoever unwraps panics in turn;
// parking_lot and dashmap let go of it, and the next one finds what was half done.
#include "harness/sync/thread.hpp"
#include "models/parking_lot/mutex.hpp"
#include "models/rust_std/mutex.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

// The panic is caught, as tokio does around a task: it is not what is asked about.
template <class Lock>
void panics(const Lock& lock) {
    try {
        const auto guard = lock();
        panic("under the guard");
    } catch (const Panic&) {
    }
}

}  // namespace

void locks_poisoning(Registry& registry) {
    registry.add({.name = "locks/panic-under-guard/rust-std",
                  .about = "A thread panics with the lock held, another one locks and unwraps",
                  .subject = "std::sync::Mutex",
                  .body =
                      [](const Params&) {
                          models::rust_std::Mutex<int> m(0, "m");
                          const sync::jthread first(
                              "first", [&] { panics([&] { return m.lock().into_inner(); }); });
                          const sync::jthread second("second", [&] { m.lock().unwrap(); });
                      },
                  .expected = always(finds(FindingKind::Panic, {"second"}))});
    registry.add({.name = "locks/panic-under-guard/rust-std-into-inner",
                  .about = "The same, but the other one takes the guard out of the error",
                  .subject = "std::sync::Mutex: into_inner",
                  .body =
                      [](const Params&) {
                          models::rust_std::Mutex<int> m(0, "m");
                          const sync::jthread first(
                              "first", [&] { panics([&] { return m.lock().into_inner(); }); });
                          const sync::jthread second("second", [&] { m.lock().into_inner(); });
                      },
                  .expected = always(is_free())});
    registry.add({.name = "locks/panic-under-guard/parking-lot",
                  .about = "A thread panics with the lock held, another one locks",
                  .subject = "parking_lot::Mutex",
                  .body =
                      [](const Params&) {
                          models::parking_lot::Mutex<int> m(0, "m");
                          const sync::jthread first("first",
                                                    [&] { panics([&] { return m.lock(); }); });
                          const sync::jthread second("second", [&] { m.lock(); });
                      },
                  .expected = always(is_free())});
    registry.add({.name = "locks/poison-error-kept",
                  .about = "An error of a poisoned lock is kept (it has the guard), and the lock "
                           "wanted again",
                  .subject = "std::sync::Mutex",
                  .body =
                      [](const Params&) {
                          models::rust_std::Mutex<int> m(0, "m");
                          panics([&] { return m.lock().into_inner(); });
                          const auto error = m.lock();
                          if (error.is_err()) m.lock();
                      },
                  .expected = always(finds(FindingKind::Reentry, {"main", "m"}))});
}

}  // namespace impasse::scenarios
