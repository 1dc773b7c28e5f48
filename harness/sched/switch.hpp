// The one function that switches between coroutines. Private to this folder: it needs Boost.Fiber.
//
// It asks for the context itself, without the detour over a scheduler's queue, and is inline: each frame
// between an agent's code and the switch costs a return that the processor predicts wrongly.
#pragma once

#include <cxxabi.h>

#include <boost/fiber/context.hpp>
#include <cstring>

#include "harness/sched/coroutine.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define IMPASSE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IMPASSE_ASAN 1
#endif
#endif
#ifdef IMPASSE_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

namespace impasse::sched {

inline void switch_to(Coroutine& from, Coroutine& to) {
    auto* state = from.exception_state_;
    std::memcpy(static_cast<void*>(&from.exceptions_), state, sizeof from.exceptions_);
    std::memcpy(state, static_cast<const void*>(&to.exceptions_), sizeof to.exceptions_);
#ifdef IMPASSE_ASAN
    __sanitizer_start_switch_fiber(&from.fake_stack_, to.stack_bottom_, to.stack_size_);
#endif
    to.context_->resume();
#ifdef IMPASSE_ASAN
    __sanitizer_finish_switch_fiber(from.fake_stack_, nullptr, nullptr);
#endif
}

}  // namespace impasse::sched
