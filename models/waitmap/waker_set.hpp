// waitmap 1.1.0, waker_set.rs: a vector of slots. A waiter keeps its index, also across a cancel
// and a new set.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "harness/rt/future.hpp"
#include "harness/sched/unwind.hpp"

namespace impasse::models {

class WakerSet {
  public:
    static constexpr std::size_t kNoIndex = std::numeric_limits<std::size_t>::max();

    // An index past the end is appended and changed to where it went; one inside overwrites whoever
    // has it.
    void replace(const rt::Waker& waker, std::size_t& index) {
        if (index >= slots_.size()) {
            index = slots_.size();
            slots_.emplace_back(waker);
        } else {
            slots_[index] = waker;
        }
    }

    // Panics when the index is out of range, as indexing a Vec does.
    void remove(std::size_t index, const Location& where) {
        if (index >= slots_.size()) {
            panic("index out of bounds: the waker set is shorter than this waiter's index", where);
            return;
        }
        slots_[index].reset();
    }

    void wake_all(const Location& where) && {
        for (auto& slot : slots_)
            if (slot) slot->wake(where);
    }

    std::size_t waiting() const {
        std::size_t count = 0;
        for (const auto& slot : slots_) count += slot.has_value();
        return count;
    }

  private:
    std::vector<std::optional<rt::Waker>> slots_;
};

}  // namespace impasse::models
