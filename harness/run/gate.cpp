#include "harness/run/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "reports/formats/json.hpp"

namespace impasse::run {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file || !std::filesystem::is_regular_file(path))
        throw UsageError(fmt::format("cannot read the file '{}'", path.string()));
    return std::string((std::istreambuf_iterator<char>(file)), {});
}

Ran read_results(const std::filesystem::path& folder, std::filesystem::file_time_type built) {
    Ran ran;
    if (!std::filesystem::exists(folder)) return ran;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        if (std::filesystem::last_write_time(path) < built) {
            ran.stale.push_back(path.filename().string());
            continue;
        }
        for (ScenarioResult& result : reports::from_json(read_file(path), path.string()))
            ran.results.push_back(std::move(result));
    }
    return ran;
}

std::vector<std::string> missing(const std::vector<Planned>& planned,
                                 const std::vector<ScenarioResult>& ran) {
    std::vector<std::string> lines;
    if (planned.empty()) return {"no scenario is planned at all"};
    for (const Planned& wanted : planned)
        if (std::none_of(ran.begin(), ran.end(), [&](const ScenarioResult& one) {
                return one.name == wanted.scenario->name && one.params == wanted.params.values();
            }))
            lines.push_back(fmt::format("{} {} was planned and did not run", wanted.scenario->name,
                                        wanted.params.str()));
    for (const ScenarioResult& one : ran)
        if (!one.as_expected)
            lines.push_back(fmt::format("{} {} is not as expected: {}", one.name,
                                        Params(one.params).str(), one.reason));
    return lines;
}

}  // namespace impasse::run
