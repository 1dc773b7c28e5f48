#include "harness/core/site.hpp"

#include <string_view>

namespace impasse {

// Meson hands the compiler paths that are relative to the build folder ("../models/x.hpp").
Site Site::of(const Location& location) {
    std::string file = location.file_name();
    while (file.starts_with("../") || file.starts_with("./")) file.erase(0, file.find('/') + 1);
    return Site{std::move(file), static_cast<unsigned>(location.line()), location.function_name()};
}

// "T a::f(int) const [with T = b]" is a::f: without its templates' arguments, its own, and its result.
std::string Site::function() const {
    std::string name;
    unsigned inside = 0;
    for (const char c : std::string_view(declaration)) {
        if (c == '[') break;
        if (c == '(' || c == '<') ++inside;
        if (inside == 0) name += c;
        if ((c == ')' || c == '>') && inside > 0) --inside;
    }
    const auto trim = [&] {
        while (name.ends_with(' ')) name.pop_back();
    };
    trim();
    if (name.ends_with(" const")) name.erase(name.size() - 6);
    trim();
    return name.substr(name.rfind(' ') + 1);
}

bool in_standard_library(const Location& location) {
    return std::string_view(location.file_name()).find("/c++/") != std::string_view::npos;
}

}  // namespace impasse
