#include "harness/relacy/kernel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

#include "harness/core/invariant.hpp"
#include "harness/relacy/engine.hpp"
// last: it includes Relacy
#include "harness/relacy/session.hpp"

namespace impasse::relacy {

namespace {

// So often in a row a thread may see older values: then it sees the newest. Loops that look again would go on
// for ever otherwise; the standard wants stores to become visible "in a reasonable amount of time".
constexpr unsigned kStaleReads = 3;

// Rounds in which a loop may give up that sees no change. As many as in the fiber engine (sched/spin.hpp).
constexpr unsigned kImpatience = 64;

Recorder& recorder() { return Recorder::current(); }

// Steps that are taken while it lives follow at once.
using Alone = rl::preemption_disabler;

template <class T, std::size_t kSize, class... Args>
T& make_in(Room<kSize>& room, Args&&... args) {
    static_assert(sizeof(T) <= kSize && alignof(T) <= 16);
    return *::new (static_cast<void*>(room.bytes)) T(std::forward<Args>(args)...);
}
template <class T, std::size_t kSize>
T& in(Room<kSize>& room) {
    return *std::launder(reinterpret_cast<T*>(room.bytes));
}
template <class T, std::size_t kSize>
void destroy_in(Room<kSize>& room) {
    in<T>(room).~T();
}

rl::memory_order order_of(std::memory_order order) {
    Session& session = Session::current();
    if (session.sc || order == std::memory_order::seq_cst) return rl::mo_seq_cst;
    session.weak = true;
    switch (order) {
        case std::memory_order::relaxed:
            return rl::mo_relaxed;
        case std::memory_order::consume:
            return rl::mo_consume;
        case std::memory_order::acquire:
            return rl::mo_acquire;
        case std::memory_order::release:
            return rl::mo_release;
        case std::memory_order::acq_rel:
            return rl::mo_acq_rel;
        case std::memory_order::seq_cst:
            break;
    }
    return rl::mo_seq_cst;
}

// Whether Relacy has a compare_exchange of these orders.
bool allows(std::memory_order success, std::memory_order failure) {
    switch (failure) {
        case std::memory_order::relaxed:
            return true;
        case std::memory_order::acquire:
            return success == std::memory_order::acquire || success == std::memory_order::acq_rel ||
                   success == std::memory_order::seq_cst;
        default:
            return success == failure;
    }
}

void tell_change(AgentId by, ObjectId thing, const Location& where) {
    if (!recorder().changed(by, thing)) return;
    const Alone alone(rl::ctx());
    Session::current().spinners->notify_all(debug_info_of(where));
}

// Behind the rounds of a loop that it has taken alone.
void be_patient() {
    Recorder::Agent& agent = recorder().agent(self());
    if (agent.impatient == 0) return;
    agent.impatient = 0;
    rl::ctx().enable_preemption();
}

// The place where another thread may be chosen: before each step but for looks of one that is impatient.
void announce() {
    be_patient();
    rl::ctx().sched();
}
void announce_wait(const Event& event) {
    announce();
    recorder().wants(event);
}
// Before a look: one that was not in the round before is behind the loop.
void look_at(ObjectId thing, const Location& where) {
    const Recorder::Agent& agent = recorder().agent(self());
    if (agent.impatient > 0 && !agent.last_round.has(thing, where)) be_patient();
}
// What may come to no more than a look.
void announce_unless(bool looks, ObjectId thing, const Location& where) {
    if (!looks) return announce();
    look_at(thing, where);
    rl::ctx().sched();
}

// What a condition variable of Relacy's sleeps on that is to guard nothing.
struct NoMutex {
    void lock(const rl::debug_info&) {}
    void unlock(const rl::debug_info&) {}
};

void sleep_on(rl::condition_variable& condition, const Location& where) {
    NoMutex none;
    condition.wait(none, debug_info_of(where));
}

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

// Atomic

using Cell = rl::atomic<Atomic::Word>;

Atomic::Atomic(Word value, Name name, Thing::Shows shows) {
    const Alone alone(rl::ctx());
    make_in<Cell>(room_).store(value, rl::mo_relaxed, debug_info_of({}));
    id_ = recorder().add({.name = name,
                          .kind = Thing::Kind::Atomic,
                          .shows = shows,
                          .number = static_cast<std::int64_t>(value)});
}

Atomic::~Atomic() {
    destroy_in<Cell>(room_);
    recorder().gone(id_);
}

void Atomic::took(Verb verb, Word before, Word after, std::memory_order order,
                  const Location& where) const {
    Event event = event_of({id_, verb, 0}, where);
    event.before = static_cast<std::int64_t>(before);
    event.after = static_cast<std::int64_t>(after);
    if (!Session::current().sc) event.order = order;
    recorder().took(event);
    const bool loads = verb == Verb::Load;
    if (!loads && before != after) tell_change(event.agent, id_, where);
    // A read-modify-write has looked as well, whatever it changed.
    if (verb != Verb::Store) recorder().looked(event.agent, id_, loads && before != after, where);
}

Atomic::Word Atomic::load(std::memory_order order, const Location& where) const {
    const Cell& cell = in<Cell>(room_);
    look_at(id_, where);
    rl::ctx().sched();
    const Alone alone(rl::ctx());
    Recorder::Agent& agent = recorder().agent(self());
    if (agent.stale_reads >= kStaleReads) {
        Session::current().stale_reads_cut = true;
        see_newest(where);
    }
    const Word seen = cell.load(order_of(order), debug_info_of(where));
    const Word newest = cell.debug_value();
    agent.stale_reads = seen == newest ? 0 : agent.stale_reads + 1;
    took(Verb::Load, newest, seen, order, where);
    return seen;
}

// What a thread has seen once, it does not see older again.
void Atomic::see_newest(const Location& where) const {
    Cell& cell = in<Cell>(room_);
    const Alone alone(rl::ctx());
    Word other = ~cell.debug_value();
    cell.compare_exchange(rl::bool_t<false>(), other, other, rl::mo_relaxed, debug_info_of(where));
}

void Atomic::store(Word value, std::memory_order order, const Location& where) {
    Cell& cell = in<Cell>(room_);
    announce();
    const Alone alone(rl::ctx());
    const Word before = cell.debug_value();
    cell.store(value, order_of(order), debug_info_of(where));
    took(Verb::Store, before, value, order, where);
}

Atomic::Word Atomic::newest() const { return in<Cell>(room_).debug_value(); }

Atomic::Word Atomic::modify(FunctionRef<Word(Word)> change, Verb as, std::memory_order order,
                            const Location& where) {
    Cell& cell = in<Cell>(room_);
    announce_unless(change(cell.debug_value()) == cell.debug_value(), id_, where);
    const Alone alone(rl::ctx());
    const Word before = cell.debug_value();
    const Word after = change(before);
    Word expected = before;
    cell.compare_exchange(rl::bool_t<false>(), expected, after, order_of(order),
                          debug_info_of(where));
    took(as, before, after, order, where);
    return before;
}

bool Atomic::compare_exchange(Word& expected, Word desired, bool weak, std::memory_order success,
                              std::memory_order failure, const Location& where) {
    Cell& cell = in<Cell>(room_);
    announce_unless(cell.debug_value() != expected, id_, where);
    const Alone alone(rl::ctx());
    const Word before = cell.debug_value();
    const Word wanted = expected;
    // Of the two only one counts, and Relacy has no failure that is stronger than success.
    const bool succeeds = before == wanted;
    const rl::memory_order else_to =
        order_of(succeeds && !allows(success, failure) ? std::memory_order::relaxed : failure);
    const rl::memory_order to = order_of(succeeds ? success : failure);
    const rl::debug_info info = debug_info_of(where);
    const bool done =
        weak ? cell.compare_exchange(rl::bool_t<true>(), expected, desired, to, else_to, info)
             : cell.compare_exchange(rl::bool_t<false>(), expected, desired, to, else_to, info);
    if (weak) Session::current().cas_may_fail = true;
    if (!Session::current().sc && failure != std::memory_order::seq_cst)
        Session::current().cas_sees_newest = true;
    took(Verb::ReadModifyWrite, before, done ? desired : before, done ? success : failure, where);
    const bool for_no_reason = !done && before == wanted;
    if (for_no_reason) recorder().looked(self(), id_, true, where);
    return done;
}

void fence(std::memory_order order, const Location& where) {
    be_patient();
    if (Session::current().sc) return;
    rl::atomic_thread_fence(order_of(order), debug_info_of(where));
}

// Plain

using Data = rl::var<int>;

Plain::Plain(Name name) : id_(recorder().add({.name = name, .kind = Thing::Kind::Plain})) {
    make_in<Data>(room_, 0);
    Event made = event_of({id_, Verb::PlainWrite, 0}, {});  // as Relacy sees it
    made.follows = true;
    recorder().took(made);
}

Plain::~Plain() {
    destroy_in<Data>(room_);
    recorder().gone(id_);
}

// Noted first: a race ends the execution in there.
void Plain::read(const Location& where) const {
    recorder().took(event_of({id_, Verb::PlainRead, 0}, where));
    static_cast<void>(in<Data>(room_)(debug_info_of(where)).load());
}

void Plain::write(const Location& where) {
    recorder().took(event_of({id_, Verb::PlainWrite, 0}, where));
    in<Data>(room_)(debug_info_of(where)).store(0);
}

// Mutex

struct MutexTag;
using Native = rl::generic_mutex<MutexTag>;

Mutex::Mutex(Name name, bool unlocks_follow)
    : id_(recorder().add({.name = name, .kind = Thing::Kind::Mutex})),
      unlocks_follow_(unlocks_follow) {
    make_in<Native>(room_).init(false, false, false, false, debug_info_of({}));
}

Mutex::~Mutex() {
    in<Native>(room_).deinit(debug_info_of({}));
    destroy_in<Native>(room_);
    recorder().gone(id_);
}

void Mutex::lock(const Location& where) {
    const Event event = event_of({id_, Verb::Lock, 0}, where, "lock");
    announce_wait(event);
    const Alone alone(rl::ctx());
    in<Native>(room_).lock_exclusive(debug_info_of(where));
    held_by_ = event.agent;
    recorder().took(event);
}

bool Mutex::try_lock(const Location& where) {
    Event event = event_of({id_, Verb::TryLock, 0}, where, "lock");
    if (held_by_ == event.agent) return false;  // Relacy takes that for a mistake
    announce_unless(held_by_ != kNoAgent, id_, where);
    const Alone alone(rl::ctx());
    const bool got = in<Native>(room_).try_lock_exclusive(debug_info_of(where));
    if (got) held_by_ = event.agent;
    event.after = got;
    recorder().took(event);
    if (!got) recorder().looked(event.agent, id_, false, where);
    return got;
}

void Mutex::unlock(const Location& where) {
    Event event = event_of({id_, Verb::Unlock, 0}, where);
    event.follows = unlocks_follow_;
    if (unlocks_follow_) {
        be_patient();
    } else {
        announce();
    }
    const Alone alone(rl::ctx());
    in<Native>(room_).unlock_exclusive(debug_info_of(where));
    held_by_ = kNoAgent;
    recorder().took(event);
    tell_change(event.agent, id_, where);
}

// Condition

Condition::Condition(Name name, unsigned spurious)
    : id_(recorder().add({.name = name, .kind = Thing::Kind::Condition})), spurious_(spurious) {
    make_in<rl::condition_variable>(room_);
    unsigned& most = Session::current().spurious_wakeups;
    most = std::max(most, spurious);
}

Condition::~Condition() {
    destroy_in<rl::condition_variable>(room_);
    recorder().gone(id_);
}

void Condition::wait(Mutex& mutex, const Location& where) {
    Native& native = in<Native>(mutex.room_);
    announce();
    Event sleeps = event_of({id_, Verb::CondWait, 0}, where);
    sleeps.also = {mutex.id_, Verb::Unlock, 0};
    Event wakes = event_of({id_, Verb::CondWake, 0}, where, "lock");
    wakes.also = {mutex.id_, Verb::Lock, 0};
    // The mutex as Relacy's wait sees it: it lets go and sleeps in one step, and takes it back in another.
    struct Sleeper {
        Native& native;
        AgentId& held_by;
        const Event& sleeps;
        const Event& wakes;

        void unlock(const rl::debug_info& info) {
            const Alone alone(rl::ctx());
            native.unlock_exclusive(info);
            held_by = kNoAgent;
            recorder().took(sleeps);
            tell_change(sleeps.agent, sleeps.also.object, sleeps.where);
            recorder().wants(wakes);
        }
        void lock(const rl::debug_info& info) {
            Event locks = wakes;  // nobody needs to notify it any more
            locks.access = wakes.also;
            locks.also = {};
            recorder().wants(locks);
            native.lock_exclusive(info);
            held_by = wakes.agent;
            recorder().took(wakes);
        }
    };
    Sleeper sleeper{native, mutex.held_by_, sleeps, wakes};
    if (spurious_ > 0 && rl::ctx().rand(2, rl::sched_type_user) == 1) {
        --spurious_;
        sleeper.unlock(debug_info_of(where));
        sleeper.lock(debug_info_of(where));
    } else {
        in<rl::condition_variable>(room_).wait(sleeper, debug_info_of(where));
    }
}

void Condition::notify_one(const Location& where) {
    announce();
    recorder().took(event_of({id_, Verb::CondNotifyOne, 0}, where));
    const Alone alone(rl::ctx());
    in<rl::condition_variable>(room_).notify_one(debug_info_of(where));
}

void Condition::notify_all(const Location& where) {
    announce();
    recorder().took(event_of({id_, Verb::CondNotifyAll, 0}, where));
    const Alone alone(rl::ctx());
    in<rl::condition_variable>(room_).notify_all(debug_info_of(where));
}

// Sleepers

Sleepers::Sleepers(Name name)
    : id_(recorder().add({.name = name, .kind = Thing::Kind::Condition})) {
    make_in<rl::condition_variable>(room_);
}

Sleepers::~Sleepers() {
    destroy_in<rl::condition_variable>(room_);
    recorder().gone(id_);
}

void Sleepers::sleep_unless(FunctionRef<bool()> awake, const Location& where) {
    announce();
    if (awake()) return;
    recorder().took(event_of({id_, Verb::CondWait, 0}, where));
    const Event wakes = event_of({id_, Verb::CondWake, 0}, where);
    recorder().wants(wakes);
    sleep_on(in<rl::condition_variable>(room_), where);
    recorder().took(wakes);
}

void Sleepers::wake_one(const Location& where) {
    announce();
    recorder().took(event_of({id_, Verb::CondNotifyOne, 0}, where));
    const Alone alone(rl::ctx());
    in<rl::condition_variable>(room_).notify_one(debug_info_of(where));
}

void Sleepers::wake_all(const Location& where) {
    announce();
    recorder().took(event_of({id_, Verb::CondNotifyAll, 0}, where));
    const Alone alone(rl::ctx());
    in<rl::condition_variable>(room_).notify_all(debug_info_of(where));
}

// Monitor

namespace {

struct Inside {
    rl::condition_variable others;
    rl::atomic<unsigned> order;

