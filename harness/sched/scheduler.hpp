// The deterministic scheduler: announce, choose, act.
//
// An agent announces its next step with step(); the strategy chooses who goes; the chosen agent
// acts alone, up to its next announcement. Primitives (harness/sync, harness/rt) are built on this
// and nothing else. One scheduler an OS thread; executions reuse its coroutines. A step costs about
// 20 ns plus the strategy.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/core/edit.hpp"
#include "harness/core/invariant.hpp"
#include "harness/core/strategy.hpp"
#include "harness/op/names.hpp"
#include "harness/op/object.hpp"
#include "harness/sched/agent.hpp"
#include "harness/sched/clocks.hpp"
#include "harness/sched/coroutine.hpp"
#include "harness/sched/ids.hpp"
#include "harness/sched/kept.hpp"
#include "harness/sched/spin.hpp"
#include "harness/sched/unwind.hpp"
#include "harness/trace/canonical.hpp"
#include "harness/trace/recorder.hpp"
#include "harness/trace/snapshot.hpp"

// For debuggers: called on the stack of an agent that is about to act.
extern "C" void impasse_break();

namespace impasse::sched {

using Body = std::function<void()>;

struct RunOptions {
    unsigned max_steps = 10'000;                // a longer execution is abandoned
    trace::CanonicalForm* canonical = nullptr;  // fed with every step, if given
    trace::Recorder* recorder = nullptr;        // fed with every line, if given
    const Edit* edit = nullptr;                 // a change to the program, if given
    std::size_t break_at = 0;                   // the move at which impasse_break() is called; 0: none
    Spinners spinners = Spinners::CutOff;
    const Patience* patience = nullptr;  // loops that are known to give up by themselves
    // So many moves are given: no loop is cut off for what it saw in them, for others of the executions that
    // begin so show nothing that it would see later.
    std::size_t beginning = 0;
};

class Scheduler final : private Situation, private op::AgentNames {
  public:
    // It belongs to the OS thread that makes it. Schedulers that explore one scenario together share
    // who is who.
    explicit Scheduler(std::shared_ptr<Ids> ids = std::make_shared<Ids>());
    ~Scheduler() override;

    // Runs `body` as the agent "main" once, as the strategy chooses. Throws InvariantFailure for a
    // bug of ours.
    Ending run(const Body& body, Strategy& strategy, const RunOptions& options);
    // The choices of the last execution, by order of birth: what its schedule is made of.
    const std::vector<Move>& moves() const { return moves_; }
    // Of these, where an agent gave way behind a round in which it did something.
    struct GaveWay {
        std::size_t move = 0;
        AgentSet others = 0;  // that could go then, by order of birth
    };
    const std::vector<GaveWay>& gave_way() const { return gave_way_; }
    // It was abandoned for an agent that went round and round though others could have gone on.
    bool unfair() const { return unfair_; }
    // What detectors need to know of the last execution.
    const trace::Snapshot& snapshot() const { return snapshot_; }
    std::uint64_t steps() const { return total_steps_; }
    // Whether anybody asked in the last execution if this edit is to be made: else it changes nothing.
    bool offered(EditKind kind) const { return (offered_ >> static_cast<unsigned>(kind)) & 1U; }
    // A guard was used behind the await where the edit had let go of it: the program is none any more.
    bool inapplicable() const { return inapplicable_; }
    // The last execution is none: a loop was about to be cut off, and gives up by itself. To be run again
    // with this in the patience.
    std::optional<std::uint64_t> gave_up() const { return gave_up_; }
    // Over all executions so far: who has ever signalled an object, who has ever had a lock,
    // and which locks let readers pass.
    struct Doers {
        std::vector<AgentSet> signalled;  // by object
        std::vector<AgentSet> locked;
        std::map<ObjectId, trace::PassedWriters> passed;
    };
    const Doers& doers() const { return doers_; }
    // How many coroutines were made so far: as many as were ever needed at once.
    std::size_t coroutines() const { return pool_.made(); }

    // --- for primitives

