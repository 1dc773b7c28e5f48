// Parameters as they are typed: "key=value".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace impasse {

// Throws UsageError for what is none, and for one that is set twice.
std::map<std::string, std::int64_t> parse_settings(const std::vector<std::string>& settings);

}  // namespace impasse
