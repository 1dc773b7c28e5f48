#include "harness/bench/child.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <stdexcept>

#include "harness/run/child.hpp"

namespace impasse::bench {

nlohmann::json json_of(const std::vector<std::string>& command) {
    const auto failed = [&](const char* why) {
        throw std::runtime_error(fmt::format("'{}' {}", fmt::join(command, " "), why));
    };
    const run::ChildEnd end = run::run_child(command);
    if (end.code != 0 || end.signal != 0) failed("failed");
    auto json = nlohmann::json::parse(end.out, nullptr, false);
    if (json.is_discarded()) failed("printed no JSON");
    return json;
}

std::uint64_t peak_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word != "VmHWM:") continue;
        std::uint64_t kib = 0;
        status >> kib;
        return kib;
    }
    throw std::runtime_error("the kernel does not say VmHWM");
}

}  // namespace impasse::bench
