// One question to every design of the map, on every runtime that it is about: a row of the museum for
// each runtime, a cell for each design.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/rt/runtime.hpp"
#include "models/once_map/any_once_map.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

using models::AnyOnceMap;
using models::Call;
using models::Design;
using Outcome = AnyOnceMap::Outcome;

// Where the agents of a question run.
enum class On : unsigned char {
    Threads,        // a thread that blocks, and one that runs a runtime: uv's solver since 2024-05
    CurrentThread,  // tasks of one worker
    MultiThread,    // tasks of two workers
};

rt::Builder builder(On on);
// The worker that a cycle of tasks goes through.
std::string worker(On on);

// Runs both bodies to their end, each as a future: of a thread, or of a task, spawned in either order.
void solver_and_fetcher(On on, const std::function<void()>& solver,
                        const std::function<void()>& fetcher);

// assert!
void require(bool holds, const char* message, Location where = Location::current());

// One cell of a row: who is asked, where, with which parameters.
struct Cell {
    const Design& design;
    On on;
    const Params& params;
};

struct Question {
    std::string name;
    std::string about;
    std::vector<On> on;
    // Whether the design has the calls that the question is about.
    std::function<bool(const Design&)> asked = [](const Design&) { return true; };
    std::vector<ParamSpec> params{};
    std::function<std::vector<std::map<std::string, std::int64_t>>(const Design&)> sets{};
    std::function<void(const Cell&)> body;
    std::function<Expectation(const Cell&)> expected;
    // The bound under which the cell is explored; none: it is explored whole.
    std::function<std::optional<unsigned>(const Design&)> preemptions{};
};

// A body that is given a map of the design; the parameter "shards" is how many it has, else one.
std::function<void(const Cell&)> on_one_map(std::function<void(AnyOnceMap&, const Cell&)> body);
std::size_t shards_of(const Cell& cell);

// As museum/<question>-<runtime>/<design>. A design that is not Sync is asked on one thread alone.
void ask(Registry& registry, const Question& question);

// Whether what a wait returns holds its shard.
bool lends(const Design& design);
// Whether a wait looks the entry up, lets go of it, and only then creates its Notified.
bool looks_before_it_registers(const Design& design);
// Whether the map's destructor panics where an entry waits.
bool asserts_at_drop(const Design& design);

// The parameter of questions that depend on whether two keys fall in one shard. Of a costly one,
// designs that lend nothing are asked once.
void with_one_and_two_shards(Question& question, bool costly = false);

}  // namespace impasse::scenarios