    // The scheduler of this OS thread's running execution.
    static Scheduler& current() {
        INVARIANT(current_ != nullptr, "a primitive is used outside of a scenario's body");
        return *current_;
    }

    // Announces a step; returns when it was chosen, with the way it is to go. Everything up to the
    // next announcement then happens at once. Throws Abandoned when the execution is over.
    unsigned step(const Step& step);
    // As step(), for destructors and unlocks: when the execution is over it returns false instead
    // of throwing.
    bool step_quietly(const Step& step);
    // The last step of the running agent was this one, and changed nothing.
    void saw(const op::Object& object, Verb verb, const Location& where) {
        if (!silent_) running_->spin.saw({{object.id(), verb, 0}, where, object.version()});
    }
    // The running agent has looked in vain, and will look again: others go first. A step, but for a loop that
    // is cut off.
    void give_way(const Location& where);
    // Something that happens at once behind the last step, without a choice in between: only for
    // what nobody can tell from its having happened later (a release that only blocked agents see,
    // a spawn).
    void follow(const Step& step);

    // True while an execution is torn down: primitives do nothing then.
    bool silent() const { return silent_; }
    // What unwinds a future that is dropped now.
    Injection unwinding() const { return silent_ ? Injection::Abandoned : Injection::Dropped; }
    // Whether the state of objects is being shown to somebody.
    bool recording() const { return options_.recorder != nullptr; }
    AgentId self() const { return running_->id; }
    unsigned depth() const override { return static_cast<unsigned>(moves_.size()); }

    void add(op::Object& object);
    void remove(op::Object& object);
    static bool runs() { return current_ != nullptr; }
    // For destructors of objects: also where it outlived its execution (a leak).
    static void forget(op::Object& object) {
        if (current_ != nullptr) current_->remove(object);
    }
    // Destroyed when every agent is gone, the last one first.
    void keep(std::unique_ptr<Kept> value) { kept_.push_back(std::move(value)); }

    // Starts an agent and runs it up to its first announcement.
    AgentId spawn(Name name, AgentKind kind, Body body, const Location& where);
    Agent& agent(AgentId id) { return *agents_[id]; }

    // Guards, for "who holds it, as what, since where" and for guards held across an await.
    // A hold has a number, so that a guard that moves from agent to agent stays the same hold.
    unsigned took(op::Lock& lock, op::Mode mode, const char* guard, const Location& where);
    // The end of a lock whose readers pass a writer that waits.
    void note_readers_pass(const op::Lock& lock);
    void claims(op::Lock& lock, const Location& where);  // until it has the lock
    void hand_on(op::Lock& lock, unsigned hold);  // it is the running agent's from now on
    // Whether the running agent, or one that it is dropping, holds it so.
    bool holds(const op::Lock& lock, op::Mode mode) const;
    AgentId holder_of(const op::Lock& lock, op::Mode mode) const;
    void released(op::Lock& lock, op::Mode mode, unsigned hold = 0);
    // The running future suspends: a guard that is alive on its stack is a hazard.
    void await_begins(const Location& where);

    // For whoever can make an edit: whether it is to be made.
    bool edited(EditKind kind) {
        offered_ |= 1U << static_cast<unsigned>(kind);
        return options_.edit && options_.edit->kind == kind;
    }
    // The hold was let go of by an edit. Its guard is about to release it (and is now done with it), or
    // to be used.
    bool let_go(const op::Lock& lock, op::Mode mode, unsigned hold) {
        return !let_go_.empty() && forget_let_go(lock, mode, hold);
    }
    void used(const op::Lock& lock, unsigned hold) {
        if (!let_go_.empty()) check_use(lock, hold);
    }

    // What the running agent waits for while it is suspended.
    void awaits(const Awaited& awaited) {
        if (!silent_) running_->awaiting.push_back(awaited);
    }
    std::vector<Awaited>& awaited() { return running_->awaiting; }
    void forget_awaited() {
        running_->awaiting.clear();
        running_->any_of = false;
    }
    // Any one of what it awaits would do (select!).
    void awaits_any() { running_->any_of = true; }

