#include "harness/bench/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace impasse::bench {

namespace {

[[noreturn]] void failed(const std::vector<std::string>& command, const std::string& why) {
    throw std::runtime_error(fmt::format("'{}' {}", fmt::join(command, " "), why));
}

std::string all_of(int pipe) {
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t got = read(pipe, buffer.data(), buffer.size());
        if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
        if (got == 0 || (got < 0 && errno != EINTR)) return text;
    }
}

// Its standard output is the pipe.
pid_t start(const std::vector<std::string>& command, int pipe) {
    std::vector<char*> arguments;
    for (const std::string& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe, STDOUT_FILENO);
    pid_t pid = -1;
    const int error = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) failed(command, fmt::format("does not start: {}", std::strerror(error)));
    return pid;
}

}  // namespace

nlohmann::json json_of(const std::vector<std::string>& command) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) failed(command, "has no pipe");
    const auto [ours, theirs] = ends;
    pid_t pid = -1;
    try {
        pid = start(command, theirs);
    } catch (...) {
        close(ours);
        close(theirs);
        throw;
    }
    close(theirs);
    const std::string text = all_of(ours);
    close(ours);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) failed(command, "failed");
    auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded()) failed(command, "printed no JSON");
    return json;
}

std::uint64_t peak_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word != "VmHWM:") continue;
        std::uint64_t kib = 0;
        status >> kib;
        return kib;
    }
    throw std::runtime_error("the kernel does not say VmHWM");
}

}  // namespace impasse::bench
