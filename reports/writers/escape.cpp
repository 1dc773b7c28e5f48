#include "reports/writers/escape.hpp"

namespace impasse::reports {

namespace {

bool has_no_place_in_xml(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

std::string xml_escaped(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        if (c == '&') {
            escaped += "&amp;";
        } else if (c == '<') {
            escaped += "&lt;";
        } else if (c == '>') {
            escaped += "&gt;";
        } else if (c == '"') {
            escaped += "&quot;";
        } else if (c == '\'') {
            escaped += "&#39;";
        } else if (has_no_place_in_xml(c)) {
            escaped += "\xEF\xBF\xBD";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

}  // namespace impasse::reports
