#include "harness/bench/relacy.hpp"

#include <fmt/format.h>

#include "harness/bench/child.hpp"

namespace impasse::bench {

RelacyRun run_relacy(const Program& program, const std::string& search, const Settings& settings) {
    const nlohmann::json said =
        json_of({settings.relacy, program.in_relacy, std::to_string(program.size), search,
                 "--seconds", fmt::format("{}", settings.seconds)});
    return {.iterations = said.at("iterations"),
            .seconds = said.at("seconds").get<double>() / said.at("searches").get<double>(),
            .ending = said.at("ending")};
}

}  // namespace impasse::bench
