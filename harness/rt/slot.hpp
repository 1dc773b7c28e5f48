// A future that can be dropped early. As std::optional, but emptying it lets a panic of the
// future's destructor through: std::optional::reset is noexcept.
#pragma once

#include <memory>
#include <utility>

namespace impasse::rt {

template <class F>
class Slot {
  public:
    explicit Slot(F value) : full_(true) { std::construct_at(&value_, std::move(value)); }
    Slot(Slot&& other) noexcept : full_(other.full_) {
        if (full_) std::construct_at(&value_, std::move(other.value_));
    }
    Slot& operator=(Slot&&) = delete;
    ~Slot() noexcept(false) { reset(); }

    void reset() {
        if (std::exchange(full_, false)) value_.~F();
    }
    F& operator*() { return value_; }
    F* operator->() { return &value_; }

  private:
    union {
        F value_;
    };
    bool full_;
};

}  // namespace impasse::rt
