// The printable text of a schedule: enough to run the same execution again in a fresh process.
//
//     i1:once_map/lost-wakeup/pr1183,waiters=1:0x3.1x4.2~1:8.9f3a01
//
// Version, scenario with its parameters, the choices, their number and a checksum. A choice is the
// agent's place in the order of creation, with "~w" where its step could go in several ways and
// went in way w; "x3" repeats it. One line without white space or characters that a shell would
// touch.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"

namespace impasse::trace {

struct Schedule {
    std::string scenario;
    std::map<std::string, std::int64_t> params;
    std::vector<Move> moves;  // by order of birth

    std::string str() const;
    // Throws UsageError with one line that names `source` for anything truncated, damaged or
    // foreign.
    static Schedule parse(const std::string& text, const std::string& source);
    // A schedule's text, or a file that has one in its first line that is not empty and no '#'
    // comment.
    static Schedule read(const std::string& text_or_file);
};

}  // namespace impasse::trace
