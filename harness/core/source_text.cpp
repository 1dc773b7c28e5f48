#include "harness/core/source_text.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <vector>

// Set by meson: the folder of the sources that this binary was built from.
#ifndef IMPASSE_SOURCE_ROOT
#define IMPASSE_SOURCE_ROOT "."
#endif

namespace impasse {

namespace {

constexpr std::size_t kAround = 2;
constexpr const char* kBlank = " \t\r";

std::vector<std::string> read_lines(const std::string& file) {
    std::ifstream in(file.starts_with('/') ? file : std::string(IMPASSE_SOURCE_ROOT) + "/" + file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        line.erase(line.find_last_not_of(kBlank) + 1);
        lines.push_back(line);
    }
    return lines;
}

const std::vector<std::string>& lines_of(const std::string& file) {
    static thread_local std::map<std::string, std::vector<std::string>> files;
    auto [known, fresh] = files.try_emplace(file);
    if (fresh) known->second = read_lines(file);
    return known->second;
}

std::size_t indent_of(const std::string& line) {
    return std::min(line.find_first_not_of(kBlank), line.size());
}

}  // namespace

std::string source_line(const Site& site) {
    if (!site.known()) return "";
    const auto& lines = lines_of(site.file);
    if (site.line > lines.size()) return "";
    const std::string& line = lines[site.line - 1];
    return line.substr(indent_of(line));
}

Excerpt excerpt_of(const Site& site) {
    Excerpt excerpt{site, 0, {}};
    if (!site.known()) return excerpt;
    const auto& lines = lines_of(site.file);
    if (site.line > lines.size()) return excerpt;
    const std::size_t at = site.line - 1;
    const std::size_t from = at - std::min(at, kAround);
    const std::size_t to = std::min(at + kAround + 1, lines.size());
    std::size_t indent = std::string::npos;
    for (std::size_t i = from; i < to; ++i)
        if (!lines[i].empty()) indent = std::min(indent, indent_of(lines[i]));
    for (std::size_t i = from; i < to; ++i)
        excerpt.lines.push_back(lines[i].substr(std::min(indent, lines[i].size())));
    excerpt.first = static_cast<unsigned>(from) + 1;
    return excerpt;
}

}  // namespace impasse
