#include "scenarios/second_engine.hpp"

#include "scenarios/registry.hpp"

namespace impasse::scenarios {

void in_both_engines(Registry& registry) {
    dashmap_entry(registry);
    dashmap_whole_map(registry);
    litmus_abba(registry);
    litmus_counter(registry);
    litmus_filesystem(registry);
    litmus_independent(registry);
    litmus_indexer(registry);
    litmus_lastzero(registry);
    litmus_lost_wakeup(registry);
    litmus_philosophers(registry);
    litmus_prodcons(registry);
    litmus_readers(registry);
    litmus_spurious_wakeup(registry);
    litmus_three_locks(registry);
    locks_barrier(registry);
    locks_order(registry);
    locks_plain_data(registry);
    locks_recursion(registry);
    memory_locks(registry);
    memory_once_and_arc(registry);
    memory_wakers(registry);
    once_map_protocol(registry);
    refine_from_atomics(registry);
    refine_locks(registry);
    spin_flag(registry);
}

}  // namespace impasse::scenarios
