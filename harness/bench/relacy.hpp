// Relacy on the same programs, in a process of its own (harness/relacy/bench.cpp).
#pragma once

#include <cstdint>
#include <string>

#include "harness/bench/groups.hpp"
#include "harness/bench/program.hpp"

namespace impasse::bench {

struct RelacyRun {
    std::uint64_t iterations = 0;  // of one search
    double seconds = 0;            // of one search
    std::string ending;
};

// search: "full", "random", or "engine": the scenario in the second engine
inline bool in_relacy(const Program& program, const std::string& search, const Settings& settings) {
    if (search == "engine") return !settings.second_engine.empty();
    return !program.in_relacy.empty() && !settings.relacy.empty();
}
RelacyRun run_relacy(const Program& program, const std::string& search, const Settings& settings);

}  // namespace impasse::bench
