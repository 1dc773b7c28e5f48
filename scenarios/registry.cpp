#include "scenarios/registry.hpp"

namespace impasse::scenarios {

Registry all() {
    Registry registry;
    litmus_abba(registry);
    litmus_counter(registry);
    litmus_independent(registry);
    litmus_lastzero(registry);
    litmus_lost_wakeup(registry);
    litmus_philosophers(registry);
    litmus_readers(registry);
    litmus_three_locks(registry);
    return registry;
}

}  // namespace impasse::scenarios
