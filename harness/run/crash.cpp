#include "harness/run/crash.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <exception>
#include <utility>

#include "harness/core/verdict.hpp"
#include "harness/trace/schedule.hpp"

namespace impasse::run {

namespace {

thread_local Running running;

constexpr unsigned kSecondsToSayIt = 2;

void say(const std::string& text) {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

// Best effort: it allocates, which may hang where the heap is what broke. The alarm ends that.
[[noreturn]] void tell_and_leave(const char* what) {
    alarm(kSecondsToSayIt);
    say(std::string("impasse: the program under test crashed (") + what + ")\n");
    if (running.scenario) {
        say("impasse: in " + running.scenario->name + " " + running.params->str() + "\n");
        const trace::Schedule schedule{running.scenario->name, running.params->values(),
                                       *running.moves};
        say("impasse: the same crash: impasse replay " + schedule.str() + "\n");
    }
    _exit(kError);
}

void on_signal(int number) { tell_and_leave(strsignal(number)); }

void on_terminate() {
    tell_and_leave("std::terminate: an exception left a destructor or a noexcept function");
}

// The message hung: leave without it.
void on_alarm(int) { _exit(kError); }

// Stack overflows are among the crashes: the handler needs a stack of its own.
alignas(16) std::array<char, 64 * 1024> handler_stack;

}  // namespace

void watch_for_crashes() {
    std::set_terminate(on_terminate);
    stack_t stack{};
    stack.ss_sp = handler_stack.data();
    stack.ss_size = handler_stack.size();
    sigaltstack(&stack, nullptr);
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_ONSTACK | SA_RESETHAND;
    signal(SIGALRM, on_alarm);
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
        sigaction(number, &action, nullptr);
}

NowRunning::NowRunning(Running what) : before_(std::exchange(running, what)) {}

NowRunning::~NowRunning() { running = before_; }

}  // namespace impasse::run
