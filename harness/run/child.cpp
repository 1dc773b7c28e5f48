#include "harness/run/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace impasse::run {

namespace {

[[noreturn]] void failed(const std::vector<std::string>& command, const std::string& why) {
    throw std::runtime_error(fmt::format("'{}' {}", fmt::join(command, " "), why));
}

// Takes whole lines out of the text that nobody needs to keep.
void show_lines(std::string& text, std::size_t& seen,
                const std::function<bool(std::string_view)>& on_line) {
    for (std::size_t end = 0; (end = text.find('\n', seen)) != std::string::npos;) {
        const bool dealt_with = on_line && on_line(std::string_view(text).substr(seen, end - seen));
        if (dealt_with) {
            text.erase(seen, end + 1 - seen);
        } else {
            seen = end + 1;
        }
    }
}

std::string all_of(int pipe, const std::function<bool(std::string_view)>& on_line) {
    std::string text;
    std::size_t seen = 0;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t got = read(pipe, buffer.data(), buffer.size());
        if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
        show_lines(text, seen, on_line);
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

ChildEnd run_child(const std::vector<std::string>& command,
                   const std::function<bool(std::string_view)>& on_line) {
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
    ChildEnd end;
    end.out = all_of(ours, on_line);
    close(ours);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
    if (WIFEXITED(status)) end.code = WEXITSTATUS(status);
    return end;
}

}  // namespace impasse::run
