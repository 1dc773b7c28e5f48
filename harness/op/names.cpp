#include "harness/op/names.hpp"

#include <utility>

namespace impasse::op {

namespace {
thread_local const AgentNames* lent = nullptr;
}

std::string agent_name(AgentId agent) {
    return lent ? lent->name_of(agent) : "agent " + std::to_string(agent);
}

LendNames::LendNames(const AgentNames& names) : before_(std::exchange(lent, &names)) {}
LendNames::~LendNames() { lent = before_; }

}  // namespace impasse::op
