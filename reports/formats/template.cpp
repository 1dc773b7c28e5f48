#include "reports/formats/template.hpp"

#include <cstring>  // ctemplate forgets it

#include <ctemplate/template_cache.h>

#include "harness/core/invariant.hpp"

namespace impasse::reports {

std::string expanded(const std::vector<std::pair<const char*, std::string_view>>& templates,
                     const ctemplate::TemplateDictionary& dictionary) {
    ctemplate::TemplateCache cache;
    for (const auto& [name, text] : templates) {
        const bool good = cache.StringToTemplateCache(name, text.data(), text.size(),
                                                      ctemplate::STRIP_BLANK_LINES);
        INVARIANT(good, std::string("the template ") + name + " does not parse");
    }
    std::string text;
    const bool whole = cache.ExpandWithData(templates.front().first, ctemplate::STRIP_BLANK_LINES,
                                            &dictionary, nullptr, &text);
    INVARIANT(whole, "the report's templates do not fit together");
    return text;
}

}  // namespace impasse::reports
