// `done` comes between a waiter's look-up and the registration of its waiter (issue #3724, truth
// table rows 18, 19).
//
// Two threads: solvers that wait_blocking, and a fetcher that runs a runtime. One worker: both are
// tasks, and there is no await in that window.
#include <deque>

#include "harness/rt/runtime.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/once_map/revisions.hpp"

namespace impasse::scenarios {

namespace {

template <class Map>
void two_threads(int waiters) {
    Map map(1, one_shard);
    map.register_key(0);
    std::deque<sync::jthread> solvers;
    for (int i = 0; i < waiters; ++i)
        solvers.push_back(sync::jthread(Name("solver", i), [&map] { rt::block_on(map.wait(0)); }));
    sync::jthread fetcher("fetcher", [&map] {
        rt::Runtime runtime;
        runtime.block_on([&map] { map.done(0, 1); });
    });
}

template <class Map>
void one_worker(int waiters) {
    Map map(1, one_shard);
    map.register_key(0);
    rt::Runtime runtime;
    runtime.block_on([&] {
        // Any order of spawning, so that done() may come before a look-up, between two, or after all.
        const auto before = static_cast<int>(sync::choose(static_cast<unsigned>(waiters) + 1));
        std::deque<rt::JoinHandle<rt::Unit>> handles;
        for (int i = 0; i <= waiters; ++i)
            handles.push_back(
                i == before ? rt::spawn("fetcher", [&map] { map.done(0, 1); })
                            : rt::spawn(Name("solver", i), [&map] { rt::await(map.wait(0)); }));
        for (auto& handle : handles) rt::await(handle);
    });
}

const std::vector<ParamSpec> kParams{{"waiters", 1, 1, 3, "solvers that wait for the key"}};

const std::vector<std::map<std::string, std::int64_t>> kSets{
    {{"waiters", 1}}, {{"waiters", 2}}, {{"waiters", 3}}};

template <class Map>
void add(Registry& registry) {
    Scenario threads = about_revision<Map>("done-in-window",
                                           "done() comes between a waiter's look-up and its "
                                           "registration, on two threads: does it hang?");
    threads.params = kParams;
    threads.sets = kSets;
    threads.body = [](const Params& params) {
        two_threads<Map>(static_cast<int>(params["waiters"]));
    };
    threads.expected = always(std::is_same_v<Map, OnPr1183>
                                  ? finds(FindingKind::LostWakeup, {"solver", "fetcher", "key 0"})
                                  : is_free());
    if (std::is_same_v<Map, OnPr1183>)
        threads.variants = {
            {"wait looks again behind notified() (#3987)", [](const Params& params) {
                 two_threads<OnPr3987>(static_cast<int>(params["waiters"]));
             }}};
    registry.add(std::move(threads));

    Scenario tasks = about_revision<Map>("done-in-window-one-worker",
                                         "The same with solver and fetcher as tasks of one worker");
    tasks.params = kParams;
    tasks.sets = kSets;
    tasks.body = [](const Params& params) { one_worker<Map>(static_cast<int>(params["waiters"])); };
    tasks.expected = always(is_free());
    registry.add(std::move(tasks));
}

}  // namespace

void once_map_done_in_window(Registry& registry) {
    add<OnWaitMap>(registry);
    add<OnPr1183>(registry);
    add<OnPr3987>(registry);
}

}  // namespace impasse::scenarios
