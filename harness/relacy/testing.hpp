// What the tests of the second engine have in common.
#pragma once

#include <string>
#include <vector>

#include "harness/catch2.hpp"
#include "harness/relacy/engine.hpp"

namespace impasse::relacy {

using Strings = std::vector<std::string>;

inline Finding found(const Result& result) {
    REQUIRE(result.verdict == Verdict::Found);
    REQUIRE(result.finding.has_value());
    return *result.finding;
}

}  // namespace impasse::relacy
