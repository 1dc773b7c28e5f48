// Poll, Waker, Context: what a future is made of, as in Rust's core::task.
//
// A future is any type with `using Output` and `Poll<Output> poll(Context&)`. When poll returns
// Pending, the future has kept the context's waker and will wake it.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <utility>

#include "harness/core/ids.hpp"
#include "harness/core/site.hpp"

namespace impasse::rt {

struct Unit {};

template <class T>
class Poll {
  public:
    static Poll pending() { return Poll(); }
    static Poll ready(T value) { return Poll(std::move(value)); }

    bool is_ready() const { return value_.has_value(); }
    T take() { return std::move(*value_); }

  private:
    Poll() = default;
    explicit Poll(T value) : value_(std::move(value)) {}
    std::optional<T> value_;
};

// What a waker wakes: a task of a runtime, or a parked thread.
class Wake {
  public:
    virtual ~Wake() = default;
    virtual void wake(const Location& where) = 0;
};

// Keeps its target's record alive, not its future. Waking is a step; waking a target that is over
// does nothing.
class Waker {
  public:
    Waker() = default;
    explicit Waker(std::shared_ptr<Wake> target) : target_(std::move(target)) {}

    void wake(const Location& where = Location::current()) const {
        if (target_) target_->wake(where);
    }
    bool will_wake(const Waker& other) const { return target_ == other.target_; }
    explicit operator bool() const { return target_ != nullptr; }
    // What it wakes, if that is a T.
    template <class T>
    const T* target_as() const {
        return dynamic_cast<const T*>(target_.get());
    }

  private:
    std::shared_ptr<Wake> target_;
};

class RuntimeCore;

class Context {
  public:
    Context(Waker waker, std::shared_ptr<RuntimeCore> runtime)
        : waker_(std::move(waker)), runtime_(std::move(runtime)) {}

    const Waker& waker() const { return waker_; }
    // The runtime that polls; null under the free block_on.
    const std::shared_ptr<RuntimeCore>& runtime() const { return runtime_; }
    // The await that polls, for the schedule's lines.
    const Location& where() const { return where_; }
    void at(const Location& where) { where_ = where; }

  private:
    Waker waker_;
    std::shared_ptr<RuntimeCore> runtime_;
    Location where_;
};

template <class F>
concept Future = requires(F future, Context& context) {
    typename F::Output;
    { future.poll(context) } -> std::same_as<Poll<typename F::Output>>;
};

}  // namespace impasse::rt
