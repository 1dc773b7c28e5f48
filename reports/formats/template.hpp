// Templates of viewer/ with a dictionary filled in.
#pragma once

#include <cstring>  // ctemplate forgets it

#include <ctemplate/template_dictionary.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace impasse::reports {

// The first one, which may include the others. Throws InvariantFailure where they do not fit together.
std::string expanded(const std::vector<std::pair<const char*, std::string_view>>& templates,
                     const ctemplate::TemplateDictionary& dictionary);

}  // namespace impasse::reports