    Inside() { order.store(0, rl::mo_relaxed, debug_info_of({})); }
    // A read-modify-write sees the newest value, so there is nothing to choose.
    void touch(rl::memory_order how, const Location& where) {
        const Alone alone(rl::ctx());
        unsigned now = order.debug_value();
        order.compare_exchange(rl::bool_t<false>(), now, now, how, debug_info_of(where));
    }
};

}  // namespace

Monitor::Monitor(const Thing& thing) : id_(recorder().add(thing)) {
    const Alone alone(rl::ctx());
    make_in<Inside>(room_);
}

Monitor::~Monitor() {
    destroy_in<Inside>(room_);
    recorder().gone(id_);
}

void Monitor::enter(const Event& event, FunctionRef<bool()> enabled) {
    announce_wait(event);
    while (!enabled()) sleep_on(in<Inside>(room_).others, event.where);
}

void Monitor::attempt(const Event& event, bool looks) {
    announce_unless(looks, id_, event.where);
    recorder().wants(event);
}

void Monitor::follow() { be_patient(); }

void Monitor::took(const Event& event) { recorder().took(event); }

void Monitor::acquire(const Location& where) { in<Inside>(room_).touch(rl::mo_acquire, where); }
void Monitor::release(const Location& where) { in<Inside>(room_).touch(rl::mo_release, where); }

void Monitor::changed(const Location& where) {
    {
        const Alone alone(rl::ctx());
        in<Inside>(room_).others.notify_all(debug_info_of(where));
    }
    tell_change(self(), id_, where);
}

void Monitor::looked(const Location& where) { recorder().looked(self(), id_, false, where); }

// Threads

void run_guarded(FunctionRef<void()> body) {
    try {
        body();
        return be_patient();
    } catch (const std::exception& failure) {
        const OwnMemory own;
        Session::current().error = failure.what();
    } catch (...) {
        const OwnMemory own;
        Session::current().error = "an exception came out of a thread's body";
    }
    rl::ctx().rl_until("an error", debug_info_of({}));
}

namespace {

struct Start {
    std::function<void()> body;
    AgentId agent;
};

void* run(void* start) {
    const std::unique_ptr<Start> owned(static_cast<Start*>(start));
    recorder().runs_as(owned->agent, rl::thread_index());
    run_guarded(owned->body);
    return nullptr;
}

}  // namespace

Started start(Name name, std::function<void()> body, const Location& where) {
    if (recorder().agents().size() == kMaxThreads)
        throw std::runtime_error(
            fmt::format("the second engine has at most {} threads", kMaxThreads));
    be_patient();
    Event event = event_of({kNoObject, Verb::Spawn, 0}, where);
    const AgentId id = recorder().add(name, event.agent);
    auto start = std::make_unique<Start>(Start{std::move(body), id});
    void* const handle = rl::ctx().create_thread(&run, start.release());
    event.access.object = recorder().agent(id).end;
    event.follows = true;
    recorder().took(event);
    return {handle, id};
}

void join(const Started& thread, const Location& where) {
    const Event event =
        event_of({recorder().agent(thread.agent).end, Verb::Join, thread.agent}, where);
    be_patient();
    recorder().wants(event);
    static_cast<rl::win_waitable_object*>(thread.handle)->wait(false, false, debug_info_of(where));
    recorder().took(event);
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
    const auto& agents = recorder().agents();
    const auto found = std::find_if(agents.begin(), agents.end(), [](const Recorder::Agent& agent) {
        return agent.sleeps && !agent.spent;
    });
    if (found == agents.end()) return false;
    recorder().agent(recorder().agent_of(found->thread)).urged = true;
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

void fail(const std::string& message, const Location& where) {
    {
        const OwnMemory own;
        recorder().panicked(self(), message, where);
    }
    rl::ctx().fail_test("a panic", rl::test_result_user_assert_failed, debug_info_of(where));
    std::abort();  // it does not return
}

void keep(Kept* kept) {
    const OwnMemory own;
    Session::current().kept.push_back(kept);
}

void measured(const char* what, std::int64_t value) {
    const OwnMemory own;
    Session::current().measured.emplace_back(what, value);
}

}  // namespace impasse::relacy
