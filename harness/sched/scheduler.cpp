#include "harness/sched/scheduler.hpp"

#include <algorithm>
#include <bit>
#include <exception>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/sched/go.hpp"

extern "C" [[gnu::noinline]] void impasse_break() { asm volatile(""); }

namespace impasse::sched {

namespace {
// A teardown that does not come to its end: a destructor that loops until someone else moves.
constexpr unsigned kMaxSilentSteps = 1'000'000;
}  // namespace

Scheduler::Scheduler(std::shared_ptr<Ids> ids) : ids_(std::move(ids)) {}
Scheduler::~Scheduler() = default;

Ending Scheduler::run(const Body& body, Strategy& strategy, const RunOptions& options) {
    INVARIANT(current_ == nullptr, "a scheduler runs inside of another");
    struct Current {
        explicit Current(Scheduler* scheduler) { current_ = scheduler; }
        ~Current() { current_ = nullptr; }
    } const current(this);
    strategy_ = &strategy;
    options_ = options;
    reset();
    if (options_.canonical) options_.canonical->reset();

    Agent& main = make_agent("main", AgentKind::Thread, kNoAgent, Location::current());
    main.objects_made = 1;  // its end, which nobody had made it before it ran
    running_ = &main;
    main.body = body;
    main.root->start<&Scheduler::enter>(main);
    // main runs up to its first announcement, and then it is a choice like any other.
    main.starter = &home_;
    go(*main.root);
    if (!over_) {
        if (decide()) {
            running_ = agents_[chosen_.agent].get();
            go(*running_->active);
        }
    }
    record_after();
    snapshot_.stuck = ending_ == Ending::Stuck;
    snapshot_.ran_on = ending_ == Ending::Abandoned && enabled_ != 0 && !gave_up_ &&
                       error_.empty() && moves_.size() >= options_.max_steps;
    if (snapshot_.stuck || snapshot_.ran_on) take_snapshot();
    if (snapshot_.ran_on && options_.recorder) snapshot_.goes_round = look_for_rounds();
    order_cut_waits();
    abandon();
    if (ending_ == Ending::Complete) look_for_leaks();
    total_steps_ += moves_.size();
    if (!error_.empty()) throw InvariantFailure(error_);
    return ending_;
}

void Scheduler::reset() {
    born_.clear();
    std::fill(objects_.begin(), objects_.end(), nullptr);
    moves_.clear();
    gave_way_.clear();
    clocks_.reset();
    unfair_ = false;
    snapshot_.clear();
    recorded_.count = 0;
    let_go_.clear();
    nested_.clear();
    offered_ = 0;
    inapplicable_ = false;
    error_.clear();
    gave_up_.reset();
    unfinished_ = 0;
    running_ = nullptr;
    last_ = kNoAgent;
    followed_.clear();
    touched_.clear();
    enabled_ = announced_ = fresh_ = 0;
    stale_ = false;
    over_ = false;
    silent_ = false;
    current_coroutine_ = &home_;
}

// --- announce, choose, act

unsigned Scheduler::step(const Step& step) {
    if (!announce(step)) {
        throw_injection();
        return 0;
    }
    return chosen_.way;
}

bool Scheduler::step_quietly(const Step& step) { return announce(step); }

[[gnu::always_inline]] inline bool Scheduler::announce(const Step& step) {
    Coroutine& mine = *current_coroutine_;
    if (silent_) {
        INVARIANT(++silent_steps_ < kMaxSilentSteps, "a destructor does not come to its end");
        mine.injection = Injection::Abandoned;
        return false;
    }
    Agent& me = *running_;
    if (me.trial > 0 && still_on_trial(step)) [[unlikely]]
        return true;
    me.spin.stepped();
    me.pending = step;
    announced_ |= bit(me.id);
    fresh_ |= bit(me.id);
    me.announced_at = depth();
    Coroutine* next = &mine;
    if (me.starter) {
        next = std::exchange(me.starter, nullptr);
        if (me.starter_agent != kNoAgent) running_ = agents_[me.starter_agent].get();
    } else if (!decide()) {
        next = &home_;
    } else if (chosen_.agent != me.id) {
        running_ = agents_[chosen_.agent].get();
        next = running_->active;
    }
    if (next != &mine) go(*next);
    if (moves_.size() == options_.break_at) [[unlikely]]
        impasse_break();
    return mine.injection == Injection::None;
}

void Scheduler::throw_injection() {
    const Injection injection = std::exchange(current_coroutine_->injection, Injection::None);
    if (current_coroutine_->quiet > 0 || std::uncaught_exceptions() > 0) return;
    if (injection == Injection::Dropped) {
        current_coroutine_->dropped = true;
        throw Dropped{};
    }
    throw Abandoned{};
}

// Asks the strategy who goes. False: the execution is over, and ending_ says how. A bug of ours
// that shows here must not be thrown: an agent may be at its end, or in a destructor.
bool Scheduler::decide() {
    over_ = true;
    ending_ = Ending::Abandoned;
    if (!error_.empty() || gave_up_) return false;
    try {
        record_after();
        if (go_as_before()) return true;
        refresh();
        if (unfinished_ == 0 || enabled_ == 0) {
            ending_ = unfinished_ == 0      ? Ending::Complete
                      : anybody_overtaken() ? Ending::Overtaken
                                            : Ending::Stuck;
            strategy_->last(*this);
            return false;
        }
        if (unfair_ || moves_.size() >= options_.max_steps) {
            if (options_.spinners == Spinners::Free && all_in_vain()) ending_ = Ending::Stuck;
            strategy_->last(*this);
            return false;
        }
        chosen_ = strategy_->pick(*this);
        if (chosen_.agent == kNoAgent) return false;
        INVARIANT((enabled_ & bit(chosen_.agent)) && chosen_.way < ways_[chosen_.agent],
                  "the strategy chose a step that is not enabled");
        take(*agents_[chosen_.agent]);
    } catch (const InvariantFailure& failure) {
        error_ = failure.what();
        return false;
    }
    over_ = false;
    return true;
}

bool Scheduler::go_as_before() {
    if (unfinished_ == 0) return false;
    const Move known = strategy_->known(*this);
    if (known.agent == kNoAgent) return false;
    INVARIANT((announced_ & bit(known.agent)) && known.way < ways_of(*agents_[known.agent]),
              "the scenario is not deterministic: at step " + std::to_string(depth() + 1) +
                  " one is not enabled that was before");
    chosen_ = known;
    stale_ = true;
    take(*agents_[known.agent]);
    over_ = false;
    return true;
}

void Scheduler::take(const Agent& agent) {
    const bool preempts = options_.recorder && agent.id != last_ && running_wants_on();
    moves_.push_back({static_cast<AgentId>(agent.birth), chosen_.way});
    last_ = agent.id;
    announced_ &= ~bit(agent.id);
    if (!stale_)
        for (const Access& access : agent.pending) touch(access.object);
    followed_.clear();
    if (clocks_.kept()) [[unlikely]]
        clocks_.step(agent.id, agent.pending);
    if (options_.canonical) options_.canonical->add(agent.id, agent.pending, chosen_.way);
    if (options_.recorder) record(agent, agent.pending, chosen_.way, false, preempts);
}

bool Scheduler::running_wants_on() const {
    if (last_ == kNoAgent || !(enabled_ & bit(last_))) return false;
    if (agents_[last_]->kind == AgentKind::Daemon) return false;  // time is nobody's to interrupt
    const Verb next = agents_[last_]->pending.accesses[0].verb;
    return next != Verb::Poll && next != Verb::CondWake && next != Verb::Park &&
           next != Verb::Yield;
}

// Whether a step is enabled depends on the objects in it alone: who waits at none that was touched is
// not asked again.
void Scheduler::refresh() {
    enabled_ &= announced_;
    for (AgentSet rest = announced_; rest; rest &= rest - 1) {
        const Agent& agent = *agents_[static_cast<std::size_t>(std::countr_zero(rest))];
        if (stale_ || (fresh_ & bit(agent.id)) || agent.spinning || is_touched(agent)) ask(agent);
    }
    fresh_ = 0;
    touched_.clear();
    stale_ = false;
}

void Scheduler::ask(const Agent& agent) {
    const unsigned ways = ways_of(agent);
    ways_[agent.id] = static_cast<std::uint16_t>(ways);
    enabled_ = ways > 0 ? enabled_ | bit(agent.id) : enabled_ & ~bit(agent.id);
}

bool Scheduler::is_touched(const Agent& agent) const {
    for (const Access& access : agent.pending)
        for (const ObjectId object : touched_)
            if (access.object == object) return true;
    return false;
}

unsigned Scheduler::ways_of(const Agent& agent) const {
    if (agent.spinning && options_.spinners == Spinners::Resumed) return overtaken(agent);
    unsigned ways = 1;
    for (const Access& access : agent.pending) {
        INVARIANT(access.object == kNoObject || objects_[access.object],
                  "an object is destroyed while " + agent.name.str() + " waits at it (" +
                      Site::of(agent.pending.where).str() + ")");
        const unsigned here = access.object == kNoObject
                                  ? static_cast<unsigned>(access.argument)
                                  : objects_[access.object]->ways(access, agent.id);
        if (here == 0) return 0;
        ways *= here;
    }
    return ways;
}

void Scheduler::follow(const Step& step) {
    if (silent_) return;
    running_->spin.stepped();
    if (running_->trial > 0) gives_up(*running_);
    if (clocks_.kept()) clocks_.step(running_->id, step);
    for (const Access& access : step) touch(access.object);
    followed_.insert(followed_.end(), step.begin(), step.end());
    if (!options_.recorder) return;
    record_after();
    record(*running_, step, 0, true, false);
}

// --- objects and agents

void Scheduler::add(op::Object& object) {
    const AgentId owner = running_ ? running_->id : 0;
    const std::uint16_t nth = running_ ? running_->objects_made++ : 0;
    object.identify(intern_object(owner, nth));
    if (object.id() >= objects_.size()) objects_.resize(object.id() + 1, nullptr);
    objects_[object.id()] = &object;
}

void Scheduler::remove(op::Object& object) {
    if (!object.signals().empty()) {
        if (object.id() >= doers_.signalled.size()) doers_.signalled.resize(object.id() + 1);
        for (const op::Signal& signal : object.signals())
            doers_.signalled[object.id()] |= bit(signal.by);
    }
    if (object.id() >= objects_.size() || objects_[object.id()] != &object) return;
    objects_[object.id()] = nullptr;
    touch(object.id());
}

AgentId Scheduler::intern_agent(AgentId parent, std::uint16_t nth) {
    if (parent == kNoAgent) return 0;
    auto& ids = agent_ids_[parent];
    while (nth >= ids.size()) ids.push_back(ids_->agent(parent, ids.size()));
    return ids[nth];
}

ObjectId Scheduler::intern_object(AgentId owner, std::uint16_t nth) {
    auto& ids = object_ids_[owner];
    while (nth >= ids.size()) ids.push_back(ids_->object(owner, ids.size()));
    return ids[nth];
}

Agent& Scheduler::make_agent(Name name, AgentKind kind, AgentId parent, const Location& where) {
    const std::uint16_t nth = parent == kNoAgent ? 0 : agents_[parent]->agents_made++;
    const AgentId id = intern_agent(parent, nth);
    if (!agents_[id]) agents_[id] = std::make_unique<Agent>();
    Agent& agent = *agents_[id];
    agent.reborn(id, static_cast<unsigned>(born_.size()), name, kind, where);
    agent.parent = parent;
    agent.nth = nth;
    agent.root = agent.active = &pool_.take();
    add(*agent.completion);
    born_.push_back(&agent);
    if (kind != AgentKind::Daemon) ++unfinished_;
    return agent;
}

AgentId Scheduler::spawn(Name name, AgentKind kind, Body body, const Location& where) {
    if (silent_) return kNoAgent;
    Agent& child = make_agent(name, kind, running_->id, where);
    child.starter = current_coroutine_;
    child.starter_agent = running_->id;
    child.body = std::move(body);
    child.root->start<&Scheduler::enter>(child);
    if (clocks_.kept()) clocks_.spawned(running_->id, child.id);
    if (kind != AgentKind::Daemon) follow({where, {child.completion->id(), Verb::Spawn}});
    running_ = &child;
    go(*child.root);
    return child.id;
}

void Scheduler::enter(Agent& agent) { current().agent_main(agent); }

void Scheduler::agent_main(Agent& agent) {
    try {
        Body local = std::exchange(agent.body, nullptr);
        local();
        local = nullptr;  // what it captured is destroyed while the agent still runs
        agent.end = AgentEnd::Returned;
    } catch (const Dropped&) {
        agent.end = AgentEnd::Cancelled;
    } catch (const Abandoned&) {
        agent.end = AgentEnd::Cancelled;
    } catch (const Panic& panic) {
        agent.end = AgentEnd::Panicked;
        panicked(panic.message(), panic.where(), false);
    } catch (const InvariantFailure& failure) {
        agent.end = AgentEnd::Panicked;
        error_ = failure.what();
    } catch (const std::exception& exception) {
        agent.end = AgentEnd::Panicked;
        panicked(exception.what(), agent.born, false);
    } catch (...) {
        agent.end = AgentEnd::Panicked;
        panicked("an exception of an unknown type", agent.born, false);
    }
    ended(agent);
}

// The last act of an agent, on its own coroutine: who goes on?
void Scheduler::ended(Agent& agent) {
    Coroutine& self = *agent.root;
    if (silent_) return hand_to(agent, self.resumer ? *self.resumer : home_);
    announced_ &= ~bit(agent.id);
    if (agent.trial > 0) gives_up(agent);
    agent.completion->complete();
    if (clocks_.kept()) clocks_.ended(agent.id, agent.completion->id());
    touch(agent.completion->id());
    if (agent.kind != AgentKind::Daemon) --unfinished_;
    if (agent.starter) {  // it never announced anything
        if (agent.starter_agent != kNoAgent) running_ = agents_[agent.starter_agent].get();
        return hand_to(agent, *agent.starter);
    }
    if (self.resumer)
        return hand_to(agent, *self.resumer);  // it was dropped by someone who now goes on
    if (!decide()) return hand_to(agent, home_);
    running_ = agents_[chosen_.agent].get();
    hand_to(agent, *running_->active);
}

void Scheduler::hand_to(Agent& self, Coroutine& next) {
    current_coroutine_ = &next;
    self.root->then(next);
}

// Unwinds what is left, youngest first: what an agent's stack refers to is made by its elders.
void Scheduler::abandon() {
    silent_ = true;
    silent_steps_ = 0;
    for (auto agent = born_.rbegin(); agent != born_.rend(); ++agent) {
        // One that is being dropped is unwound with its dropper, whose innermost coroutine it has.
        if ((*agent)->root->idle() || (*agent)->dropping) continue;
        running_ = *agent;
        (*agent)->active->injection = Injection::Abandoned;
        go(*(*agent)->active);
    }
    for (Agent* agent : born_) {
        INVARIANT(agent->root->idle(), "an agent outlived its execution");
        pool_.give(*agent->root);
    }
    while (!kept_.empty()) kept_.pop_back();
}

std::string Scheduler::name_of(AgentId id) const {
    return id < kMaxAgents && agents_[id] ? agents_[id]->name.str() : "nobody";
}

}  // namespace impasse::sched
