// A table of the benchmark, as text for a terminal or as Markdown for docs/performance.md.
#pragma once

#include <string>
#include <vector>

namespace impasse::bench {

struct Table {
    std::string title;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  // as many cells as columns
};

std::string text(const Table& table);
std::string markdown(const Table& table);

}  // namespace impasse::bench
