// How likely the next execution of a randomised search is to show a trace that was not seen yet.
//
// estimate() is Good's (Biometrika 1953): the share of executions whose trace was seen only once,
// nearly unbiased. bound() is McAllester and Schapire's ("On the Convergence Rate of Good-Turing
// Estimators", COLT 2000): with confidence 1 - delta the chance is at most
//     seen once / N + (2 sqrt 2 + sqrt 3) sqrt(ln(3 / delta) / N)
// whatever the distribution. The second term alone is above 1 up to N = 85, and at 10^4 and 10^6
// executions it is 0.092 and 0.0092: the bound says little before there are thousands.
//
// What it rests on: executions that are drawn independently from one distribution (`random`, `pos`;
// `pct` once its longest execution has been seen), and an N that was fixed beforehand. Looking
// again and again, and stopping when the bound looks good, has less confidence than it says. It is
// about the chance under this strategy, not about how many traces there are: a trace of probability
// 2^-40 hides below every bound. Only executions that came to an end should be added; it is then
// about those.
//
// Memory: one hash-table node of 24 bytes and its links a distinct trace.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "harness/trace/canonical.hpp"

namespace impasse::explore {

class GoodTuring {
  public:
    static constexpr double kDelta = 0.05;

    // True if the trace is new.
    bool add(const trace::TraceHash& trace);

    std::uint64_t executions() const { return executions_; }
    std::uint64_t seen_once() const { return seen_once_; }
    std::uint64_t distinct() const { return seen_again_.size(); }
    double estimate() const;  // 1 before there is any execution
    double bound() const;     // at most 1

  private:
    struct Low {
        std::size_t operator()(const trace::TraceHash& trace) const { return trace.low; }
    };

    std::uint64_t executions_ = 0;
    std::uint64_t seen_once_ = 0;
    std::unordered_map<trace::TraceHash, bool, Low> seen_again_;  // never iterated
};

}  // namespace impasse::explore
