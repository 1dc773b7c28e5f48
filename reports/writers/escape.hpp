// Text that may stand in XML, SVG or HTML, between tags and inside of a quoted attribute.
#pragma once

#include <string>
#include <string_view>

namespace impasse::reports {

// & < > " ' become entities; control characters that XML has no place for become U+FFFD.
std::string xml_escaped(std::string_view text);

}  // namespace impasse::reports
