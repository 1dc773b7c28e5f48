// The runtimes that the truth table's rows were seen on: `ct`, current_thread, and `mt`, multi_thread with
// two workers.
#pragma once

#include <string>
#include <vector>

#include "harness/rt/runtime.hpp"

namespace impasse::scenarios {

struct Runtime {
    bool multi_thread;
    rt::Builder builder;

    std::string row(int number) const {
        return "conformance/" + std::to_string(number) + (multi_thread ? "-mt" : "-ct");
    }
};

inline std::vector<Runtime> runtimes() {
    return {{false, rt::Builder::new_current_thread()},
            {true, rt::Builder::new_multi_thread().worker_threads(2)}};
}

}  // namespace impasse::scenarios
