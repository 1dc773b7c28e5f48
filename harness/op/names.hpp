// How an object's state text names agents. The scheduler lends the function while it renders a
// schedule.
#pragma once

#include <string>

#include "harness/core/ids.hpp"

namespace impasse::op {

std::string agent_name(AgentId agent);

// Installs a resolver on this OS thread for the lifetime of the value.
class AgentNames {
  public:
    virtual ~AgentNames() = default;
    virtual std::string name_of(AgentId agent) const = 0;
};

class LendNames {
  public:
    explicit LendNames(const AgentNames& names);
    ~LendNames();
    LendNames(const LendNames&) = delete;
    LendNames& operator=(const LendNames&) = delete;

  private:
    const AgentNames* before_;
};

}  // namespace impasse::op
