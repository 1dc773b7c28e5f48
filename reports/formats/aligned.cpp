#include "reports/formats/aligned.hpp"

#include <algorithm>

namespace impasse::reports {

namespace {

// Columns, not bytes: continuation bytes of UTF-8 take none.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

}  // namespace

std::string aligned(const std::vector<Row>& rows, const std::string& indent,
                    const std::string& gap) {
    std::vector<std::size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width_of(row[i]));
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line = indent;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (widths[i] == 0) continue;
            line += row[i] + std::string(widths[i] - width_of(row[i]), ' ') + gap;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string wrapped(const std::string& text, std::size_t columns, const std::string& indent) {
    std::string lines;
    std::string line;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find(' ', from + 1), text.size());
        const std::string word = text.substr(from, end - from);
        if (!line.empty() && width_of(line) + width_of(word) > columns) {
            lines += line + "\n";
            line = indent + word.substr(std::min(word.find_first_not_of(' '), word.size()));
        } else {
            line += word;
        }
        from = end;
    }
    return lines + line + "\n";
}

}  // namespace impasse::reports
