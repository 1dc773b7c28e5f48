// Producers put items into a buffer that holds one, consumers take them out. With a condition
// variable for each side it never hangs. With one for both, notify_one may wake an agent of the
// wrong side, which waits again: the signal is spent, and whoever it was for sleeps on.
#include <deque>

#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

// Both sides notify while they hold the lock.
struct Buffer {
    void put() {
        sync::unique_lock guard(lock);
        not_full.wait(guard, [this] { return !full; });
        full = true;
        not_empty.notify_one();
    }
    void take() {
        sync::unique_lock guard(lock);
        not_empty.wait(guard, [this] { return full; });
        full = false;
        not_full.notify_one();
    }

    sync::condition_variable& not_full;
    sync::condition_variable& not_empty;
    sync::mutex lock{"buffer", sync::Unlocks::Follow};
    bool full = false;
};

struct Sizes {
    std::int64_t producers;
    std::int64_t consumers;
    std::int64_t items;  // that each producer puts

    // The items are shared out evenly; what is left over goes to the first consumers, one each.
    std::int64_t share(int consumer) const {
        const std::int64_t total = producers * items;
        return total / consumers + (consumer < total % consumers ? 1 : 0);
    }
};

void exchange(const Sizes& sizes, sync::condition_variable& not_full,
              sync::condition_variable& not_empty) {
    Buffer buffer{.not_full = not_full, .not_empty = not_empty};
    std::deque<sync::jthread> threads;
    for (int p = 0; p < sizes.producers; ++p)
        threads.push_back(sync::jthread(Name("producer", p), [&buffer, mine = sizes.items] {
            for (int i = 0; i < mine; ++i) buffer.put();
        }));
    for (int c = 0; c < sizes.consumers; ++c)
        threads.push_back(sync::jthread(Name("consumer", c), [&buffer, mine = sizes.share(c)] {
            for (int i = 0; i < mine; ++i) buffer.take();
        }));
}

// Two items in all. More hang as well, but then what is found is of two kinds, and an expectation
// names one.
void one_condvar(const Params& params) {
    sync::condition_variable changed("changed");
    const std::int64_t producers = params["producers"];
    exchange({producers, params["consumers"], 2 / producers}, changed, changed);
}

// A lone consumer has no other to wake by mistake, and no producer sleeps through the first put,
// nor is left to be woken by the second: no signal goes astray.
Expectation one_condvar_expected(const Params& params) {
    return params["consumers"] == 1 ? is_free()
                                    : finds(FindingKind::StrandedWaiter, {"producer", "changed"});
}

}  // namespace

void litmus_prodcons(Registry& registry) {
    registry.add({.name = "litmus/prodcons",
                  .about = "Do producers and consumers of a bounded buffer hang that wait on a "
                           "condition variable each?",
                  .params = {{"producers", 2, 1, 4, "threads that put"},
                             {"consumers", 2, 1, 4, "threads that take"},
                             {"items", 1, 1, 4, "items that each producer puts"}},
                  .body =
                      [](const Params& params) {
                          sync::condition_variable not_full("not full");
                          sync::condition_variable not_empty("not empty");
                          exchange({params["producers"], params["consumers"], params["items"]},
                                   not_full, not_empty);
                      },
                  .expected = always(is_free()),
                  .second_engine = {.sets = {{{"producers", 1}, {"consumers", 2}, {"items", 2}}}}});
    registry.add({.name = "litmus/prodcons-one-condvar",
                  .about = "Do they hang over two items when both sides wait on the same condition "
                           "variable?",
                  .params = {{"producers", 2, 1, 2, "threads that put the two items"},
                             {"consumers", 2, 1, 2, "threads that take them"}},
                  .body = one_condvar,
                  .expected = one_condvar_expected});
}

}  // namespace impasse::scenarios
