#include "harness/core/settings.hpp"

#include <fmt/format.h>

#include <charconv>

#include "harness/core/usage_error.hpp"

namespace impasse {

std::map<std::string, std::int64_t> parse_settings(const std::vector<std::string>& settings) {
    std::map<std::string, std::int64_t> values;
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0)
            throw UsageError(fmt::format("--set {}: write it as key=value", setting));
        const char* begin = setting.data() + equals + 1;
        const char* end = setting.data() + setting.size();
        std::int64_t value = 0;
        const auto [stop, error] = std::from_chars(begin, end, value);
        if (error != std::errc{} || stop != end)
            throw UsageError(fmt::format("--set {}: the value is not a whole number", setting));
        if (!values.emplace(setting.substr(0, equals), value).second)
            throw UsageError(fmt::format("--set {}: that parameter is set twice", setting));
    }
    return values;
}

}  // namespace impasse
