#include "reports/writers/file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "harness/core/usage_error.hpp"

namespace impasse::reports {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void cannot_write(const fs::path& path, const std::error_code& why) {
    throw UsageError(fmt::format("cannot write '{}': {}", path.string(), why.message()));
}

std::error_code last_error() { return {errno == 0 ? EIO : errno, std::generic_category()}; }

std::error_code put(const fs::path& path, std::string_view content) {
    errno = 0;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (!out) return last_error();
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    return out ? std::error_code{} : last_error();
}

// Where the bytes belong: a link stays a link.
fs::path behind_links(const fs::path& path) {
    std::error_code ignored;
    const fs::path target = fs::canonical(path, ignored);
    return ignored ? path : target;
}

void write_beside(const fs::path& path, const fs::path& target, std::string_view content) {
    const fs::path beside =
        target.parent_path() / fmt::format(".{}.{}.tmp", target.filename().string(), getpid());
    std::error_code error = put(beside, content);
    if (!error) fs::rename(beside, target, error);
    if (!error) return;
    std::error_code ignored;
    fs::remove(beside, ignored);
    cannot_write(path, error);
}

}  // namespace

void write_file(const fs::path& path, std::string_view content) {
    std::error_code error;
    if (!path.has_filename()) cannot_write(path, std::make_error_code(std::errc::is_a_directory));
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
    if (error) cannot_write(path, error);
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status))
        cannot_write(path, std::make_error_code(std::errc::is_a_directory));
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        if (const std::error_code failed = put(path, content)) cannot_write(path, failed);
        return;
    }
    write_beside(path, behind_links(path), content);
}

}  // namespace impasse::reports
