#include <fmt/format.h>

#include <cmath>

#include "reports/formats/html_parts.hpp"
#include "reports/words.hpp"

namespace impasse::reports::html {

namespace {

// "10 complete + 2 deadlocked"; empty if they all ran to their end.
std::string split_of(const ScenarioResult& result) {
    if (result.complete == result.executions) return "";
    std::string text;
    const auto add = [&](std::uint64_t count, const char* word) {
        if (count > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : " + ", grouped(count), word);
    };
    add(result.complete, "complete");
    add(result.deadlocked, "deadlocked");
    add(result.redundant, "redundant");
    add(result.abandoned, "abandoned");
    return text;
}

// The explored sentence has the reason already where that is all there is to say.
bool says_reason(const ScenarioResult& result) {
    return result.verdict == Verdict::Inconclusive || result.verdict == Verdict::Error;
}

}  // namespace

void show_site(Dictionary& dictionary, const char* section, const Site& site) {
    if (!site.known()) return;
    const std::string text = site.str();
    const std::size_t file = text.rfind('/') + 1;  // 0 without a folder
    Dictionary& shown = show(dictionary, section);
    set(shown, "FOLDER", text.substr(0, file));
    set(shown, "FILE", text.substr(file));
}

std::string time_text(double seconds) {
    if (!(seconds >= 0.001)) return "< 1 ms";
    if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1000);
    return fmt::format("{:.2f} s", seconds);
}

void fill_common(Dictionary& dictionary, const ScenarioResult& result, const std::string& id) {
    set(dictionary, "ID", id);
    set(dictionary, "NAME", result.name);
    show_text(dictionary, "PARAMS", params_text(result));
    set(dictionary, "VERDICT", std::string(to_string(result.verdict)));
    set(dictionary, "WORDS", verdict_words(result));
    set(dictionary, "EXPECTED", result.expected.empty() ? "nothing" : result.expected);
    set(dictionary, "EXECUTIONS", grouped(result.executions));
    set(dictionary, "TIME", time_text(result.seconds));
    if (!result.as_expected) show(dictionary, "DIFFERS");
}

void fill_scenario(Dictionary& dictionary, const ScenarioResult& result) {
    show_text(dictionary, "ABOUT", result.about);
    if (result.as_expected) show(dictionary, "AGREES");
    set(dictionary, "EXPLORED", explored_sentence(result));
    if (!says_reason(result)) show_text(dictionary, "REASON", result.reason);
    show_text(dictionary, "SPLIT", split_of(result));
    set(dictionary, "STRATEGY", result.strategy + (result.symmetry ? ", by symmetry" : ""));
    if (result.seed) set(show(dictionary, "SEED"), "NUMBER", std::to_string(*result.seed));
    set(dictionary, "ENGINE", result.engine);
    set(dictionary, "MEMORY_MODEL", result.memory_model);
    set(dictionary, "BOUND", result.bound.empty() ? "none" : result.bound);
    set(dictionary, "STEPS", grouped(result.steps));
    show_site(dictionary, "SOURCE", result.source);
}

}  // namespace impasse::reports::html
