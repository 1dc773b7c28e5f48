// The parts of the HTML report, each filling the dictionary of a template in viewer/. Only for
// html*.cpp.
#pragma once

#include <cstring>  // ctemplate forgets it

#include <ctemplate/template_dictionary.h>

#include <memory>
#include <string>

#include "reports/report.hpp"

namespace impasse::reports::html {

using Dictionary = ctemplate::TemplateDictionary;

inline void set(Dictionary& dictionary, const char* name, const std::string& value) {
    dictionary.SetValue(name, value);
}

// A section that is shown once.
inline Dictionary& show(Dictionary& dictionary, const char* section) {
    return *dictionary.AddSectionDictionary(section);
}

// A section that is shown with one text, unless that is empty.
inline void show_text(Dictionary& dictionary, const char* section, const std::string& text) {
    if (!text.empty()) set(show(dictionary, section), "TEXT", text);
}

// A section with a place in the source as FOLDER and FILE, so that it can break between the two.
void show_site(Dictionary& dictionary, const char* section, const Site& site);

// "3.20 s", "12 ms"
std::string time_text(double seconds);

// What the lists and the sections all say of a scenario: its link, its name, its verdict.
void fill_common(Dictionary& dictionary, const ScenarioResult& result, const std::string& id);

void fill_scenario(Dictionary& dictionary, const ScenarioResult& result);
void fill_finding(Dictionary& dictionary, const Finding& finding);
void fill_lanes(Dictionary& dictionary, const Finding& finding);

}  // namespace impasse::reports::html
