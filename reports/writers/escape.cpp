#include "reports/writers/escape.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace impasse::reports {

namespace {

bool has_no_place_in_xml(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

std::string printable(std::string_view text) {
    using Json = nlohmann::json;
    std::string valid =
        Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
    std::string clean;
    clean.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const std::string_view three = std::string_view(valid).substr(i, 3);
        const bool no_character = three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF";
        if (no_character) i += 2;
        if (no_character || has_no_place_in_xml(valid[i]))
            clean += "\xEF\xBF\xBD";
        else
            clean += valid[i];
    }
    return clean;
}

std::string on_one_line(std::string_view text) {
    std::string line = printable(text);
    for (char& c : line)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return line;
}

std::string markdown_escaped(std::string_view text) {
    constexpr std::string_view kMarkup = "\\`*_{}[]#|~$";
    std::string escaped;
    for (const char c : on_one_line(text)) {
        if (c == '&') {
            escaped += "&amp;";
        } else if (c == '<') {
            escaped += "&lt;";
        } else if (c == '>') {
            escaped += "&gt;";
        } else if (c == '@' || (c == '/' && escaped.ends_with(':'))) {
            // A space without width in between: nobody is mentioned, and http:// is no link.
            escaped += c == '@' ? "@\xE2\x80\x8B" : "\xE2\x80\x8B/";
        } else {
            if (kMarkup.find(c) != std::string_view::npos) escaped += '\\';
            escaped += c;
        }
    }
    return escaped;
}

std::string uri_escaped(std::string_view path) {
    std::string escaped;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= '0' && byte <= '9') ||
                           std::string_view("-._~/").find(c) != std::string_view::npos;
        if (plain)
            escaped += c;
        else
            escaped += fmt::format("%{:02X}", byte);
    }
    return escaped;
}

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
