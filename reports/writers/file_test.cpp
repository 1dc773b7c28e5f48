#include "reports/writers/file.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

#include "harness/catch2.hpp"
#include "harness/core/usage_error.hpp"

namespace impasse::reports {

namespace fs = std::filesystem;

namespace {

// A folder of this test's own, gone afterwards.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("impasse-file-test-" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    auto entries() const { return std::distance(fs::directory_iterator(path), {}); }
};

std::string content_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a file is written with its folders", "[reports]") {
    const Folder folder;
    write_file(folder.path / "a" / "b" / "c.json", "{}");
    CHECK(content_of(folder.path / "a" / "b" / "c.json") == "{}");
}

TEST_CASE("a file is replaced as a whole, and nothing is left beside it", "[reports]") {
    const Folder folder;
    write_file(folder.path / "c.json", "a long first version");
    write_file(folder.path / "c.json", std::string("second\0one", 10));
    CHECK(content_of(folder.path / "c.json") == std::string("second\0one", 10));
    CHECK(folder.entries() == 1);
}

TEST_CASE("a folder is not replaced by a file, and nothing is left beside it", "[reports]") {
    const Folder folder;
    fs::create_directories(folder.path / "c.json" / "inside");
    CHECK_THROWS_AS(write_file(folder.path / "c.json", "{}"), UsageError);
    CHECK(folder.entries() == 1);
}

TEST_CASE("a file in the place of a parent folder is an error", "[reports]") {
    const Folder folder;
    write_file(folder.path / "plain", "kept");
    CHECK_THROWS_AS(write_file(folder.path / "plain" / "c.json", "{}"), UsageError);
    CHECK(content_of(folder.path / "plain") == "kept");
}

TEST_CASE("a symbolic link stays one", "[reports]") {
    const Folder folder;
    write_file(folder.path / "real", "old");
    fs::create_symlink("real", folder.path / "link");
    write_file(folder.path / "link", "new");
    CHECK(fs::is_symlink(folder.path / "link"));
    CHECK(content_of(folder.path / "real") == "new");
}

TEST_CASE("a device is written in place, and a full one is an error", "[reports]") {
    write_file("/dev/null", "gone");
    CHECK(fs::is_character_file("/dev/null"));
    CHECK_THROWS_AS(write_file("/dev/full", "{}"), UsageError);
}

}  // namespace impasse::reports
