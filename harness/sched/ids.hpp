// Who is who over all executions of one exploration: the n-th child, or object, of an agent has the
// same id in each of them, whichever scheduler runs it. Ids are given in the order in which they are
// first asked for.
#pragma once

#include <mutex>
#include <vector>

#include "harness/core/ids.hpp"

namespace impasse::sched {

class Ids {
  public:
    Ids() = default;
    Ids(const Ids&) = delete;
    Ids& operator=(const Ids&) = delete;

    // Throws InvariantFailure where a scenario has too many agents. `main` has no parent and is 0.
    AgentId agent(AgentId parent, std::size_t nth);
    ObjectId object(AgentId owner, std::size_t nth);

    // To go on in another process: by parent or owner, then by nth.
    using Agents = std::vector<std::vector<AgentId>>;
    using Objects = std::vector<std::vector<ObjectId>>;
    Agents agents() const;
    Objects objects() const;
    void restore(Agents agents, Objects objects);

  private:
    mutable std::mutex mutex_;
    Agents agents_;
    Objects objects_;
    AgentId agents_known_ = 1;
    ObjectId objects_known_ = 0;
};

}  // namespace impasse::sched
