#include "harness/core/site.hpp"

#include <string_view>

namespace impasse {

// Meson hands the compiler paths that are relative to the build folder ("../models/x.hpp").
Site Site::of(const Location& location) {
    std::string file = location.file_name();
    while (file.starts_with("../") || file.starts_with("./")) file.erase(0, file.find('/') + 1);
    return Site{std::move(file), static_cast<unsigned>(location.line())};
}

bool in_standard_library(const Location& location) {
    return std::string_view(location.file_name()).find("/c++/") != std::string_view::npos;
}

}  // namespace impasse
