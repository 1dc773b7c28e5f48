// Rows 6 to 11 and 15 of the truth table: what was observed of the real DashMap (5.4, 5.5 and 6;
// what 3.11 does in them is read in its source), with the tasks of a current_thread runtime (ct)
// and of a multi_thread one (mt).
//
// In these rows nobody waits but for a shard, so the runtime makes no difference. The harness has
// no multi_thread runtime so far: each task of an `mt` scenario has a thread of its own, which is a
// worker that nobody else needs.
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/rt/runtime.hpp"
#include "harness/sync/thread.hpp"
#include "models/dashmap/dash_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

using Map = models::DashMap<int, int>;
using Body = std::function<void(Map&)>;

enum class Runtime { CurrentThread, Threads };

std::size_t key_itself(const int& key) { return static_cast<std::size_t>(key); }

struct Task {
    const char* name;
    Body body;
};

// Runs the task on the runtime in question, and beside it the others, on threads of their own: what
// a single worker runs one after the other could not meet.
void run(Runtime runtime, Map& map, const Task& task, const std::vector<Task>& others) {
    std::vector<sync::jthread> threads;
    for (const Task& other : others)
        threads.emplace_back(other.name, [&map, &other] { other.body(map); });
    if (runtime == Runtime::Threads) {
        threads.emplace_back(task.name, [&] { task.body(map); });
        return;
    }
    rt::Runtime ct;
    ct.block_on([&] {
        auto handle = rt::spawn(task.name, [&] { task.body(map); });
        rt::await(handle);
    });
}

// What Rust calls catch_unwind: the panic ends here and is no finding.
template <class Panics>
void catch_unwind(Panics panics) {
    try {
        panics();
    } catch (const Panic&) {
    }
}

// --- the rows; `which` tells the cases of one apart. Of two shards, even keys are in shard 0; the
// map has 0 and 1.

void get_while_entry(Map& map, int which) {
    const auto entry = map.entry(which == 0 ? 2 : 0);
    map.get(0);
}

void get_while_entry_elsewhere_or_ref(Map& map, int which) {
    if (which == 0) {
        const auto entry = map.entry(0);
        map.get(1);
    } else {
        const auto ref = map.get(0);
        map.get(0);
        map.get(2);
    }
}

void get_mut_while_ref_or_get_while_ref_mut(Map& map, int which) {
    if (which == 0) {
        const auto ref = map.get(0);
        map.get_mut(2);
    } else {
        const auto ref = map.get_mut(0);
        map.get(2);
    }
}

void insert_while_iterating(Map& map) {
    for (const auto& item : map.iter()) map.insert(item.key() + 2, item.value());
}

Body insert_with_ref_held(int held, int inserted) {
    return [held, inserted](Map& map) {
        const auto ref = map.get(held);
        map.insert(inserted, 2);
    };
}

void read_twice(Map& map) {
    const auto once = map.get(0);
    map.get(0);
}

void panic_with_write_lock(Map& map, int which) {
    catch_unwind([&] {
        if (which == 0) {
            const auto ref = map.get_mut(0);
            ref->value() = 2;
            panic("in the middle of a write");
        } else if (which == 1) {
            const auto entry = map.entry(2);
            panic("with a vacant entry");
        } else {
            map.retain([](int, int&) -> bool {
                panic("in retain's predicate");
                return true;
            });
        }
    });
    map.insert(0, 3);
    map.get(0);
}

// --- how they are registered

struct Row {
    int number;
    const char* about;
    int cases;  // 0 .. cases - 1 of the parameter "case"
    std::function<Task(int which)> task;
    std::vector<Task> others;
    Expectation expected;
};

void add(Registry& registry, const Row& row, Runtime runtime) {
    Scenario scenario;
    scenario.name = "conformance/" + std::to_string(row.number) +
                    (runtime == Runtime::CurrentThread ? "-ct" : "-mt");
    scenario.about = row.about;
    scenario.subject = "DashMap";
    scenario.params = {{"version", 2, 0, 2, "of dashmap: 0 is 3.11, 1 is 5.4, 2 is 6"}};
    if (row.cases > 1) scenario.params.push_back({"case", 0, 0, row.cases - 1, "of the row"});
    for (int version = 0; version <= 2; ++version)
        for (int which = 0; which < row.cases; ++which) {
            std::map<std::string, std::int64_t> set{{"version", version}};
            if (row.cases > 1) set.emplace("case", which);
            scenario.sets.push_back(std::move(set));
        }
    scenario.body = [row, runtime](const Params& params) {
        const int which = row.cases > 1 ? static_cast<int>(params["case"]) : 0;
        Map map(2, key_itself, "shard", static_cast<models::DashMapVersion>(params["version"]));
        map.insert(0, 1);
        map.insert(1, 1);
        run(runtime, map, row.task(which), row.others);
    };
    scenario.expected = always(row.expected);
    registry.add(std::move(scenario));
}

}  // namespace

void conformance_dashmap(Registry& registry) {
    const auto alone = [](void (*body)(Map&, int)) {
        return [body](int which) {
            return Task{"task", [body, which](Map& map) { body(map, which); }};
        };
    };
    const auto one = [](const char* name, Body body) {
        return [name, body](int) { return Task{name, body}; };
    };
    const Expectation waits_for_itself = finds(FindingKind::Reentry, {"task", "shard 0"});
    const std::vector<Row> rows = {
        {6,
         "get while an entry of the same shard is alive (case 0: vacant, 1: occupied)",
         2,
         alone(get_while_entry),
         {},
         waits_for_itself},
        {7,
         "get while an entry of another shard is alive (case 0), or a Ref of the same one (1)",
         2,
         alone(get_while_entry_elsewhere_or_ref),
         {},
         is_free()},
        {8,
         "get_mut while a Ref of the shard is alive (case 0), get while a RefMut is (1)",
         2,
         alone(get_mut_while_ref_or_get_while_ref_mut),
         {},
         waits_for_itself},
        {9,
         "insert, of the same shard, inside a for loop over iter",
         1,
         one("task", insert_while_iterating),
         {},
         waits_for_itself},
        {10,
         "Two threads insert in two shards, in opposite order, each with a Ref of the other held",
         1,
         one("left", insert_with_ref_held(0, 1)),
         {{"right", insert_with_ref_held(1, 0)}},
         finds(FindingKind::Cycle, {"left", "right", "shard 0", "shard 1"})},
        {11,
         "A reader, then a writer that waits, then the same reader again",
         1,
         one("reader", read_twice),
         {{"writer", [](Map& map) { map.insert(0, 2); }}},
         is_free()},
        {15,
         "A panic while the shard is write-locked (case 0: RefMut, 1: Entry, 2: retain): is the "
         "lock let go of, the map usable?",
         3,
         alone(panic_with_write_lock),
         {},
         is_free()},
    };
    for (const Row& row : rows) {
        add(registry, row, Runtime::CurrentThread);
        add(registry, row, Runtime::Threads);
    }
}

}  // namespace impasse::scenarios
