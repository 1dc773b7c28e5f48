// Writes a whole file or leaves the old one as it was.
#pragma once

#include <filesystem>
#include <string_view>

namespace impasse::reports {

// Makes the folders above it, writes beside it and renames. What is no regular file (/dev/stdout,
// a pipe) is written in place. Throws UsageError with one line; then no temporary file is left.
// Does not wait for the disk.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace impasse::reports
