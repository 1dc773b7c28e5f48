// Text that fits a terminal: columns and paragraphs.
#pragma once

#include <string>
#include <vector>

namespace impasse::reports {

using Row = std::vector<std::string>;

// Rows as lines, each column as wide as its widest cell, nothing behind the last.
std::string aligned(const std::vector<Row>& rows, const std::string& indent,
                    const std::string& gap);

// The text in lines of at most so many columns, where its words allow it; all but the first are indented.
std::string wrapped(const std::string& text, std::size_t columns, const std::string& indent);

}  // namespace impasse::reports
