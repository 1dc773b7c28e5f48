// The processor time of this process since then: what else runs on the machine costs cache, but no
// time. All that is measured here is one thread that never sleeps, so on a quiet machine it is the
// time on the clock.
#pragma once

#include <ctime>

namespace impasse::bench {

class Stopwatch {
  public:
    double seconds() const {
        return static_cast<double>(std::clock() - start_) / static_cast<double>(CLOCKS_PER_SEC);
    }

  private:
    std::clock_t start_ = std::clock();
};

}  // namespace impasse::bench
