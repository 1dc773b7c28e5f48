// Runs another program to its end.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace impasse::run {

struct ChildEnd {
    int code = 0;    // its exit code
    int signal = 0;  // what killed it; 0: nothing did
    std::string out;
};

// Its standard output is collected, whole lines of it shown to `on_line` first, which returns whether the
// line is dealt with and need not be kept. Throws std::runtime_error, with the command in it, when it
// cannot be started.
ChildEnd run_child(const std::vector<std::string>& command,
                   const std::function<bool(std::string_view)>& on_line = {});

}  // namespace impasse::run