    // Futures with a stack of their own: they run under the agent that polls them.
    Coroutine& take_coroutine() { return pool_.take(); }
    void give_coroutine(Coroutine& coroutine) { pool_.give(coroutine); }
    // Goes on with a nested coroutine until it suspends or ends.
    void resume(Coroutine& nested, Injection injection);
    // Suspends the running nested coroutine: back to who resumed it. Throws when it is dropped or
    // abandoned.
    void suspend();
    // The last act of a nested coroutine's body.
    void ends(Coroutine& nested);
    // Drops a suspended agent (a task) here and now: its destructors run under the running agent.
    // `able`: the tasks that could have gone on, if all are dropped.
    void drop(Agent& task, const Location& where, bool cut_off, AgentSet able = 0);

    // There is data that its users must order themselves.
    void has_plain_data() { clocks_.keep(); }
    void plain_access(const op::Object& object, bool writes, const Location& where);
    void panicked(const std::string& message, const Location& where, bool aborts);
    // Ends this execution from within a step (an abort). Returns only to be torn down.
    void abort_execution();
    void dropped_owner(trace::DroppedOwner drop) {
        snapshot_.dropped_owners.push_back(std::move(drop));
    }
    void allows_spurious_wakeups(unsigned most) {
        snapshot_.spurious_wakeups = std::max(snapshot_.spurious_wakeups, most);
    }
    void measured(const char* what, std::int64_t value) {
        if (!silent_) snapshot_.measured.push_back({what, value});
    }
    unsigned& quiet() { return current_coroutine_->quiet; }
    Coroutine& coroutine() { return *current_coroutine_; }
    std::string name_of(AgentId id) const override;

  private:
    // Situation
    AgentSet enabled() const override { return enabled_; }
    AgentSet announced() const override { return announced_; }
    std::span<const Access> followed() const override { return followed_; }
    unsigned ways(AgentId agent) const override { return ways_[agent]; }
    const Step& pending(AgentId agent) const override { return agents_[agent]->pending; }
    AgentId running() const override { return last_; }
    bool running_wants_on() const override;
    unsigned birth(AgentId agent) const override { return agents_[agent]->birth; }
    AgentId elder(AgentId agent) const override {
        return agents_[agent]->agents_made == 0 ? agents_[agent]->elder : kNoAgent;
    }

    bool announce(
        const Step& step);  // false: the execution is over or the coroutine is being unwound
    bool decide();
    bool go_as_before();
    void take(const Agent& agent);
    void forget_held(AgentId holder, const op::Lock& lock);
    void note_order(const op::Lock& lock, op::Mode mode, const Location& where);
    bool lets_go(const op::Hold& hold, const Location& where);
    void let_go_of(op::Lock& lock, const op::Hold& hold, const Location& where);
    bool forget_let_go(const op::Lock& lock, op::Mode mode, unsigned hold);
    void check_use(const op::Lock& lock, unsigned hold);
    void refresh();
    void ask(const Agent& agent);
    unsigned ways_of(const Agent& agent) const;
    void touch(ObjectId object) { touched_.push_back(object); }
    bool is_touched(const Agent& agent) const;
    // give_way.cpp
    void wait_in_vain(const Step& yield);
    AgentSet others_that_can_go(const Agent& agent) const;
    bool goes_first_again(Agent& agent, AgentSet others);
    bool still_on_trial(const Step& step);
    void gives_up(const Agent& agent);
    bool overtaken(const Agent& agent) const;
    bool anybody_overtaken() const;
    bool all_in_vain() const;
    void go(Coroutine& to);
    void go_home();
    void throw_injection();
    void end_here();
    Agent& make_agent(Name name, AgentKind kind, AgentId parent, const Location& where);
    AgentId intern_agent(AgentId parent, std::uint16_t nth);
    ObjectId intern_object(AgentId owner, std::uint16_t nth);
    static void enter(Agent& agent);
    void agent_main(Agent& agent);
    void ended(Agent& agent);
    void hand_to(Agent& self, Coroutine& next);
    void abandon();
    void look_for_leaks();
    void reset();

