// A panic under Relacy ends the execution where it happens: no destructor runs, and nobody catches it.
#pragma once

#include <string>

#include "harness/core/site.hpp"

namespace impasse {

// Never thrown.
class Panic {
  public:
    const std::string& message() const { return message_; }
    const Location& where() const { return where_; }

  private:
    Panic() = default;
    std::string message_;
    Location where_;
};

[[noreturn]] void panic(const std::string& message, Location where = Location::current());

// Nothing unwinds.
inline bool panicking() { return false; }

}  // namespace impasse
