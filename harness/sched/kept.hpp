// A value that lives until its execution is over.
#pragma once

#include <utility>

namespace impasse::sched {

class Kept {
  public:
    virtual ~Kept() = default;
};

template <class T>
struct KeptValue final : Kept {
    template <class... Args>
    explicit KeptValue(Args&&... args) : value(std::forward<Args>(args)...) {}
    T value;
};

}  // namespace impasse::sched
