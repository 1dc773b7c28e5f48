// Threads: their beginnings, their ends, and what they leave behind.
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "harness/relacy/engine.hpp"
// last: it includes Relacy
#include "harness/relacy/inside.hpp"

namespace impasse::relacy {

void run_guarded(FunctionRef<void()> body) {
    try {
        body();
        return be_patient();
    } catch (const std::exception& failure) {
        const OwnMemory own;
        Session::current().error = failure.what();
    } catch (...) {
        const OwnMemory own;
        Session::current().error = "an exception came out of a thread's body";
    }
    rl::ctx().rl_until("an error", debug_info_of({}));
}

namespace {

struct Start {
    std::function<void()> body;
    AgentId agent;
};

void* run(void* start) {
    const std::unique_ptr<Start> owned(static_cast<Start*>(start));
    recorder().runs_as(owned->agent, rl::thread_index());
    run_guarded(owned->body);
    return nullptr;
}

}  // namespace

Started start(Name name, std::function<void()> body, const Location& where) {
    if (recorder().agents().size() == kMaxThreads)
        throw std::runtime_error(
            fmt::format("the second engine has at most {} threads", kMaxThreads));
    be_patient();
    Event event = event_of({kNoObject, Verb::Spawn, 0}, where);
    const AgentId id = recorder().add(name, event.agent);
    auto start = std::make_unique<Start>(Start{std::move(body), id});
    void* const handle = rl::ctx().create_thread(&run, start.release());
    event.access.object = recorder().agent(id).end;
    event.follows = true;
    recorder().took(event);
    return {handle, id};
}

void join(const Started& thread, const Location& where) {
    const Event event =
        event_of({recorder().agent(thread.agent).end, Verb::Join, thread.agent}, where);
    be_patient();
    recorder().wants(event);
    static_cast<rl::win_waitable_object*>(thread.handle)->wait(false, false, debug_info_of(where));
    recorder().took(event);
}

void fail(const std::string& message, const Location& where) {
    {
        const OwnMemory own;
        recorder().panicked(self(), message, where);
    }
    rl::ctx().fail_test("a panic", rl::test_result_user_assert_failed, debug_info_of(where));
    std::abort();  // it does not return
}

void keep(Kept* kept) {
    const OwnMemory own;
    Session::current().kept.push_back(kept);
}

void measured(const char* what, std::int64_t value) {
    const OwnMemory own;
    Session::current().measured.emplace_back(what, value);
}

}  // namespace impasse::relacy
