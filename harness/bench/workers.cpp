// Two workers beside one. There is no --jobs yet: the bar has its row, so that nobody forgets it.
#include "harness/bench/groups.hpp"

namespace impasse::bench {

void measure_workers(Report& report, const Settings&) {
    report.bars.push_back({.what = "two workers (--jobs 2) beside one",
                           .wanted = "at least 1.8x",
                           .measured = "there is no --jobs yet",
                           .met = {}});
}

}  // namespace impasse::bench
