// Measurements in a process of their own: what Relacy leaks and replaces, and a peak of memory that
// belongs to one exploration.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace impasse::bench {

// Runs it to its end and reads its standard output as JSON. Throws std::runtime_error, with the
// command in it, when it cannot be started, fails or prints something else.
nlohmann::json json_of(const std::vector<std::string>& command);

// The most memory that this process had at once, as far as the kernel counts (VmHWM). Not the
// parent's: a child's ru_maxrss begins with what its parent had when it forked.
std::uint64_t peak_kib();

}  // namespace impasse::bench
