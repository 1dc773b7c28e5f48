#include "harness/bench/relacy.hpp"

#include <fmt/format.h>

#include "harness/bench/child.hpp"

namespace impasse::bench {

namespace {

// One search: it tells its own time, without the start of the process.
RelacyRun run_engine(const Program& program, const Settings& settings) {
    std::vector<std::string> command{settings.second_engine, program.scenario};
    for (const auto& [key, value] : program.params)
        command.insert(command.end(), {"--set", fmt::format("{}={}", key, value)});
    const nlohmann::json said = json_of(command).at("scenarios").at(0);
    return {.iterations = said.at("executions"),
            .seconds = said.at("seconds"),
            .ending = said.at("verdict")};
}

}  // namespace

RelacyRun run_relacy(const Program& program, const std::string& search, const Settings& settings) {
    if (search == "engine") return run_engine(program, settings);
    const nlohmann::json said =
        json_of({settings.relacy, program.in_relacy, std::to_string(program.size), search,
                 "--seconds", fmt::format("{}", settings.seconds)});
    return {.iterations = said.at("iterations"),
            .seconds = said.at("seconds").get<double>() / said.at("searches").get<double>(),
            .ending = said.at("ending")};
}

}  // namespace impasse::bench
