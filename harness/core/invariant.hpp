// INVARIANT(cond, "sentence"): a bug of ours, checked in every build.
//
// A failure throws InvariantFailure, which the runner turns into an `error` verdict; it never reads
// as a finding.
#pragma once

#include <stdexcept>
#include <string>

namespace impasse {

class InvariantFailure : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

[[noreturn]] void invariant_failed(const char* file, int line, const std::string& sentence);

}  // namespace impasse

#define INVARIANT(condition, sentence)                                   \
    do {                                                                 \
        if (!(condition)) [[unlikely]] {                                 \
            ::impasse::invariant_failed(__FILE__, __LINE__, (sentence)); \
        }                                                                \
    } while (false)