    // snapshot.cpp
    void take_snapshot();
    std::optional<trace::GoesRound> look_for_rounds() const;
    bool comes_later(AgentSet round) const;
    void order_cut_waits();
    std::vector<std::uint16_t> descent_of(const Agent& agent) const;
    trace::AgentView view_of(const Agent& agent) const;
    void add_looks(const Agent& agent, trace::AgentView& view) const;
    void add_waits(const Agent& agent, const Access& access, trace::AgentView& view) const;
    trace::Wait wait_for(const Awaited& awaited, AgentId agent) const;
    void add_signals(const op::Object& object, AgentId agent, trace::Wait& wait) const;
    // record.cpp
    void record(const Agent& agent, const Step& step, unsigned way, bool follows, bool preempts);
    std::string object_of(const Access& access, unsigned way) const;
    void record_after();
    std::vector<std::string> states_of(const Step& step) const;

    static inline constinit thread_local Scheduler* current_ = nullptr;

    Coroutine home_;
    CoroutinePool pool_{home_};
    Coroutine* current_coroutine_ = &home_;

    // Stable over the executions of one exploration.
    std::shared_ptr<Ids> ids_;
    std::array<std::vector<AgentId>, kMaxAgents> agent_ids_;  // as far as asked for here
    std::array<std::vector<ObjectId>, kMaxAgents> object_ids_;

    std::array<std::unique_ptr<Agent>, kMaxAgents> agents_;
    std::vector<Agent*> born_;          // this execution's agents
    std::vector<op::Object*> objects_;  // by id; null: not alive
    std::vector<std::unique_ptr<Kept>> kept_;
    unsigned unfinished_ = 0;  // agents that must come to their end

    Strategy* strategy_ = nullptr;
    RunOptions options_;
    Agent* running_ = nullptr;
    AgentId last_ = kNoAgent;
    AgentSet enabled_ = 0;
    AgentSet announced_ = 0;
    AgentSet fresh_ = 0;             // announced since the last refresh()
    std::vector<ObjectId> touched_;  // since then: who waits at them is asked again
    bool stale_ = false;             // everybody is
    std::vector<Access> followed_;   // behind the last step
    std::array<std::uint16_t, kMaxAgents> ways_{};
    Move chosen_;
    std::vector<Move> moves_;
    std::vector<GaveWay> gave_way_;
    bool unfair_ = false;
    Ending ending_ = Ending::Complete;
    bool over_ = false;
    bool silent_ = false;
    std::optional<std::uint64_t> gave_up_;
    unsigned silent_steps_ = 0;
    std::string error_;
    std::uint64_t total_steps_ = 0;

    struct HeldKey {
        AgentId agent;
        ObjectId lock;
        Site taken;
        Site awaited;
        friend auto operator<=>(const HeldKey&, const HeldKey&) = default;
    };
    std::set<HeldKey> held_seen_;  // hazards are reported once an exploration
    trace::Snapshot snapshot_;
    // An agent took the inner lock while it held the outer one.
    struct Nested {
        struct Taken {
            ObjectId lock;
            Name name;
            op::Mode mode;
            Location where;
        };
        AgentId agent;
        Taken outer;
        Taken inner;
    };
    static bool crosswise(const Nested& one, const Nested& other);
    trace::LockOrder::Path path_of(const Nested& nested) const;
    std::vector<Nested> nested_;  // of this execution, each once
    Doers doers_;
    Clocks clocks_;
    std::set<trace::LockOrder> orders_seen_;  // hazards are reported once an exploration
    struct LetGo {
        const op::Lock* lock;
        unsigned hold;
        AgentId agent;
        op::Mode mode;
    };
    std::vector<LetGo> let_go_;  // by an edit, of guards that are alive
    unsigned offered_ = 0;       // a bit for each edit
    bool inapplicable_ = false;
    Step recorded_;  // whose after-states are still to be seen
};

}  // namespace impasse::sched
