#include "scenarios/registry.hpp"

#include "scenarios/second_engine.hpp"

namespace impasse::scenarios {

Registry all() {
    Registry registry;
    in_both_engines(registry);
    conformance_dashmap(registry);
    conformance_buffered(registry);
    conformance_once_map(registry);
    conformance_waitmap(registry);
    incidents_async_mutex(registry);
    incidents_blocking_calls(registry);
    incidents_build_cycle(registry);
    incidents_channel_before_readers(registry);
    incidents_dashmap_issues(registry);
    incidents_error_path(registry);
    incidents_token_refresh(registry);
    incidents_wrong_name(registry);
    locks_poisoning(registry);
    locks_recursion_of_tasks(registry);
    museum_blocking(registry);
    museum_done_and_wait(registry);
    museum_held_values(registry);
    museum_preparer(registry);
    museum_producers(registry);
    museum_removals(registry);
    museum_resolver(registry);
    museum_shared_index(registry);
    museum_the_end(registry);
    museum_yield_latency(registry);
    once_map_done_in_window(registry);
    once_map_drop(registry);
    papaya_closure(registry);
    papaya_late_drop(registry);
    papaya_reference_across_yield(registry);
    refine_abstract(registry);
    resolver_small(registry);
    spin_beside(registry);
    spin_philosophers(registry);
    waitmap_held_shard(registry);
    waitmap_ref_across_yield(registry);
    waitmap_stale_index(registry);
    waitmap_waiting_entry(registry);
    return registry;
}

}  // namespace impasse::scenarios
