// An agent's record: its program counter (a coroutine), its announced step, what it holds and what
// it awaits.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "harness/core/ids.hpp"
#include "harness/core/name.hpp"
#include "harness/core/step.hpp"
#include "harness/op/completion.hpp"
#include "harness/op/lock.hpp"
#include "harness/sched/coroutine.hpp"
#include "harness/sched/spin.hpp"

namespace impasse::sched {

enum class AgentKind : unsigned char {
    Thread,
    Task,
    Daemon,  // the environment (timers): nobody waits for its end
};

enum class AgentEnd : unsigned char { Alive, Returned, Panicked, Cancelled };

// What a suspended agent waits for, said by the future that returned Pending.
struct Awaited {
    ObjectId object = kNoObject;
    const char* what = "";  // "notification of"
    Location where;
    unsigned since = 0;         // steps taken when it registered
    bool notification = false;  // a signal that can be lost
    bool serves = false;        // it waits for work (recv), it does not want a result
};

struct Agent {
    AgentId id = kNoAgent;
    unsigned birth = 0;
    AgentId parent = kNoAgent;
    std::uint16_t nth = 0;     // of its parent's children
    AgentId elder = kNoAgent;  // made right before it and interchangeable with it
    Name name;
    AgentKind kind = AgentKind::Thread;
    AgentEnd end = AgentEnd::Alive;
    bool dropping = false;      // its body is unwound by the agent that drops it
    unsigned announced_at = 0;  // depth of the execution when the pending step was announced
    Step pending;
    std::function<void()> body;  // until it runs
    Coroutine* root = nullptr;
    Coroutine* active =
        nullptr;  // the innermost coroutine of this agent: itself or a future that it polls
    Coroutine* starter = nullptr;  // who started it and waits for its first announcement
    AgentId starter_agent = kNoAgent;
    std::uint16_t agents_made = 0;  // stable ids: the n-th child, the n-th object of this agent
    std::uint16_t objects_made = 0;
    std::optional<op::Completion> completion;
    std::vector<op::Lock*> held;  // one entry a guard that it took and has not released
    std::vector<Awaited> awaiting;
    bool any_of = false;  // one of them would do
    Spin spin;
    unsigned trial = 0;           // rounds that it has to go on alone, to see whether it gives up
    std::size_t gave_way_at = 0;  // the move behind which it did so last
    std::size_t round_began = 0;  // how many moves there were when its round began
    unsigned in_vain = 0;         // rounds in a row that changed nothing
    unsigned alone = 0;           // rounds in which nobody else moved, though somebody could have
    bool spinning = false;        // it gives way behind a round that changed nothing
    // Of its thread, for harness/rt: the runtime whose handle is the current one, and whether it may
    // not block because it runs futures.
    void* runtime = nullptr;
    bool in_runtime = false;
    Location born;

    bool finished() const { return end != AgentEnd::Alive; }
    void reborn(AgentId its_id, unsigned its_birth, Name its_name, AgentKind its_kind,
                Location where);
};

}  // namespace impasse::sched
