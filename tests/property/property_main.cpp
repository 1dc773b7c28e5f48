// The brute-force property test: random programs over every primitive, under plain depth-first
// search and under the strategies that reduce, must come to the same. See docs/testing.md.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "harness/core/hash.hpp"
#include "harness/core/usage_error.hpp"
#include "tests/property/compare.hpp"
#include "tests/property/generate.hpp"
#include "tests/property/shrink.hpp"
#include "tests/property/subjects.hpp"

namespace impasse::property {

namespace {

struct Options {
    std::uint64_t programs = 500;
    std::uint64_t seed = 1;
    std::uint64_t max_executions = 20'000;
    std::vector<std::string> strategies;
    std::vector<std::string> replay;
    std::string keep = ".";
    bool alike = false;
    bool go_on = false;

    Comparison compared(const Program& program, const std::vector<Subject>& subjects) const {
        return alike ? compare_orbits(program, subjects, max_executions)
                     : compare(program, subjects, max_executions);
    }
};

struct Tally {
    std::uint64_t programs = 0;
    std::uint64_t discarded = 0;
    std::uint64_t executions = 0;
    std::uint64_t tried = 0;
    std::uint64_t traces = 0;
    std::uint64_t renamed = 0;
    std::uint64_t hang = 0;  // programs that can get stuck
    std::uint64_t two_workers = 0;
    std::uint64_t multi_thread = 0;  // programs that drive such a runtime
    std::uint64_t spurious = 0;      // programs in which a wait can be woken spuriously
    std::uint64_t failed = 0;
    std::array<std::uint64_t, kOps> with{};  // programs with this operation

