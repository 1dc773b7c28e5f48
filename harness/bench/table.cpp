#include "harness/bench/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace impasse::bench {

namespace {

using Row = std::vector<std::string>;

std::vector<std::size_t> widths_of(const Table& table) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        std::size_t width = table.columns[i].size();
        for (const Row& row : table.rows) width = std::max(width, row.at(i).size());
        widths.push_back(width);
    }
    return widths;
}

std::string padded(const Row& row, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
        line += fmt::format("{:<{}}", row[i], i + 1 < row.size() ? widths[i] + 2 : 0);
    return line + "\n";
}

std::string piped(const Row& row) { return fmt::format("| {} |\n", fmt::join(row, " | ")); }

}  // namespace

std::string text(const Table& table) {
    const auto widths = widths_of(table);
    std::string all = table.title + "\n\n" + padded(table.columns, widths);
    for (const Row& row : table.rows) all += padded(row, widths);
    return all;
}

std::string markdown(const Table& table) {
    std::string all = "### " + table.title + "\n\n" + piped(table.columns) + "|";
    for (std::size_t i = 0; i < table.columns.size(); ++i) all += "---|";
    all += "\n";
    for (const Row& row : table.rows) all += piped(row);
    return all;
}

}  // namespace impasse::bench
