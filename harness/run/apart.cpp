#include "harness/run/apart.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <type_traits>

namespace impasse::run {

namespace {

static_assert(std::is_trivially_copyable_v<SearchResult>);

// Nobody is to be told of a crash but by the lack of an answer.
[[noreturn]] void answer_to(int pipe, const std::function<SearchResult()>& question) {
    for (const int fatal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) std::signal(fatal, SIG_DFL);
    try {
        const SearchResult result = question();
        const bool told = write(pipe, &result, sizeof result) == sizeof result;
        _exit(told ? 0 : 1);
    } catch (...) {
        _exit(1);
    }
}

}  // namespace

std::optional<SearchResult> apart(const std::function<SearchResult()>& question) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe: no more files may be opened");
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        answer_to(ends[1], question);
    }
    close(ends[1]);
    SearchResult result;
    ssize_t got = -1;
    if (child > 0)
        while ((got = read(ends[0], &result, sizeof result)) < 0 && errno == EINTR) {
        }
    close(ends[0]);
    if (child < 0) throw std::runtime_error("fork: no more processes may be started");
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (got != sizeof result) return std::nullopt;
    return result;
}

}  // namespace impasse::run
