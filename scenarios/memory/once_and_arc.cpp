// What is done once: std's Once runs its closure, the last Arc drops its value.
#include "harness/sync/cell.hpp"
#include "harness/sync/primitives.hpp"
#include "harness/sync/thread.hpp"
#include "models/low_level/arc.hpp"
#include "models/low_level/once.hpp"
#include "scenarios/memory/weaken.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using P = sync::Primitives;
using Once = models::low_level::Once<P>;

void two_callers(unsigned weakened) {
    Once once(weakened);
    sync::cell<int> data(0, "data");
    const auto call = [&] {
        once.call_once([&] { data.set(data.get() + 1); });
        if (data.get() != 1) panic("the closure did not run once");
    };
    const sync::jthread first(Name("caller", 0), call);
    const sync::jthread second(Name("caller", 1), call);
}

struct Value {
    sync::cell<int> data{0, "data"};
    int drops = 0;
    void drop() {
        data.set(-1);
        ++drops;
    }
};
using Arc = models::low_level::ArcInner<P, Value>;

void owners(unsigned weakened) {
    Value value;
    Arc arc(value, weakened);
    arc.clone();
    const auto use = [&] {
        value.data.get();
        arc.drop();
    };
    {
        const sync::jthread first(Name("owner", 0), use);
        const sync::jthread second(Name("owner", 1), use);
    }
    if (value.drops != 1) panic("the value is not dropped once");
}

}  // namespace

void memory_once_and_arc(Registry& registry) {
    registry.add(weakens<Once>(
        "memory/once/two-callers", "Does each caller find what the closure has done?",
        "std::sync::Once", two_callers, each({1, 2, 3, 4, 5}, races("caller 0", "caller 1"))));
    registry.add(weakens<Arc>("memory/arc/two-owners",
                              "Is the value dropped once, behind the last use of it?", "Arc",
                              owners, each({1, 2}, races("owner 0", "owner 1"))));
}

}  // namespace impasse::scenarios
