// The groups of measurements. Each adds its table, its data and its bars.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/bench/bar.hpp"
#include "harness/bench/table.hpp"

namespace impasse::bench {

struct Settings {
    double seconds = 0.2;  // the least that a sample takes
    unsigned repetitions = 5;
    std::string relacy;                           // impasse-relacy-bench; empty: not measured
    std::string second_engine;                    // impasse-relacy; empty: not measured
    std::string self;                             // this program, for children
    std::function<void(const std::string&)> say;  // what is measured now
    std::uint64_t few = 10'000;
    std::uint64_t many = 10'000'000;  // executions of the memory group
};

struct Report {
    std::vector<Table> tables;
    std::vector<Bar> bars;
    nlohmann::json data = nlohmann::json::object();
};

void measure_rates(Report& report, const Settings& settings);
void measure_steps(Report& report, const Settings& settings);
void measure_searches(Report& report, const Settings& settings);
void measure_memory(Report& report, const Settings& settings);
void measure_workers(Report& report, const Settings& settings);

// What the child of measure_memory does.
nlohmann::json explore_for_memory(std::uint64_t executions);

}  // namespace impasse::bench
