// A report as one HTML file for a reviewer: it needs no network, no script and no other file, and
// reads on a phone, in the dark and on paper.
//
// Every text from a result is escaped by the template engine for the place where it stands. Equal
// reports give equal bytes. One call at a time (Graphviz, see layout.hpp).
#pragma once

#include <string>

#include "reports/report.hpp"

namespace impasse::reports {

std::string to_html(const Report& report);

}  // namespace impasse::reports
