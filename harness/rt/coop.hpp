// The cooperative budget: after so many ready operations in one poll a resource is Pending though it is
// ready, and its task is woken at once, so that others have their turn (tokio 1.35.1 runtime/coop.rs:
// poll_proceed, RestoreOnPending).
//
// Charged: recv of channels and oneshots, acquire of semaphores (so send, lock, read, write), JoinHandle,
// sleep. Not charged: Notified, yield_now, what is no future of tokio's. A thread of the blocking pool
// has none. Left out: that of Handle::block_on's own polls.
#pragma once

#include "harness/rt/future.hpp"
#include "harness/rt/runtime_core.hpp"

namespace impasse::rt {

template <class PollOnce>
auto budgeted(Context& context, PollOnce poll) {
    using Result = decltype(poll());
    const auto left = [] {
        RuntimeCore* runtime = RuntimeCore::current();
        return runtime ? runtime->executor().budget_of(sched::Scheduler::current().self())
                       : nullptr;
    };
    if (const unsigned* budget = left(); budget && *budget == 0) {
        context.waker().wake(context.where());
        return Result::pending();
    }
    Result result = poll();
    if (unsigned* budget = left(); budget && result.is_ready() && *budget > 0) --*budget;
    return result;
}

}  // namespace impasse::rt
