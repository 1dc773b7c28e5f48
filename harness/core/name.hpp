// The name of an agent or object: a literal and, for one of many, its number ("shard 3").
//
// Costs no allocation. The text must outlive the execution: use string literals.
#pragma once

#include <string>
#include <string_view>

namespace impasse {

struct Name {
    const char* text = "";
    int index = -1;

    constexpr Name() = default;
    constexpr Name(const char* literal, int number = -1) : text(literal), index(number) {}

    std::string str() const {
        return index < 0 ? std::string(text) : std::string(text) + " " + std::to_string(index);
    }
};

}  // namespace impasse
