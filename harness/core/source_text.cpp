#include "harness/core/source_text.hpp"

#include <fstream>
#include <map>
#include <vector>

// Set by meson: the folder of the sources that this binary was built from.
#ifndef IMPASSE_SOURCE_ROOT
#define IMPASSE_SOURCE_ROOT "."
#endif

namespace impasse {

namespace {

std::vector<std::string> read_lines(const std::string& file) {
    std::ifstream in(file.starts_with('/') ? file : std::string(IMPASSE_SOURCE_ROOT) + "/" + file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        const std::size_t begin = line.find_first_not_of(" \t");
        const std::size_t end = line.find_last_not_of(" \t\r");
        lines.push_back(begin == std::string::npos ? "" : line.substr(begin, end - begin + 1));
    }
    return lines;
}

}  // namespace

const std::string& source_line(const Site& site) {
    static thread_local std::map<std::string, std::vector<std::string>> files;
    static const std::string none;
    if (!site.known()) return none;
    auto [file, fresh] = files.try_emplace(site.file);
    if (fresh) file->second = read_lines(site.file);
    return site.line <= file->second.size() ? file->second[site.line - 1] : none;
}

}  // namespace impasse
