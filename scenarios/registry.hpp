// Every scenario of this project. A new file of scenarios adds a line here and one in registry.cpp.
#pragma once

#include "harness/core/scenario.hpp"

namespace impasse::scenarios {

void conformance_dashmap(Registry& registry);
void conformance_buffered(Registry& registry);
void conformance_once_map(Registry& registry);
void conformance_waitmap(Registry& registry);
void dashmap_entry(Registry& registry);
void dashmap_whole_map(Registry& registry);
void incidents_async_mutex(Registry& registry);
void incidents_blocking_calls(Registry& registry);
void incidents_build_cycle(Registry& registry);
void incidents_channel_before_readers(Registry& registry);
void incidents_dashmap_issues(Registry& registry);
void incidents_error_path(Registry& registry);
void incidents_token_refresh(Registry& registry);
void incidents_wrong_name(Registry& registry);
void litmus_abba(Registry& registry);
void litmus_counter(Registry& registry);
void litmus_filesystem(Registry& registry);
void litmus_independent(Registry& registry);
void litmus_indexer(Registry& registry);
void litmus_lastzero(Registry& registry);
void litmus_lost_wakeup(Registry& registry);
void litmus_philosophers(Registry& registry);
void litmus_prodcons(Registry& registry);
void litmus_readers(Registry& registry);
void litmus_spurious_wakeup(Registry& registry);
void litmus_three_locks(Registry& registry);
void locks_barrier(Registry& registry);
void locks_order(Registry& registry);
void locks_plain_data(Registry& registry);
void locks_poisoning(Registry& registry);
void locks_recursion(Registry& registry);
void locks_recursion_of_tasks(Registry& registry);
void memory_locks(Registry& registry);
void memory_once_and_arc(Registry& registry);
void memory_wakers(Registry& registry);
void museum_blocking(Registry& registry);
void museum_done_and_wait(Registry& registry);
void museum_held_values(Registry& registry);
void museum_preparer(Registry& registry);
void museum_producers(Registry& registry);
void museum_removals(Registry& registry);
void museum_resolver(Registry& registry);
void museum_shared_index(Registry& registry);
void museum_the_end(Registry& registry);
void museum_yield_latency(Registry& registry);
void once_map_done_in_window(Registry& registry);
void once_map_drop(Registry& registry);
void once_map_protocol(Registry& registry);
void papaya_closure(Registry& registry);
void papaya_late_drop(Registry& registry);
void papaya_reference_across_yield(Registry& registry);
void refine_abstract(Registry& registry);
void refine_from_atomics(Registry& registry);
void refine_locks(Registry& registry);
void resolver_small(Registry& registry);
void spin_beside(Registry& registry);
void spin_flag(Registry& registry);
void spin_philosophers(Registry& registry);
void waitmap_held_shard(Registry& registry);
void waitmap_ref_across_yield(Registry& registry);
void waitmap_stale_index(Registry& registry);
void waitmap_waiting_entry(Registry& registry);

Registry all();

}  // namespace impasse::scenarios
