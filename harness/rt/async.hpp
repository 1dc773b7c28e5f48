// async bodies: a function with a stack of its own, wrapped as a future; and await.
//
//     auto value = rt::await(map.wait(key));               // inside of an async body
//     auto arm = rt::async([&] { rt::await(rt::sleep()); });  // nothing runs before its first poll
//
// Dropping one that is suspended unwinds it at its await, with all its destructors, under whoever
// drops it.
#pragma once

#include <exception>
#include <type_traits>

#include "harness/core/invariant.hpp"
#include "harness/rt/future.hpp"
#include "harness/rt/slot.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt {

// The context of the async body that runs now.
Context& current_context();

template <class T>
using OutputOf = std::conditional_t<std::is_void_v<T>, Unit, T>;

template <class Fn>
class Async {
  public:
    using Output = OutputOf<std::invoke_result_t<Fn&>>;

    explicit Async(Fn body) : state_(std::make_unique<State>(std::move(body))) {}
    Async(Async&&) noexcept = default;
    Async& operator=(Async&&) = delete;
    ~Async() noexcept(false) {
        if (!state_) return;
        sched::Scheduler& scheduler = sched::Scheduler::current();
        const sched::InDestructor quietly;
        if (state_->coroutine) {
            if (!state_->ended) scheduler.resume(*state_->coroutine, scheduler.unwinding());
            retire(scheduler);
        }
        try {
            state_->body.reset();
            if (state_->failure) std::rethrow_exception(std::exchange(state_->failure, nullptr));
        } catch (const Panic& again) {
            panic(again.message(), again.where());  // goes on, also through an unwinding of ours
        }
    }

    Poll<Output> poll(Context& context) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        State& state = *state_;
        INVARIANT(!state.ended, "an async body is polled after it had completed");
        if (!state.coroutine) {
            state.coroutine = &scheduler.take_coroutine();
            state.coroutine->template start<&State::run>(state);
        }
        state.coroutine->context = &context;
        scheduler.resume(*state.coroutine, sched::Injection::None);
        if (!state.ended) return Poll<Output>::pending();
        retire(scheduler);
        if (state.failure) std::rethrow_exception(std::exchange(state.failure, nullptr));
        return Poll<Output>::ready(std::move(*state.output));
    }

  private:
    struct State {
        explicit State(Fn fn) : body(std::move(fn)) {}

        void run() {
            try {
                if constexpr (std::is_void_v<std::invoke_result_t<Fn&>>) {
                    (*body)();
                    output.emplace();
                } else {
                    output.emplace((*body)());
                }
                body.reset();  // what it captured is dropped when it ends, not when the future is
            } catch (const sched::Dropped&) {
                if (coroutine->late_panic)
                    failure = std::make_exception_ptr(*std::exchange(coroutine->late_panic, {}));
            } catch (const sched::Abandoned&) {
            } catch (...) {
                failure = std::current_exception();
            }
            ended = true;
            sched::Scheduler::current().ends(*coroutine);
        }

        Slot<Fn> body;
        std::optional<Output> output;
        std::exception_ptr failure;
        sched::Coroutine* coroutine = nullptr;  // while it runs or is suspended
        bool ended = false;
    };

    void retire(sched::Scheduler& scheduler) {
        scheduler.give_coroutine(*std::exchange(state_->coroutine, nullptr));
    }

    std::unique_ptr<State> state_;
};

template <class Fn>
Async<std::decay_t<Fn>> async(Fn&& body) {
    return Async<std::decay_t<Fn>>(std::forward<Fn>(body));
}

// Polls the future until it is ready; in between the async body is suspended and its worker is free
// for others.
template <class F>
typename std::decay_t<F>::Output await(F&& future, Location where = Location::current()) {
    sched::Scheduler& scheduler = sched::Scheduler::current();
    for (;;) {
        Context& context = current_context();
        context.at(where);
        auto polled = future.poll(context);
        if (polled.is_ready()) return polled.take();
        scheduler.await_begins(where);
        scheduler.suspend();
    }
}

}  // namespace impasse::rt
