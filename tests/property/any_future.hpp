// A future of any type, whose output is a value for an agent's register or none.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "harness/rt/future.hpp"

namespace impasse::property {

class AnyFuture {
  public:
    using Output = std::optional<int>;

    AnyFuture() = default;  // ready at once
    template <class F, class Convert>
    AnyFuture(F future, Convert convert)
        : box_(std::make_unique<Typed<F, Convert>>(std::move(future), std::move(convert))) {}

    rt::Poll<Output> poll(rt::Context& context) {
        return box_ ? box_->poll(context) : rt::Poll<Output>::ready({});
    }

  private:
    struct Box {
        virtual ~Box() noexcept(false) = default;
        virtual rt::Poll<Output> poll(rt::Context& context) = 0;
    };
    template <class F, class Convert>
    struct Typed final : Box {
        Typed(F its_future, Convert its_convert)
            : future(std::move(its_future)), convert(std::move(its_convert)) {}
        ~Typed() noexcept(false) override = default;
        rt::Poll<Output> poll(rt::Context& context) override {
            auto polled = future.poll(context);
            if (!polled.is_ready()) return rt::Poll<Output>::pending();
            return rt::Poll<Output>::ready(convert(polled.take()));
        }
        F future;
        Convert convert;
    };
    std::unique_ptr<Box> box_;
};

}  // namespace impasse::property
