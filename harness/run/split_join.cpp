#include <fmt/format.h>

#include <filesystem>

#include "harness/run/commands.hpp"
#include "harness/run/gate.hpp"
#include "harness/run/parts.hpp"
#include "reports/writers/file.hpp"

namespace impasse::run {

namespace {

SavedFile read(const std::string& path) { return saved_from_json(read_file(path), path); }

std::string branches(std::size_t count) {
    return count == 1 ? "1 branch" : fmt::format("{} branches", count);
}

// dir/impasse-frontier.json: dir/impasse-frontier
std::string without_json(const std::filesystem::path& path) {
    return path.extension() == ".json" ? std::filesystem::path(path).replace_extension().string()
                                       : path.string();
}

}  // namespace

int run_split(const SplitCommand& command) {
    const SavedFile frontier = read(command.frontier);
    std::vector<SavedFile> parts;
    try {
        parts = split(frontier, command.parts);
    } catch (const UsageError& mistake) {
        throw UsageError(fmt::format("{}: {}", command.frontier, mistake.what()));
    }
    const std::string prefix = command.out.empty() ? without_json(command.frontier) : command.out;
    for (const SavedFile& part : parts) {
        const unsigned number = part.front().part->number;
        const std::string path = fmt::format("{}-{}.json", prefix, number);
        std::size_t left = 0;
        for (const Saved& saved : part) left += explore::left_in(saved.tree, number);
        reports::write_file(path, to_json(part));
        fmt::print("{}: part {} of {}, {}\n", path, number, command.parts, branches(left));
    }
    fmt::print("impasse explore --resume explores one of them, impasse join puts all together\n");
    return kAsExpected;
}

int run_join(const JoinCommand& command) {
    std::vector<SavedFile> parts;
    for (const std::string& path : command.parts) {
        parts.push_back(read(path));
        if (parts.back().empty() || !parts.back().front().part)
            throw UsageError(fmt::format("{} is a whole frontier, no part of one", path));
    }
    const SavedFile all = join(parts);
    std::size_t left = 0;
    for (const Saved& saved : all) left += explore::left_in(saved.tree);
    reports::write_file(command.out, to_json(all));
    if (left == 0)
        fmt::print("{}: nothing is left; impasse explore --resume {} tells the result\n",
                   command.out, command.out);
    else
        fmt::print("{}: {} left; impasse explore --resume {} goes on, or split it again\n",
                   command.out, branches(left), command.out);
    return kAsExpected;
}

}  // namespace impasse::run
