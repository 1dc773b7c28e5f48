#include "harness/run/crash.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "harness/catch2.hpp"
#include "harness/run/testing.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"

using namespace impasse;

namespace {

struct Child {
    int status = 0;
    std::string said;
};

// Explores in a process of its own, whose end is looked at.
Child explored_in_child(std::function<void()> body) {
    std::array<int, 2> pipe_ends{};
    REQUIRE(pipe(pipe_ends.data()) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        dup2(pipe_ends[1], STDERR_FILENO);
        run::watch_for_crashes();
        const Scenario scenario = run::scenario_of(std::move(body));
        run::explore(scenario, Params(), {});
        _exit(0);
    }
    close(pipe_ends[1]);
    Child result;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = read(pipe_ends[0], buffer.data(), buffer.size())) > 0;)
        result.said.append(buffer.data(), static_cast<std::size_t>(n));
    close(pipe_ends[0]);
    waitpid(child, &result.status, 0);
    return result;
}

void crash_in_second_thread(void (*crash)()) {
    sync::mutex lock("lock", sync::Unlocks::Follow);
    sync::jthread a("a", [&] { sync::lock_guard guard(lock); });
    sync::jthread b("b", [&] {
        sync::lock_guard guard(lock);
        crash();
    });
}

}  // namespace

TEST_CASE("a crash is an error that prints its schedule") {
    for (void (*crash)() : {+[] { std::abort(); }, +[] { std::terminate(); }}) {
        const Child child = explored_in_child([crash] { crash_in_second_thread(crash); });
        REQUIRE(WIFEXITED(child.status));
        CHECK(WEXITSTATUS(child.status) == kError);
        CHECK(child.said.find("impasse replay i1:test/body:") != std::string::npos);
    }
}
