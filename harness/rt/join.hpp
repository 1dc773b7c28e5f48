// join!, try_join! and select!, as functions over futures: the arms are polled inside of one task and share
// its waker.
#pragma once

#include <array>
#include <tuple>
#include <variant>

#include "harness/rt/async.hpp"
#include "harness/rt/slot.hpp"
#include "harness/sync/choose.hpp"

namespace impasse::rt {

namespace detail {

// Calls visit(std::integral_constant<size_t, i>) for the i that is known at run time only.
template <std::size_t N, class Visit>
void with_index(std::size_t i, Visit&& visit) {
    [&]<std::size_t... Is>(std::index_sequence<Is...>) {
        ((i == Is ? visit(std::integral_constant<std::size_t, Is>{}) : void()), ...);
    }
    (std::make_index_sequence<N>{});
}

}  // namespace detail

// Ready when all arms are. As tokio::join! does, each poll begins with the next arm
// (macros/join.rs: skip_next_time).
template <class... Arms>
class Join {
  public:
    using Output = std::tuple<typename Arms::Output...>;

    explicit Join(Arms... arms) : arms_(Slot<Arms>(std::move(arms))...) {}

    Poll<Output> poll(Context& context) {
        poll_arms(context, [](const auto&) { return false; });
        if (!all_ready()) return Poll<Output>::pending();
        return std::apply(
            [](auto&... outputs) { return Poll<Output>::ready(Output(std::move(*outputs)...)); },
            outputs_);
    }

  protected:
    // Goes on to the next arm unless stops(output) says so of one that became ready.
    template <class Stops>
    void poll_arms(Context& context, Stops stops) {
        const Location where = context.where();
        const std::size_t first = std::exchange(next_, (next_ + 1) % kArms);
        bool stopped = false;
        for (std::size_t i = 0; i < kArms && !stopped; ++i)
            detail::with_index<kArms>((first + i) % kArms, [&](auto at) {
                auto& arm = std::get<at>(arms_);
                auto& output = std::get<at>(outputs_);
                if (output) return;
                context.at(where);
                auto polled = arm->poll(context);
                if (!polled.is_ready()) return;
                output.emplace(polled.take());
                arm.reset();
                stopped = stops(*output);
            });
    }
    bool all_ready() const {
        return std::apply([](auto&... outputs) { return (outputs.has_value() && ...); }, outputs_);
    }

  private:
    static constexpr std::size_t kArms = sizeof...(Arms);
    std::tuple<Slot<Arms>...> arms_;
    std::tuple<std::optional<typename Arms::Output>...> outputs_;
    std::size_t next_ = 0;
};

template <class... Arms>
Join<Arms...> join(Arms... arms) {
    return Join<Arms...>(std::move(arms)...);
}

// try_join! of arms that give bool, false for an Err: ready when all arms are, or one with an Err;
// the others are dropped with it. Which arm a poll begins with, as in Join (macros/try_join.rs).
template <class... Arms>
class TryJoin : private Join<Arms...> {
  public:
    using Output = bool;

    explicit TryJoin(Arms... arms) : Join<Arms...>(std::move(arms)...) {}

    Poll<Output> poll(Context& context) {
        bool failed = false;
        this->poll_arms(context, [&](bool output) { return failed = !output; });
        if (failed) return Poll<Output>::ready(false);
        return this->all_ready() ? Poll<Output>::ready(true) : Poll<Output>::pending();
    }
};

template <class... Arms>
TryJoin<Arms...> try_join(Arms... arms) {
    return TryJoin<Arms...>(std::move(arms)...);
}

// Ready when one arm is; the others are dropped with it. As tokio::select! does, each poll begins
// with a random arm: a choice here. `biased` polls them in order.
template <bool kBiased, class... Arms>
class Select {
  public:
    using Output = std::variant<typename Arms::Output...>;

    explicit Select(Arms... arms) : arms_(Slot<Arms>(std::move(arms))...) {}

    Poll<Output> poll(Context& context) {
        const Location where = context.where();
        const std::size_t first = kBiased ? 0 : sync::choose(kArms, where, Verb::SelectArm);
        std::optional<Output> output;
        for (std::size_t i = 0; i < kArms && !output; ++i)
            detail::with_index<kArms>((first + i) % kArms, [&](auto at) {
                context.at(where);
                auto polled = std::get<at>(arms_)->poll(context);
                if (polled.is_ready()) output.emplace(std::in_place_index<at>, polled.take());
            });
        if (!output) {
            sched::Scheduler::current().awaits_any();
            return Poll<Output>::pending();
        }
        std::apply([](auto&... arms) { (arms.reset(), ...); }, arms_);
        return Poll<Output>::ready(std::move(*output));
    }

  private:
    static constexpr std::size_t kArms = sizeof...(Arms);
    std::tuple<Slot<Arms>...> arms_;
};

template <class... Arms>
Select<false, Arms...> select(Arms... arms) {
    return Select<false, Arms...>(std::move(arms)...);
}

template <class... Arms>
Select<true, Arms...> select_biased(Arms... arms) {
    return Select<true, Arms...>(std::move(arms)...);
}

}  // namespace impasse::rt
