// A user's mistake. Caught in main, printed as one line, exit code 2.
#pragma once

#include <stdexcept>

namespace impasse {

class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace impasse
