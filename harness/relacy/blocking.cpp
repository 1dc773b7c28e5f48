// What threads block on: mutexes, condition variables, what sleeps as on a futex, and monitors.
#include <algorithm>

#include "harness/relacy/inside.hpp"

namespace impasse::relacy {

// Mutex

struct MutexTag;
using Native = rl::generic_mutex<MutexTag>;

Mutex::Mutex(Name name, bool unlocks_follow)
    : id_(recorder().add({.name = name, .kind = Thing::Kind::Lock})),
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
    announce();
    recorder().wants(event);
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
    unlocks_follow_ ? be_patient() : announce();
    const Alone alone(rl::ctx());
    in<Native>(room_).unlock_exclusive(debug_info_of(where));
    held_by_ = kNoAgent;
    recorder().took(event);
    tell_change(event.agent, id_, where);
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

// Condition

Condition::Condition(Name name, unsigned spurious) : sleepers_(name), spurious_(spurious) {
    unsigned& most = Session::current().spurious_wakeups;
    most = std::max(most, spurious);
}

void Condition::wait(Mutex& mutex, const Location& where) {
    Native& native = in<Native>(mutex.room_);
    announce();
    Event sleeps = event_of({sleepers_.id_, Verb::CondWait, 0}, where);
    sleeps.also = {mutex.id_, Verb::Unlock, 0};
    Event wakes = event_of({sleepers_.id_, Verb::CondWake, 0}, where, "lock");
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
        in<rl::condition_variable>(sleepers_.room_).wait(sleeper, debug_info_of(where));
    }
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
    announce();
    recorder().wants(event);
    while (!enabled()) sleep_on(in<Inside>(room_).others, event.where);
}

void Monitor::attempt(const Event& event, bool looks) {
    if (event.follows) return be_patient();
    announce_unless(looks, id_, event.where);
    recorder().wants(event);
}

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

}  // namespace impasse::relacy
