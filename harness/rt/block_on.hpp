// futures::executor::block_on: polls a future on a thread that parks in between (futures-executor:
// local_pool.rs, run_executor). No runtime: nothing else runs on this thread meanwhile.
#pragma once

#include "harness/op/simple.hpp"
#include "harness/rt/async.hpp"

namespace impasse::rt {

class ThreadWaker final : public Wake {
  public:
    ThreadWaker();
    ~ThreadWaker() override;
    void wake(const Location& where) override;
    void park(const Location& where);

  private:
    op::Parker parker_;
};

template <class F>
typename std::decay_t<F>::Output block_on(F&& future, Location where = Location::current()) {
    auto waker = std::make_shared<ThreadWaker>();
    Context context(Waker(waker), nullptr);
    context.at(where);
    for (;;) {
        auto polled = future.poll(context);
        if (polled.is_ready()) return polled.take();
        waker->park(where);
        sched::Scheduler::current().forget_awaited();
    }
}

}  // namespace impasse::rt
