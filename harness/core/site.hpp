// A place in the source: where a step was announced, where a guard was taken.
#pragma once

#include <compare>
#include <source_location>
#include <string>
#include <tuple>

namespace impasse {

using Location = std::source_location;

// `file` is written from the project's root, whatever folder the compiler ran in. The declaration is no
// part of what tells two places apart.
struct Site {
    std::string file;
    unsigned line = 0;
    const char* declaration = "";  // the compiler's name of the function: "void a::f(int)"

    static Site of(const Location& location);
    std::string str() const { return file + ":" + std::to_string(line); }
    // Without the folders: where the whole stands elsewhere, or space is short.
    std::string short_str() const {
        return file.substr(file.rfind('/') + 1) + ":" + std::to_string(line);
    }
    bool known() const { return line != 0; }
    // "a::f"; empty where it is not known.
    std::string function() const;

    friend bool operator==(const Site& a, const Site& b) {
        return a.line == b.line && a.file == b.file;
    }
    friend auto operator<=>(const Site& a, const Site& b) {
        return std::tie(a.file, a.line) <=> std::tie(b.file, b.line);
    }
};

// Whether the place is inside of the standard library: std::lock_guard calls lock() from there.
bool in_standard_library(const Location& location);

}  // namespace impasse
