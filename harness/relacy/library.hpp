// The only place that includes Relacy. Include this last, in a file of its own.
//
// Relacy turns ordinary words into macros; here they are taken back, so that our code means what it
// says. It also replaces operator new and delete for the whole executable. Files that include this
// are built with -fno-sized-deallocation (else the heap is corrupted) and without _FORTIFY_SOURCE
// (its longjmp aborts). Relacy's self-checks are on unless the build says otherwise (the benchmark
// does): a program that is not deterministic aborts instead of being searched in part.
#pragma once

#include <cassert>
#include <cerrno>
#include <cstdlib>

#ifdef _FORTIFY_SOURCE
#error "build with -U_FORTIFY_SOURCE: Relacy jumps between stacks"
#endif

#pragma push_macro("assert")
#pragma push_macro("errno")
#pragma push_macro("EINVAL")
#pragma push_macro("ETIMEDOUT")
#pragma push_macro("EBUSY")
#pragma push_macro("EINTR")
#pragma push_macro("EAGAIN")
#pragma push_macro("EWOULDBLOCK")
#ifndef RL_DO_ASSERT
#define RL_DO_ASSERT 1
#endif
#include <relacy/relacy.hpp>
#pragma pop_macro("EWOULDBLOCK")
#pragma pop_macro("EAGAIN")
#pragma pop_macro("EINTR")
#pragma pop_macro("EBUSY")
#pragma pop_macro("ETIMEDOUT")
#pragma pop_macro("EINVAL")
#pragma pop_macro("errno")
#pragma pop_macro("assert")

#undef $
#undef VAR
#undef VAR_T
#undef TLS_T
#undef new
#undef delete
#undef malloc
#undef calloc
#undef realloc
#undef free
#undef memory_order_relaxed
#undef memory_order_consume
#undef memory_order_acquire
#undef memory_order_release
#undef memory_order_acq_rel
#undef memory_order_seq_cst
