// Whether a program can be run: what agents share is used by those who may.
#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/usage_error.hpp"
#include "tests/property/program.hpp"

namespace impasse::property {

namespace {

struct Wrong {
    std::string why;
};

// Where an operation stands: on a thread, or in an async body, polled by a runtime or by none.
struct Place {
    std::size_t agent = 0;
    bool async = false;
    std::optional<int> runtime{};
    bool alike = false;  // there are several of this agent, or of one that has spawned it
};

class Check {
  public:
    explicit Check(const Program& program) : program_(program), spawned_(program.agents.size()) {}

    void run() {
        if (program_.agents.empty() || program_.agents[0].task) wrong("there is no main");
        for (const int mutex : program_.of(Kind::Condition))
            if (!in(mutex, program_.of(Kind::Mutex).size()))
                wrong("a condition variable has no mutex");
        for (const int permits : program_.of(Kind::Semaphore))
            if (!in(permits, 10)) wrong("a semaphore has 0 to 9 permits");
        for (const int places : program_.of(Kind::Bounded))
            if (!in(places - 1, 9)) wrong("a channel has 1 to 9 places");
        for (const int workers : program_.of(Kind::Runtime))
            if (!in(workers, 5)) wrong("a runtime has 0 to 4 workers");
        if (program_.spurious < 0) wrong("there are fewer than no spurious wakeups");
        agent({0, false, {}, false});
        for (std::size_t i = 1; i < spawned_.size(); ++i)
            if (!spawned_[i]) wrong(fmt::format("agent {} is never spawned", i));
    }

  private:
    static bool in(int number, std::size_t size) {
        return number >= 0 && static_cast<std::size_t>(number) < size;
    }
    [[noreturn]] static void wrong(std::string why) { throw Wrong{std::move(why)}; }

    void agent(const Place& place) {
        if (place.agent && spawned_[place.agent])
            wrong(fmt::format("agent {} is spawned twice", place.agent));
        spawned_[place.agent] = true;
        ops(program_.agents[place.agent].ops, place);
    }

    void ops(const Ops& list, const Place& place) {
        for (const Op& op : list) {
            if (shape_of(op.what).future && !place.async)
                wrong(fmt::format("{} outside of an async body", shape_of(op.what).word));
            one(op, place);
        }
    }

    void arms(const Op& op, std::size_t count, const Place& place) {
        if (op.body.size() != count)
            wrong(fmt::format("{} takes {} futures", shape_of(op.what).word, count));
        for (const Op& arm : op.body)
            if (!shape_of(arm.what).future)
                wrong(fmt::format("{} is no future", shape_of(arm.what).word));
        ops(op.body, place);
    }

    void one(const Op& op, const Place& place) {
        const Shape& shape = shape_of(op.what);
        for (std::size_t i = 0; i < shape.args.size(); ++i)
            argument(shape.args[i], op.args[i], shape.word);
        switch (op.what) {
            case Do::Try:
                return follows_not(Kind::Mutex, op), ops(op.body, place);
            case Do::TryWrite:
            case Do::TryRead:
            case Do::TryRecursive:
            case Do::TryUpgradable:
                return follows_not(Kind::Shared, op), ops(op.body, place);
            case Do::Choose:
                return op.args[0] < 1 || op.args[0] > 9 ? wrong("choose 1 to 9") : void();
            case Do::Spawn:
                return agent({static_cast<std::size_t>(op.args[0]), false, {}, place.alike});
            case Do::SpawnAlike:
                if (!in(op.args[0], 6)) wrong("interchangeable agents are among the first six");
                return in(op.args[1] - 1, 4)
                           ? agent({static_cast<std::size_t>(op.args[0]), false, {}, true})
                           : wrong("spawn_alike 1 to 4");
            case Do::BlockOn:
            case Do::DropRuntime:
            case Do::SpawnOn:
                return drive(op, place);
            case Do::SpawnTask:
                if (!place.runtime) wrong("spawn_task outside of a runtime");
                return agent(
                    {static_cast<std::size_t>(op.args[0]), true, place.runtime, place.alike});
            case Do::Sleep:
                return place.runtime ? void() : wrong("sleep outside of a runtime");
            case Do::CloseReceiver:
                return alone(place);
            case Do::Receive:
                alone(place);
                return only(receivers_, op.args[0], place, "a channel has two receivers");
            case Do::DropReceiver:
                return alone(place);
            case Do::ReceiveFrom:
                alone(place);
                return only(bounded_, op.args[0], place, "a channel has two receivers");
            case Do::AddPermits:
                return op.args[1] < 0 || op.args[1] > 9 ? wrong("add_permits 0 to 9") : void();
            case Do::Acquire:
                if (op.args[1] < 0 || op.args[1] > 9) wrong("acquire 0 to 9");
                return ops(op.body, {place.agent, true, place.runtime, place.alike});
            case Do::Await:
                alone(place);
                return only(awaiters_, op.args[0], place, "a task has two who await it");
            case Do::Async:
                return ops(op.body, {place.agent, true, place.runtime, place.alike});
            case Do::Select:
            case Do::SelectBiased:
            case Do::JoinBoth:
                return arms(op, 2, place);
            case Do::Park:
                return arms(op, 1, {place.agent, true, {}, place.alike});
            default:  // nothing to know but its arguments and its body
                return ops(op.body, place);
        }
    }

    void argument(char letter, int number, std::string_view word) const {
        if (letter == 'i') return;
        const std::size_t kind = kind_of(letter);
        const bool fits =
            kind < kKinds
                ? in(number, program_.objects[kind].size())
                : number > 0 && in(number, program_.agents.size()) &&
                      program_.agents[static_cast<std::size_t>(number)].task == (letter == 'k');
        if (!fits) wrong(fmt::format("{}: there is no {}{}", word, letter, number));
    }

    void follows_not(Kind kind, const Op& op) const {
        if (program_.of(kind)[static_cast<std::size_t>(op.args[0])] == kFollow)
            wrong("a try on a lock whose unlocks are not steps");
    }

    // One thread creates a runtime, drives it and drops it.
    void drive(const Op& op, const Place& place) {
        if (place.async || program_.agents[place.agent].task)
            wrong(fmt::format("{} in an async body", shape_of(op.what).word));
        only(drivers_, op.args[0], place, "a runtime is driven by two agents");
        if (op.what == Do::BlockOn) ops(op.body, {place.agent, true, op.args[0], place.alike});
        if (op.what == Do::SpawnOn)
            agent({static_cast<std::size_t>(op.args[1]), true, op.args[0], place.alike});
    }

    // There is one end that receives, and one handle of a task.
    static void alone(const Place& place) {
        if (place.alike) wrong("interchangeable agents would share what has one owner");
    }

    static void only(std::map<int, std::size_t>& owners, int number, const Place& place,
                     const char* otherwise) {
        if (owners.try_emplace(number, place.agent).first->second != place.agent) wrong(otherwise);
    }

    const Program& program_;
    std::vector<bool> spawned_;
    std::map<int, std::size_t> receivers_;
    std::map<int, std::size_t> bounded_;
    std::map<int, std::size_t> awaiters_;
    std::map<int, std::size_t> drivers_;
};

}  // namespace

std::string check(const Program& program) {
    try {
        Check(program).run();
        return {};
    } catch (const Wrong& wrong) {
        return wrong.why;
    }
}

}  // namespace impasse::property
