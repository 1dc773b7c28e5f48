#include "harness/run/source.hpp"

#include <fstream>
#include <map>
#include <string>

// Set by meson: the folder of the sources that this binary was built from.
#ifndef IMPASSE_SOURCE_ROOT
#define IMPASSE_SOURCE_ROOT "."
#endif

namespace impasse::run {

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

void add_source_lines(std::vector<StepLine>& lines) {
    std::map<std::string, std::vector<std::string>> files;
    for (StepLine& line : lines) {
        if (!line.where.known()) continue;
        auto [file, fresh] = files.try_emplace(line.where.file);
        if (fresh) file->second = read_lines(line.where.file);
        if (line.where.line <= file->second.size()) line.code = file->second[line.where.line - 1];
    }
}

}  // namespace impasse::run
