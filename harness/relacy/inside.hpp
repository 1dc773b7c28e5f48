// What the parts of the kernel have in common.
#pragma once

#include <new>
#include <utility>

// last: it includes Relacy
#include "harness/relacy/session.hpp"

namespace impasse::relacy {

inline Recorder& recorder() { return Recorder::current(); }

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

// What a condition variable of Relacy's sleeps on that is to guard nothing.
struct NoMutex {
    void lock(const rl::debug_info&) {}
    void unlock(const rl::debug_info&) {}
};

inline void sleep_on(rl::condition_variable& condition, const Location& where) {
    NoMutex none;
    condition.wait(none, debug_info_of(where));
}

// steps.cpp: where another thread may be chosen.

// Behind the rounds of a loop that a thread has taken alone.
void be_patient();
// Before each step but for looks of one that is impatient.
void announce();
// What may come to no more than a look.
void announce_unless(bool looks, ObjectId thing, const Location& where);
// Before a look: one that was not in the round before is behind the loop.
void look_at(ObjectId thing, const Location& where);
// The thing is another than before: whoever has given way because of it looks again.
void tell_change(AgentId by, ObjectId thing, const Location& where);

}  // namespace impasse::relacy
