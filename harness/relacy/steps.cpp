// Steps, and loops that give way between them.
#include "harness/relacy/inside.hpp"

namespace impasse::relacy {

namespace {

// Rounds in which a loop may give up that sees no change. As many as in the fiber engine (sched/spin.hpp).
constexpr unsigned kImpatience = 64;

}  // namespace

AgentId self() { return recorder().agent_of(rl::thread_index()); }

Event event_of(Access access, const Location& where, const char* guard) {
    Event event;
    event.agent = self();
    event.access = access;
    event.guard = guard;
    event.where = where;
    return event;
}

void tell_change(AgentId by, ObjectId thing, const Location& where) {
    if (!recorder().changed(by, thing)) return;
    const Alone alone(rl::ctx());
    Session::current().spinners->notify_all(debug_info_of(where));
}

void be_patient() {
    Recorder::Agent& agent = recorder().agent(self());
    if (agent.impatient == 0) return;
    agent.impatient = 0;
    rl::ctx().enable_preemption();
}

void announce() {
    be_patient();
    rl::ctx().sched();
}

void look_at(ObjectId thing, const Location& where) {
    const Recorder::Agent& agent = recorder().agent(self());
    if (agent.impatient > 0 && !agent.last_round.has(thing, where)) be_patient();
}

void announce_unless(bool looks, ObjectId thing, const Location& where) {
    if (!looks) return announce();
    look_at(thing, where);
    rl::ctx().sched();
}

// A round is in vain that has the same looks as the one before, at the same places, and nothing else, and no news. The
// first one a thread takes like any other, for not each yield is one of a loop.
void give_way(const Location& where) {
    Recorder::Agent& agent = recorder().agent(self());
    const Event event = event_of({kNoObject, Verb::Yield, 0}, where);
    const bool in_vain = !agent.news && !agent.acted && agent.round == agent.last_round;
    const auto goes_on_alone = [&] {
        agent.impatient = kImpatience;
        rl::ctx().disable_preemption();
    };
    if (in_vain && agent.impatient == 0 && !agent.spent &&
        rl::ctx().rand(2, rl::sched_type_user) == 1)
        goes_on_alone();
    if (in_vain && agent.impatient > 1) {
        --agent.impatient;
    } else {
        agent.spent = in_vain && (agent.spent || agent.impatient == 1);
        be_patient();
        if (in_vain) {
            recorder().wants(event);
            agent.sleeps = true;
            while (!agent.news && !agent.urged) sleep_on(*Session::current().spinners, where);
            agent.sleeps = false;
            if (!agent.news) goes_on_alone();
            agent.urged = false;
        } else {
            agent.gives_way = true;
            rl::ctx().yield(1, debug_info_of(where));
        }
    }
    agent.looked.reset();
    agent.news = false;
    recorder().took(event);
    agent.acted = false;
    agent.last_round = agent.round;
    agent.round.clear();
}

bool urge_a_spinner() {
    Recorder::Agent* const sleeper = recorder().unspent_sleeper();
    if (!sleeper) return false;
    sleeper->urged = true;
    const Alone alone(rl::ctx());
    Session::current().spinners->notify_all(debug_info_of({}));
    return true;
}

unsigned choose(unsigned n, const Location& where) {
    announce();
    const unsigned chosen = n > 1 ? rl::ctx().rand(n, rl::sched_type_user) : 0;
    Event event = event_of({kNoObject, Verb::Choose, static_cast<std::int32_t>(n)}, where);
    event.after = chosen;
    recorder().took(event);
    return chosen;
}

}  // namespace impasse::relacy
