#include "scenarios/museum/ask.hpp"

#include "harness/rt/block_on.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::scenarios {

namespace {

const char* suffix(On on) {
    switch (on) {
        case On::Threads:
            return "threads";
        case On::CurrentThread:
            return "ct";
        case On::MultiThread:
            return "mt";
    }
    return "";
}

Scenario scenario_of(const Question& question, On on, const Design& design) {
    Scenario scenario;
    scenario.name = "museum/" + question.name + "-" + suffix(on) + "/" + design.id;
    scenario.about = question.about;
    scenario.subject = design.name;
    scenario.params = question.params;
    if (question.sets) scenario.sets = question.sets(design);
    if (question.preemptions)
        scenario.preemptions = [bound = question.preemptions(design)](const Params&) {
            return bound;
        };
    scenario.body = [&design, on, body = question.body](const Params& params) {
        body(Cell{design, on, params});
    };
    scenario.expected = [&design, on, expected = question.expected](const Params& params) {
        return expected(Cell{design, on, params});
    };
    return scenario;
}

}  // namespace

rt::Builder builder(On on) {
    return on == On::MultiThread ? rt::Builder::new_multi_thread().worker_threads(2)
                                 : rt::Builder::new_current_thread();
}

std::string worker(On on) { return builder(on).options().name.text; }

void solver_and_fetcher(On on, const std::function<void()>& solver,
                        const std::function<void()>& fetcher) {
    if (on == On::Threads) {
        sync::jthread solves("solver", [&] { rt::block_on(rt::async([&] { solver(); })); });
        sync::jthread fetches("fetcher", [&] {
            rt::Runtime runtime;
            runtime.block_on([&] { fetcher(); });
        });
        return;
    }
    auto runtime = builder(on).build();
    runtime.block_on([&] {
        const auto solves = [&] { return rt::spawn("solver", [&] { solver(); }); };
        const auto fetches = [&] { return rt::spawn("fetcher", [&] { fetcher(); }); };
        const bool in_order = sync::choose(2) == 0;
        auto first = in_order ? solves() : fetches();
        auto second = in_order ? fetches() : solves();
        rt::await(first);
        rt::await(second);
    });
}

void require(bool holds, const char* message, Location where) {
    if (!holds) panic(message, where);
}

std::size_t shards_of(const Cell& cell) {
    const auto found = cell.params.values().find("shards");
    return found == cell.params.values().end() ? 1 : static_cast<std::size_t>(found->second);
}

std::function<void(const Cell&)> on_one_map(std::function<void(AnyOnceMap&, const Cell&)> body) {
    return [body = std::move(body)](const Cell& cell) {
        cell.design.with(shards_of(cell), "shard", [&](AnyOnceMap& map) { body(map, cell); });
    };
}

void ask(Registry& registry, const Question& question) {
    for (const On on : question.on)
        for (const Design& design : models::once_map_designs())
            if (question.asked(design) && (design.sync || on == On::CurrentThread))
                registry.add(scenario_of(question, on, design));
}

bool lends(const Design& design) { return design.is({"waitmap", "pr1032"}); }
bool looks_before_it_registers(const Design& design) {
    return design.is(
        {"pr1183", "pr3627", "done-yields", "asserts", "handle", "cancel", "rwlock", "cell"});
}
bool asserts_at_drop(const Design& design) { return design.is({"asserts"}); }

void with_one_and_two_shards(Question& question, bool costly) {
    using Sets = std::vector<std::map<std::string, std::int64_t>>;
    question.params = {{"shards", 1, 1, 2, "1: the two keys fall in one shard, 2: in two"}};
    question.sets = [costly](const Design& design) {
        return costly && !lends(design) ? Sets{{{"shards", 1}}}
                                        : Sets{{{"shards", 1}}, {{"shards", 2}}};
    };
}

}  // namespace impasse::scenarios
