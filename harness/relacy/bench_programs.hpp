// Programs that both engines have, written as a user of Relacy would: what harness/bench measures
// impasse against.
//
// Built without Relacy's self-checks, which is how Relacy comes. An unlock is a step of its own
// here, unlike in scenarios/litmus.
#pragma once

#include <cstdint>
#include <string>

namespace impasse::relacy {

enum class Search : unsigned char {
    Full,  // Relacy's own tree search, fair: it may leave executions out (tree_search.hpp)
    Random,
};

struct BenchRun {
    std::uint64_t iterations = 0;  // of one search
    std::uint64_t searches = 0;
    double seconds = 0;  // of all of them, processor time
    std::string ending;  // Relacy's words
};

// Repeats the search until `seconds` are over: a random one grows instead. Throws UsageError for a
// program, a size or a search that is not built in.
BenchRun bench(const std::string& program, int size, Search search, double seconds);

}  // namespace impasse::relacy
