#include "harness/sched/agent.hpp"

namespace impasse::sched {

void Agent::reborn(AgentId its_id, unsigned its_birth, Name its_name, AgentKind its_kind,
                   Location where) {
    id = its_id;
    birth = its_birth;
    name = its_name;
    kind = its_kind;
    born = where;
    end = AgentEnd::Alive;
    dropping = false;
    starter = nullptr;
    starter_agent = kNoAgent;
    elder = kNoAgent;
    agents_made = objects_made = 0;
    completion.emplace(name, id);
    held.clear();
    awaiting.clear();
    any_of = spinning = false;
    spin.forget();
    trial = alone = in_vain = 0;
    gave_way_at = 0;
    round_began = 0;
    runtime = nullptr;
    in_runtime = false;
}

}  // namespace impasse::sched
