// Text of any bytes, made fit for the place where it is to stand.
#pragma once

#include <string>
#include <string_view>

namespace impasse::reports {

// Valid UTF-8, of characters that XML has a place for (of control characters tabs and ends of lines): what is none
// becomes U+FFFD.
std::string printable(std::string_view text);

// The same with spaces for tabs and ends of lines.
std::string on_one_line(std::string_view text);

// For XML, SVG or HTML, between tags and inside of a quoted attribute: & < > " ' become entities; control characters that XML has no place for become U+FFFD.
std::string xml_escaped(std::string_view text);

// For a line of Markdown: nothing in it is markup, a link or a mention, and it stays on its line and in its cell.
std::string markdown_escaped(std::string_view text);

// For a part of a path in a URI reference, slashes kept (RFC 3986, section 3.3).
std::string uri_escaped(std::string_view path);

}  // namespace impasse::reports
