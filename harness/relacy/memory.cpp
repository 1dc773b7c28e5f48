// What the memory model is about: atomics, fences, plain data.
#include "harness/relacy/inside.hpp"

namespace impasse::relacy {

namespace {

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

}  // namespace

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

}  // namespace impasse::relacy
