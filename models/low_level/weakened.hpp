// Memory orders as an original has them, of which one can be weakened by one notch: what finds that tests an
// order is needed, and one that nothing finds is a gap or is stronger than it has to be
// (docs/memory-model.md has the table).
#pragma once

#include <atomic>
#include <cstddef>

namespace impasse::models::low_level {

using Order = std::memory_order;

// An order at one place, and the next weaker one. What is acq_rel has two.
struct Notch {
    unsigned site;
    const char* where;  // "try_read: fetch_add, acquire"
    Order weaker;
};

// The base of a model with a table `kNotches`. The number of the notch that is weakened, from 1; 0: none.
template <class Model>
class Weakened {
  protected:
    explicit Weakened(unsigned notch) : notch_(notch) {}

    Order at(unsigned site, Order real) const {
        if (notch_ == 0) return real;
        const Notch& weakened = Model::kNotches[notch_ - 1];
        return weakened.site == site ? weakened.weaker : real;
    }

  private:
    unsigned notch_;
};

}  // namespace impasse::models::low_level
