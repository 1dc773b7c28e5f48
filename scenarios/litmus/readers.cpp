// One writer stores once, n readers load once each: 2^n traces.
#include "harness/sync/atomic.hpp"
#include "harness/sync/global.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

void litmus_readers(Registry& registry) {
    registry.add({.name = "litmus/readers",
                  .about = "Do one writer and n readers of an atomic hang? (2^n traces)",
                  .params = {{"n", 3, 1, 20, "readers"}},
                  .body =
                      [](const Params& params) {
                          auto& value = sync::global<sync::atomic<int>>(0, "value");
                          sync::thread("writer", [&] { value.store(1); }).detach();
                          sync::interchangeable(static_cast<int>(params["n"]), "reader",
                                                [&] { value.load(); });
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
