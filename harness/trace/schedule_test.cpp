#include "harness/trace/schedule.hpp"

#include <filesystem>
#include <fstream>

#include "harness/catch2.hpp"
#include "harness/core/usage_error.hpp"

using namespace impasse;
using trace::Schedule;

namespace {

Schedule sample() {
    return {"once_map/drop/pr1183",
            {{"n", 3}, {"waiters", 1}},
            {{0, 0}, {0, 0}, {0, 0}, {2, 1}, {1, 0}}};
}

struct TemporaryFile {
    explicit TemporaryFile(const std::string& content) { std::ofstream(path) << content; }
    ~TemporaryFile() { std::filesystem::remove(path); }
    std::string path = std::filesystem::temp_directory_path() / "impasse-schedule-test";
};

}  // namespace

TEST_CASE("a schedule's text leads back to it") {
    const Schedule back = Schedule::parse(sample().str(), "test");
    CHECK(back.scenario == sample().scenario);
    CHECK(back.params == sample().params);
    CHECK(back.moves == sample().moves);
}

TEST_CASE("a schedule is one word that a shell leaves alone") {
    CHECK(sample().str().find_first_of(" \t\n'\"$&|;<>()*?#!\\`{}[]") == std::string::npos);
}

TEST_CASE("no beginning of a schedule passes for the whole") {
    const std::string text = sample().str();
    for (std::size_t length = 0; length < text.size(); ++length)
        CHECK_THROWS_AS(Schedule::parse(text.substr(0, length), "test"), UsageError);
}

TEST_CASE("a changed choice is noticed") {
    std::string text = sample().str();
    text[text.rfind("2~1")] = '3';
    CHECK_THROWS_AS(Schedule::parse(text, "test"), UsageError);
}

TEST_CASE("a number that would need all memory is refused") {
    CHECK_THROWS_AS(Schedule::parse("i1:x:0x99999999999:1.000000", "test"), UsageError);
}

TEST_CASE("a schedule file may have comments and empty lines before the schedule") {
    const TemporaryFile file("# from a report\n\n" + sample().str() + "\n");
    CHECK(Schedule::read(file.path).moves == sample().moves);
}

TEST_CASE("a schedule file that was cut short, or is none, is refused") {
    const TemporaryFile cut(sample().str().substr(0, 20));
    CHECK_THROWS_AS(Schedule::read(cut.path), UsageError);
    CHECK_THROWS_AS(Schedule::read("no/such/file"), UsageError);
}
