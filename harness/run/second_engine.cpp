#include "harness/run/second_engine.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "harness/core/source_text.hpp"
#include "harness/run/child.hpp"
#include "harness/run/explorer.hpp"
#include "harness/run/sources.hpp"
#include "reports/formats/json.hpp"

namespace impasse::run {

namespace {

constexpr const char* kProgram = "impasse-relacy";

std::string beside_this_program() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto program = self.parent_path() / kProgram;
    if (error || !std::filesystem::exists(program, error))
        throw UsageError(
            fmt::format("--engine relacy: there is no {} beside this program", kProgram));
    return program.string();
}

// "12345 1.2": executions and seconds so far.
std::optional<Progress> progress_in(std::string_view line) {
    if (!line.starts_with("# ")) return std::nullopt;
    std::istringstream words{std::string(line.substr(2))};
    Progress progress;
    words >> progress.executions >> progress.seconds;
    return progress;
}

ScenarioResult failed(ScenarioResult result, std::string why) {
    result.verdict = Verdict::Error;
    result.reason = std::move(why);
    return result;
}

// That it can be seen once more, and what stands in the sources.
void complete(Finding& finding, const std::string& command) {
    finding.again = command;
    for (StepLine& line : finding.steps) line.code = source_line(line.where);
    finding.excerpts = excerpts_of(finding);
}

}  // namespace

SecondEngine::SecondEngine() : SecondEngine(beside_this_program()) {}

SecondEngine::SecondEngine(std::string program) : program_(std::move(program)) {
    const ChildEnd list = run_child({program_, "--list"});
    std::istringstream names(list.out);
    for (std::string name; std::getline(names, name);) names_.insert(name);
    if (list.code != 0 || list.signal != 0 || names_.empty())
        throw std::runtime_error(fmt::format("{} does not say what it has", program_));
}

ScenarioResult SecondEngine::explore(const Scenario& scenario, const Params& params,
                                     const ExploreOptions& options, const std::string& memory_model,
                                     const OnProgress& progress) const {
    const InSecondEngine& declared = scenario.second_engine;
    auto preemptions = options.preemptions;
    if (!preemptions && declared.preemptions) preemptions = declared.preemptions(params);
    std::vector<std::string> command{program_, scenario.name};
    std::string again = fmt::format("build/impasse explore {} --engine relacy", scenario.name);
    const auto add = [&](const std::string& option, const std::string& value) {
        command.insert(command.end(), {option, value});
    };
    for (const auto& [key, value] : params.values()) {
        add("--set", fmt::format("{}={}", key, value));
        again += fmt::format(" --set {}={}", key, value);
    }
    if (options.max_executions > 0) add("--max-executions", std::to_string(options.max_executions));
    if (options.max_seconds > 0) add("--max-seconds", fmt::format("{}", options.max_seconds));
    if (preemptions) {
        add("--preemptions", std::to_string(*preemptions));
        again += fmt::format(" --preemptions {}", *preemptions);
    }
    if (memory_model == "sc") {
        command.push_back("--sequentially-consistent");
        again += " --memory-model sc";
    }
    if (progress) command.push_back("--progress");
    ScenarioResult result = header_of(scenario, params, preemptions ? "bound" : "full");
    result.engine = "relacy";
    result.memory_model = memory_model;
    if (memory_model != "sc" && declared.expected)
        result.expected = declared.expected(params).str();
    if (interrupted) {
        result.reason = "it was interrupted";
        return result;
    }
    const ChildEnd end = run_child(command, [&](std::string_view line) {
        const auto so_far = progress_in(line);
        if (so_far) progress(*so_far);
        return so_far.has_value();
    });
    if (interrupted) {
        result.reason = "it was interrupted";
    } else if (end.signal != 0) {
        result = failed(std::move(result), fmt::format("the second engine died of signal {} ({})",
                                                       end.signal, strsignal(end.signal)));
    } else if (end.code != 0) {
        result = failed(std::move(result),
                        fmt::format("the second engine failed with exit code {}", end.code));
    } else {
        ScenarioResult ran = std::move(reports::from_json(end.out, kProgram).at(0));
        ran.about = result.about;
        ran.subject = result.subject;
        ran.suite = result.suite;
        ran.source = result.source;
        ran.expected = result.expected;
        result = std::move(ran);
        for (Finding& finding : result.findings) complete(finding, again);
    }
    compare_with_expectation(result, scenario, params);
    return result;
}

}  // namespace impasse::run
