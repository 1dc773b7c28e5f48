// Loops that wait by looking again, as the scheduler sees them.
#include <bit>

#include "harness/core/invariant.hpp"
#include "harness/sched/go.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::sched {

namespace {
// How long an agent that is about to be cut off goes on alone: a loop that gives up does so by then.
constexpr unsigned kTrialRounds = 64;
}  // namespace

// Whether a round changed nothing is its agent's own doing, whatever others have done in the meantime: so
// executions of one trace are cut off at the same steps.
void Scheduler::give_way(const Location& where) {
    const Step yield{where, {kNoObject, Verb::Yield, 1}};
    if (silent_) {
        step(yield);
        return;
    }
    Agent& me = *running_;
    bool in_vain = false;
    if (me.trial > 0) {
        if (me.spin.still_in(where) && --me.trial > 0) return me.spin.begins_round();
        in_vain = me.trial == 0;
        if (!in_vain) gives_up(me);
    } else if (me.spin.ends_round(where)) {
        ++me.in_vain;
        const bool patient = options_.patience && options_.patience->with(me.spin.id());
        switch (options_.spinners) {
            case Spinners::Free:
                in_vain = true;
                break;
            case Spinners::Resumed:  // its rounds are moves: who gives up does so in them
                in_vain = me.in_vain >= kTrialRounds;
                break;
            case Spinners::CutOff:
                if (patient || me.round_began < options_.beginning) break;
                in_vain = overtaken(me);
                if (in_vain) break;
                me.trial = kTrialRounds;
                return me.spin.begins_round();
        }
    } else {
        me.in_vain = 0;
    }
    if (in_vain && options_.spinners == Spinners::CutOff) return wait_in_vain(yield);
    me.spinning = in_vain;
    const bool does_something = !in_vain && me.trial == 0 && me.spin.did_something();
    const AgentSet others = does_something ? others_that_can_go(me) : 0;
    unfair_ = does_something && goes_first_again(me, others);
    step(yield);
    if (does_something) gave_way_.push_back({moves_.size() - 1, others});
    me.spinning = false;
    me.spin.begins_round();
    me.round_began = moves_.size();
}

// Comes back only to be torn down.
void Scheduler::wait_in_vain(const Step& yield) {
    Agent& me = *running_;
    INVARIANT(!me.starter, "a loop is cut off before its agent has taken a step");
    me.pending = yield;
    me.announced_at = depth();
    me.spinning = true;
    if (decide()) {
        running_ = agents_[chosen_.agent].get();
        go(*running_->active);
    } else {
        go(home_);
    }
    throw_injection();
}

AgentSet Scheduler::others_that_can_go(const Agent& agent) const {
    AgentSet others = 0;
    for (const Agent* other : born_)
        if (other != &agent && (announced_ & bit(other->id)) && ways_of(*other) > 0)
            others |= bit(static_cast<AgentId>(other->birth));
    return others;
}

// Executions in which nobody else ever gets to go have no end, and say nothing.
bool Scheduler::goes_first_again(Agent& agent, AgentSet others) {
    bool alone = agent.gave_way_at != 0 && others != 0;
    for (std::size_t i = agent.gave_way_at; alone && i < moves_.size(); ++i)
        alone = moves_[i].agent == agent.birth;
    agent.gave_way_at = moves_.size();
    agent.alone = alone ? agent.alone + 1 : 0;
    const unsigned most = options_.patience ? options_.patience->alone : Patience::kPatient;
    return agent.alone > most && options_.spinners == Spinners::CutOff;
}

bool Scheduler::still_on_trial(const Step& step) {
    Agent& me = *running_;
    if (me.spin.still_in(step)) {
        me.spin.stepped();
        chosen_ = {me.id, 0};
        return true;
    }
    if (step.accesses[0].verb != Verb::Yield) gives_up(me);
    return false;
}

void Scheduler::gives_up(const Agent& agent) {
    if (!gave_up_) gave_up_ = agent.spin.id();
}

// What it saw in its last round is not so any more.
bool Scheduler::overtaken(const Agent& agent) const {
    for (const Look& look : agent.spin.round()) {
        const op::Object* object = objects_[look.access.object];
        if (object == nullptr || object->version() != look.version) return true;
    }
    return false;
}

bool Scheduler::anybody_overtaken() const {
    for (const Agent* agent : born_)
        if (agent->spinning && !agent->finished() && overtaken(*agent)) return true;
    return false;
}

// Whoever is enabled looks again at what has not changed.
bool Scheduler::all_in_vain() const {
    for (AgentSet rest = enabled_; rest; rest &= rest - 1) {
        const Agent& agent = *agents_[static_cast<std::size_t>(std::countr_zero(rest))];
        if (!agent.spinning || overtaken(agent)) return false;
    }
    return true;
}

}  // namespace impasse::sched
