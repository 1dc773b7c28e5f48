// The futures of a program, and its agents' children.
#include <array>
#include <variant>

#include "harness/core/invariant.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/time.hpp"
#include "tests/property/frame.hpp"

namespace impasse::property {

namespace {

// Borrows the handle: one that loses a select! can be awaited again.
struct Awaiting {
    using Output = Handle::Output;
    std::shared_ptr<Handle> handle;
    rt::Poll<Output> poll(rt::Context& context) { return handle->poll(context); }
};

// Which channels an agent, or one that it spawns, sends into and receives from: the bounded ones come
// last.
struct Uses {
    std::vector<bool> sends;
    std::vector<bool> receives;
};

Uses uses_of(const Program& program, std::size_t agent) {
    const std::size_t bounded = program.of(Kind::Channel).size();
    const std::size_t channels = bounded + program.of(Kind::Bounded).size();
    Uses uses{std::vector<bool>(channels), std::vector<bool>(channels)};
    each_op(program.agents[agent].ops, [&](const Op& op) {
        if (op.what == Do::Send) uses.sends[index(op.args[0])] = true;
        if (op.what == Do::Receive) uses.receives[index(op.args[0])] = true;
        if (op.what == Do::SendTo || op.what == Do::TrySend)
            uses.sends[bounded + index(op.args[0])] = true;
        if (op.what == Do::ReceiveFrom) uses.receives[bounded + index(op.args[0])] = true;
        const bool child = op.what == Do::Spawn || op.what == Do::SpawnAlike ||
                           op.what == Do::SpawnTask || op.what == Do::SpawnOn;
        if (!child) return;
        const Uses below = uses_of(program, index(op.args[op.what == Do::SpawnOn]));
        for (std::size_t i = 0; i < channels; ++i) {
            uses.sends[i] = uses.sends[i] || below.sends[i];
            uses.receives[i] = uses.receives[i] || below.receives[i];
        }
    });
    return uses;
}

}  // namespace

AnyFuture Frame::future(const Op& op) {
    const Location where = site(op.number);
    const auto nothing = [](auto&&) { return std::optional<int>(); };
    const std::size_t i = index(op.args[0]);
    switch (op.what) {
        case Do::Yield:
            return {rt::yield_now(where), nothing};
        case Do::Sleep:
            return {rt::sleep(where), nothing};
        case Do::Notified:
            return {world_->notifies[i].notified(where), nothing};
        case Do::Receive:
            if (!receivers_[i]) return {};
            return {receivers_[i]->recv(),
                    [](std::optional<int> got) -> std::optional<int> { return got.value_or(-1); }};
        case Do::Acquire:
            return {rt::async([this, &op, i, where] {
                        const auto permit = rt::await(world_->semaphores[i].acquire_many(
                                                          static_cast<unsigned>(op.args[1]), where),
                                                      where);
                        record(permit.has_value());
                        run(op.body);
                    }),
                    nothing};
        case Do::SendTo:
            if (!bounded_senders_[i]) return {};
            // It keeps what it borrows: another arm may drop the agent's own.
            return {rt::async([sender = *bounded_senders_[i], value = op.args[1], where] {
                        return rt::await(sender.send(value, where), where).has_value() ? 1 : 0;
                    }),
                    [](int failed) -> std::optional<int> { return failed; }};
        case Do::ReceiveFrom:
            if (!bounded_receivers_[i]) return {};
            return {bounded_receivers_[i]->recv(),
                    [](std::optional<int> got) -> std::optional<int> { return got.value_or(-1); }};
        case Do::Await: {
            const auto handle = handles_.find(op.args[0]);
            if (handle == handles_.end()) return {};
            return {Awaiting{handle->second}, [](const Handle::Output& result) {
                        return std::optional<int>(result.is_ok() ? 0 : result.is_panic() ? -2 : -1);
                    }};
        }
        case Do::Async:
            return {rt::async([this, &op] { run(op.body); }), nothing};
        default:
            return both(op);
    }
}

AnyFuture Frame::both(const Op& op) {
    AnyFuture first = future(op.body[0]);
    AnyFuture second = future(op.body[1]);
    const auto chosen = [this](const auto& output) {
        record(static_cast<int>(output.index()));
        return output.index() == 0 ? std::get<0>(output) : std::get<1>(output);
    };
    if (op.what == Do::Select) return {rt::select(std::move(first), std::move(second)), chosen};
    if (op.what == Do::SelectBiased)
        return {rt::select_biased(std::move(first), std::move(second)), chosen};
    return {rt::join(std::move(first), std::move(second)), [this](const auto& outputs) {
                if (std::get<0>(outputs)) record(*std::get<0>(outputs));
                return std::get<1>(outputs);
            }};
}

// A child knows the tasks that its parent knows, and gets the ends of channels that it needs.
std::shared_ptr<Frame> Frame::child(int agent) {
    auto next = std::make_shared<Frame>(world_, index(agent));
    const Uses uses = uses_of(world_->program, index(agent));
    for (std::size_t i = 0; i < senders_.size(); ++i) {
        if (uses.sends[i] && senders_[i]) next->senders_[i].emplace(*senders_[i]);
        if (!uses.receives[i] || !receivers_[i]) continue;
        next->receivers_[i].emplace(std::move(*receivers_[i]));
        receivers_[i].reset();
    }
    const std::size_t bounded = senders_.size();
    for (std::size_t i = 0; i < bounded_senders_.size(); ++i) {
        if (uses.sends[bounded + i] && bounded_senders_[i])
            next->bounded_senders_[i].emplace(*bounded_senders_[i]);
        if (!uses.receives[bounded + i] || !bounded_receivers_[i]) continue;
        next->bounded_receivers_[i].emplace(std::move(*bounded_receivers_[i]));
        bounded_receivers_[i].reset();
    }
    next->handles_ = handles_;
    return next;
}

void Frame::spawn_alike(int agent, int count, const Location& where) {
    constexpr std::array kNames{"t0 copy", "t1 copy", "t2 copy", "t3 copy", "t4 copy", "t5 copy"};
    INVARIANT(index(agent) < kNames.size(), "interchangeable agents are among the first");
    // Each gets its frame from this one on its way to its first step: here, as it is spawned.
    sync::interchangeable(
        count, kNames[index(agent)], [this, agent] { child(agent)->run(); }, where);
}

void Frame::spawn_task(int agent, const Op& op, rt::Runtime* runtime) {
    const Name name("k", agent);
    const Location where = site(op.number);
    auto body = [next = child(agent)] { next->run(); };
    handles_[agent] =
        std::make_shared<Handle>(runtime ? runtime->spawn(name, std::move(body), where)
                                         : rt::spawn(name, std::move(body), where));
}

}  // namespace impasse::property