    void add(const Program& program, const Comparison& result) {
        ++programs;
        discarded += result.discarded;
        if (result.discarded) return;
        executions += result.executions;
        tried += result.tried;
        traces += result.traces;
        renamed += result.renamed;
        hang += result.stuck > 0;
        std::array<bool, kOps> has{};
        std::array<bool, 8> drives{};
        for (const Agent& agent : program.agents)
            each_op(agent.ops, [&](const Op& op) {
                has[static_cast<std::size_t>(op.what)] = true;
                if (op.what != Do::BlockOn) return;
                each_op(op.body, [&](const Op& inner) {
                    if (inner.what == Do::SpawnTask)
                        drives[static_cast<std::size_t>(op.args[0])] = true;
                });
            });
        for (std::size_t i = 0; i < kOps; ++i) with[i] += has[i];
        two_workers += drives[0] && drives[1];
        multi_thread += has[static_cast<std::size_t>(Do::BlockOn)] &&
                        std::ranges::any_of(program.of(Kind::Runtime), [](int n) { return n > 0; });
        spurious += program.spurious > 0 && has[static_cast<std::size_t>(Do::Wait)];
    }
};

std::string read_file(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw UsageError("cannot read " + path);
    return text.str();
}

// Shrinks what failed, prints it, and leaves it in a file.
void report(const Program& program, const Comparison& result, const std::vector<Subject>& subjects,
            const Options& options, const std::string& name) {
    const Program small = shrink(program, [&](const Program& one) {
        return options.compared(one, subjects).wrong == result.wrong;
    });
    const Comparison again = options.compared(small, subjects);
    const std::string file = options.keep + "/" + name + ".txt";
    fmt::print("\n{}: {}\n{}\n{}\nkept in {}\n", name, to_string(again.wrong), print(small),
               again.text, file);
    std::ofstream(file) << "# " << to_string(again.wrong) << '\n' << print(small);
}

void tell(const Tally& tally, double seconds) {
    fmt::print("{} programs: {} discarded, {} hang, {} have tasks on two workers, {} failed\n",
               tally.programs, tally.discarded, tally.hang, tally.two_workers, tally.failed);
    fmt::print("{} can wake up spuriously, {} drive a multi_thread runtime\n", tally.spurious,
               tally.multi_thread);
    fmt::print("{} executions of the search for {} traces, {} executions compared, {:.1f} s\n",
               tally.executions, tally.traces, tally.tried, seconds);
    for (std::size_t i = 0; i < kOps; ++i)
        fmt::print("{}{} {}", i ? ", " : "", shape_of(static_cast<Do>(i)).word, tally.with[i]);
    fmt::print("\n");
}

// Whether generated programs have it at all: interchangeable threads have no runtimes around them.
bool occurs(Do what, bool alike) {
    if (what == Do::Peek) return false;
    const bool threads_only = what <= Do::Join || what == Do::Park || what == Do::NotifyOne ||
                              what == Do::NotifyWaiters || what == Do::Send;
    return alike ? threads_only : what != Do::SpawnAlike;
}

// A test of nothing passes: what it must have seen. Empty when it has.
std::string vacuous(const Tally& tally, bool alike) {
    const std::uint64_t used = tally.programs - tally.discarded;
    for (std::size_t i = 0; i < kOps; ++i)
        if (tally.with[i] == 0 && occurs(static_cast<Do>(i), alike))
            return fmt::format("no program has {}", shape_of(static_cast<Do>(i)).word);
    if (2 * tally.discarded >= tally.programs) return "half of the programs are too large";
    if (10 * tally.hang < used) return "too few programs hang";
    if (10 * (used - tally.hang) < used) return "too few programs are free";
    if (alike) return tally.renamed < tally.traces ? "too few traces are others renamed" : "";
    if (tally.spurious == 0) return "no program has a spurious wakeup";
    if (tally.two_workers == 0) return "no program has tasks on two workers";
    if (tally.multi_thread == 0) return "no program has a multi_thread runtime";
    return "";
}

int replay(const Options& options, const std::vector<Subject>& subjects) {
    int exit = 0;
    for (const std::string& file : options.replay) {
        Program program;
        try {
            program = parse(read_file(file));
        } catch (const UsageError& error) {
            throw UsageError(file + ": " + error.what());
        }
        const Comparison result = options.compared(program, subjects);
        fmt::print("{}: {}, {} executions for {} traces, {} stuck\n", file,
                   result.discarded ? "too large" : to_string(result.wrong), result.executions,
                   result.traces, result.stuck);
        if (result.wrong != Wrong::Nothing) fmt::print("{}{}\n", print(program), result.text);
        if (result.wrong != Wrong::Nothing || result.discarded) exit = 1;
    }
    return exit;
}

int generated(const Options& options, const std::vector<Subject>& subjects) {
    const auto start = std::chrono::steady_clock::now();
    Tally tally;
    for (std::uint64_t i = 0; i < options.programs; ++i) {
        const std::uint64_t seed = options.seed + i;
        const Program program = options.alike ? generate_alike(mix(seed)) : generate(mix(seed));
        const Comparison result = options.compared(program, subjects);
        tally.add(program, result);
        if (result.wrong != Wrong::Nothing) {
            ++tally.failed;
            report(program, result, subjects, options, fmt::format("program-{}", seed));
            if (!options.go_on) break;
        }
        if ((i + 1) % 100 == 0) {
            fmt::print("{} programs, {} executions\n", i + 1, tally.executions + tally.tried);
            std::fflush(stdout);
        }
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    tell(tally, seconds.count());
    if (tally.failed > 0) return 1;
    const std::string why = options.programs >= 500 ? vacuous(tally, options.alike) : "";
    if (!why.empty()) fmt::print("the test is worth little: {}\n", why);
    return why.empty() ? 0 : 1;
}

int run(int argc, char** argv) {
    CLI::App app("Random programs: strategies that reduce come to the same as brute force.");
    Options options;
    app.add_option("--programs", options.programs, "how many")->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "of the first program; the next one has the next");
    app.add_option("--max-executions", options.max_executions, "a larger program is discarded");
    app.add_option("--strategy", options.strategies, "against the search; default: every one");
    app.add_option("--replay", options.replay, "programs in files, instead of generated ones");
    app.add_option("--keep", options.keep, "the folder for programs that fail");
    app.add_flag("--alike", options.alike,
                 "programs with interchangeable threads, and what reduces by them");
    app.add_flag("--go-on", options.go_on, "after a failure");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        const std::vector<Subject> subjects =
            options.alike ? std::vector{by_orbit()} : subjects_of(options.strategies);
        return options.replay.empty() ? generated(options, subjects) : replay(options, subjects);
    } catch (const UsageError& error) {
        fmt::print(stderr, "property_test: {}\n", error.what());
        return 2;
    }
}

}  // namespace

}  // namespace impasse::property

int main(int argc, char** argv) { return impasse::property::run(argc, argv); }
