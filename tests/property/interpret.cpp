#include "tests/property/interpret.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>

#include "harness/rt/block_on.hpp"
#include "harness/rt/join.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/choose.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/guards.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "tests/property/sites.hpp"

namespace impasse::property {

namespace {

using Sender = rt::UnboundedSender<int>;
using Receiver = rt::UnboundedReceiver<int>;
using Handle = rt::JoinHandle<rt::Unit>;

std::size_t index(int number) { return static_cast<std::size_t>(number); }

// A future of any type, whose output is a value for the register or none.
class AnyFuture {
  public:
    using Output = std::optional<int>;

    AnyFuture() = default;  // ready at once
    template <class F, class Convert>
    AnyFuture(F future, Convert convert)
        : box_(std::make_unique<Typed<F, Convert>>(std::move(future), std::move(convert))) {}

    rt::Poll<Output> poll(rt::Context& context) {
        return box_ ? box_->poll(context) : rt::Poll<Output>::ready({});
    }

  private:
    struct Box {
        virtual ~Box() noexcept(false) = default;
        virtual rt::Poll<Output> poll(rt::Context& context) = 0;
    };
    template <class F, class Convert>
    struct Typed final : Box {
        Typed(F its_future, Convert its_convert)
            : future(std::move(its_future)), convert(std::move(its_convert)) {}
        ~Typed() noexcept(false) override = default;
        rt::Poll<Output> poll(rt::Context& context) override {
            auto polled = future.poll(context);
            if (!polled.is_ready()) return rt::Poll<Output>::pending();
            return rt::Poll<Output>::ready(convert(polled.take()));
        }
        F future;
        Convert convert;
    };
    std::unique_ptr<Box> box_;
};

// Borrows the handle: one that loses a select! can be awaited again.
struct Awaiting {
    using Output = Handle::Output;
    std::shared_ptr<Handle> handle;
    rt::Poll<Output> poll(rt::Context& context) { return handle->poll(context); }
};

// Which channels an agent, or one that it spawns, sends into and receives from.
struct Uses {
    std::vector<bool> sends;
    std::vector<bool> receives;
};

Uses uses_of(const Program& program, std::size_t agent) {
    const std::size_t channels = program.of(Kind::Channel).size();
    Uses uses{std::vector<bool>(channels), std::vector<bool>(channels)};
    each_op(program.agents[agent].ops, [&](const Op& op) {
        if (op.what == Do::Send) uses.sends[index(op.args[0])] = true;
        if (op.what == Do::Receive) uses.receives[index(op.args[0])] = true;
        const bool child =
            op.what == Do::Spawn || op.what == Do::SpawnTask || op.what == Do::SpawnOn;
        if (!child) return;
        const Uses below = uses_of(program, index(op.args[op.what == Do::SpawnOn]));
        for (std::size_t i = 0; i < channels; ++i) {
            uses.sends[i] = uses.sends[i] || below.sends[i];
            uses.receives[i] = uses.receives[i] || below.receives[i];
        }
    });
    return uses;
}

// What all agents share. Its end is no step: it belongs to whoever is the last.
struct World {
    World(const Program& its_program, State& its_state) : program(its_program), state(its_state) {
        const auto make = [&](Kind kind, const char* name, const auto& one) {
            int number = 0;
            for (const int value : program.of(kind)) one(Name(name, number++), value);
        };
        const auto unlocks = [](int follow) {
            return follow ? sync::Unlocks::Follow : sync::Unlocks::Step;
        };
        make(Kind::Mutex, "m", [&](Name n, int v) { mutexes.emplace_back(n, unlocks(v)); });
        make(Kind::Shared, "s", [&](Name n, int v) { shared.emplace_back(n, unlocks(v)); });
        make(Kind::Atomic, "x", [&](Name n, int v) { atomics.emplace_back(v, n); });
        make(Kind::Condition, "c", [&](Name n, int) { conditions.emplace_back(n); });
        make(Kind::Latch, "l", [&](Name n, int v) { latches.emplace_back(v, n); });
        make(Kind::Notify, "n", [&](Name n, int) { notifies.emplace_back(n); });
        state.atomics = program.of(Kind::Atomic);
        state.latches = program.of(Kind::Latch);
        state.agents.assign(program.agents.size(), {});
    }

    const Program& program;
    State& state;
    std::deque<sync::mutex> mutexes;
    std::deque<sync::Lockable> shared;  // sync::shared_mutex, and it can be downgraded
    std::deque<sync::atomic<int>> atomics;
    std::deque<sync::condition_variable> conditions;
    std::deque<sync::latch> latches;
    std::deque<rt::Notify> notifies;
};

// A thread's handle that lets go of it in the end.
struct Spawned {
    explicit Spawned(sync::thread its_thread) : thread(std::move(its_thread)) {}
    Spawned(Spawned&&) noexcept = default;
    ~Spawned() { thread.detach(); }
    sync::thread thread;
};

// What is one agent's own. It ends with the agent: runtimes first, then its ends of channels.
class Frame {
  public:
    Frame(std::shared_ptr<World> world, std::size_t agent)
        : world_(std::move(world)),
          agent_(agent),
          locked_(world_->mutexes.size()),
          guarded_(world_->mutexes.size()),
          written_(world_->shared.size()),
          read_(world_->shared.size()),
          senders_(world_->program.of(Kind::Channel).size()),
          receivers_(world_->program.of(Kind::Channel).size()) {}

    void make_channels() {
        for (std::size_t i = 0; i < senders_.size(); ++i) {
            auto [sender, receiver] =
                rt::unbounded_channel<int>(Name("q", static_cast<int>(i)), site(0));
            senders_[i].emplace(std::move(sender));
            receivers_[i].emplace(std::move(receiver));
        }
    }

    void run() {
        mine().begun = true;
        run(world_->program.agents[agent_].ops);
        mine().ended = true;
    }

  private:
    State::Agent& mine() { return world_->state.agents[agent_]; }
    void record(int value) {
        register_ = value;
        mine().seen.push_back(value);
    }

    void run(const Ops& ops) {
        for (const Op& op : ops) run(op);
    }

    void run(const Op& op) {
        if (shape_of(op.what).future) {
            if (const auto value = rt::await(future(op), site(op.number))) record(*value);
        } else if (!on_lock(op) && !on_atomic(op) && !on_signal(op)) {
            on_agent(op);
        }
    }

    bool on_lock(const Op& op);
    bool on_shared(const Op& op, sync::Lockable& lock, int& written, int& read);
    bool on_atomic(const Op& op);
    bool on_signal(const Op& op);
    void on_agent(const Op& op);
    AnyFuture future(const Op& op);
    AnyFuture both(const Op& op);

    void within(sync::Lockable& lock, bool exclusive, const Op& op) {
        struct Release {
            sync::Lockable& lock;
            bool exclusive;
            Location where;
            ~Release() { lock.release(exclusive, where); }
        } const release{lock, exclusive, site(op.number)};
        run(op.body);
    }
    std::shared_ptr<Frame> child(int agent);
    void spawn_task(int agent, const Op& op, rt::Runtime* runtime);

    rt::Runtime* runtime(int number) {
        auto [place, fresh] = runtimes_.try_emplace(number);
        if (fresh) place->second = std::make_unique<rt::Runtime>(Name("r", number), site(0));
        return place->second.get();  // null once it was dropped
    }

    std::shared_ptr<World> world_;
    std::size_t agent_;
    int register_ = 0;
    std::vector<int> locked_;   // by lock, by guard
    std::vector<int> guarded_;  // by a guard that stands around
    std::vector<int> written_;
    std::vector<int> read_;
    std::map<int, Spawned> threads_;
    std::map<int, std::shared_ptr<Handle>> handles_;  // its elders' as well
    std::vector<std::optional<Sender>> senders_;
    std::vector<std::optional<Receiver>> receivers_;
    std::map<int, std::unique_ptr<rt::Runtime>> runtimes_;
};

bool Frame::on_lock(const Op& op) {
    const Location where = site(op.number);
    const std::size_t i = index(op.args[0]);
    switch (op.what) {
        case Do::Lock:
            world_->mutexes[i].lock(where);
            ++locked_[i];
            return true;
        case Do::Unlock:
            if (locked_[i] == 0) return true;
            --locked_[i];
            world_->mutexes[i].unlock(where);
            return true;
        case Do::Try:
        case Do::Guard: {
            sync::mutex& mutex = world_->mutexes[i];
            if (op.what == Do::Guard) {
                mutex.lock(where);
            } else {
                const bool got = mutex.try_lock(where);
                record(got);
                if (!got) return true;
            }
            const std::lock_guard guard(mutex, std::adopt_lock);
            ++guarded_[i];
            run(op.body);
            --guarded_[i];
            return true;
        }
        case Do::Wait: {
            const std::size_t m = index(world_->program.of(Kind::Condition)[i]);
            if (locked_[m] + guarded_[m] == 0) return true;
            std::unique_lock lock(world_->mutexes[m], std::adopt_lock);
            world_->conditions[i].wait(lock, where);
            lock.release();
            return true;
        }
        default:
            if (shape_of(op.what).args != "s") return false;
            return on_shared(op, world_->shared[i], written_[i], read_[i]);
    }
}

bool Frame::on_shared(const Op& op, sync::Lockable& lock, int& written, int& read) {
    const Location where = site(op.number);
    const bool exclusive = op.what == Do::Write || op.what == Do::TryWrite ||
                           op.what == Do::WriteGuard || op.what == Do::Unwrite;
    int& count = exclusive ? written : read;
    switch (op.what) {
        case Do::Write:
        case Do::Read:
            lock.acquire(exclusive, exclusive ? "lock" : "shared lock", where);
            ++count;
            return true;
        case Do::Unwrite:
        case Do::Unread:
            if (count == 0) return true;
            --count;
            lock.release(exclusive, where);
            return true;
        case Do::WriteGuard:
        case Do::ReadGuard:
            lock.acquire(exclusive, exclusive ? "lock" : "shared lock", where);
            within(lock, exclusive, op);
            return true;
        case Do::TryWrite:
        case Do::TryRead: {
            const bool got = lock.try_acquire(exclusive, exclusive ? "lock" : "shared lock", where);
            record(got);
            if (got) within(lock, exclusive, op);
            return true;
        }
        case Do::Downgrade:
            if (written == 0) return true;
            lock.downgrade("shared lock", where);
            --written;
            ++read;
            return true;
        default:
            return false;
    }
}

bool Frame::on_atomic(const Op& op) {
    if (!shape_of(op.what).args.starts_with('x')) return false;
    const auto order = std::memory_order_seq_cst;
    const Location where = site(op.number);
    sync::atomic<int>& atomic = world_->atomics[index(op.args[0])];
    int& shown = world_->state.atomics[index(op.args[0])];
    switch (op.what) {
        case Do::Load:
            record(atomic.load(order, where));
            break;
        case Do::Store:
            atomic.store(op.args[1], order, where);
            shown = op.args[1];
            break;
        case Do::StoreNext:
            atomic.store(register_ + 1, order, where);
            shown = register_ + 1;
            break;
        case Do::FetchAdd:
            record(atomic.fetch_add(op.args[1], order, where));
            shown += op.args[1];
            break;
        case Do::Exchange:
            record(atomic.exchange(op.args[1], order, where));
            shown = op.args[1];
            break;
        case Do::CompareExchange: {
            int expected = op.args[1];
            const bool done = atomic.compare_exchange_strong(expected, op.args[2], order, where);
            record(done ? 100 : expected);
            if (done) shown = op.args[2];
            break;
        }
        default:
            break;
    }
    return true;
}

bool Frame::on_signal(const Op& op) {
    const Location where = site(op.number);
    const std::size_t i = index(op.args[0]);
    switch (op.what) {
        case Do::WakeOne:
            world_->conditions[i].notify_one(where);
            return true;
        case Do::WakeAll:
            world_->conditions[i].notify_all(where);
            return true;
        case Do::CountDown:
            world_->latches[i].count_down(1, where);
            --world_->state.latches[i];
            return true;
        case Do::Pass:
            world_->latches[i].wait(where);
            return true;
        case Do::NotifyOne:
            world_->notifies[i].notify_one(where);
            return true;
        case Do::NotifyWaiters:
            world_->notifies[i].notify_waiters(where);
            return true;
        case Do::Send:
            if (!senders_[i]) return true;
            record(senders_[i]->send(op.args[1], where));
            return true;
        case Do::CloseSender:
            senders_[i].reset();
            return true;
        case Do::CloseReceiver:
            receivers_[i].reset();
            return true;
        default:
            return false;
    }
}

void Frame::on_agent(const Op& op) {
    const Location where = site(op.number);
    const int number = op.args[0];
    switch (op.what) {
        case Do::If:
            if (register_ == number) run(op.body);
            return;
        case Do::Choose:
            return record(static_cast<int>(sync::choose(static_cast<unsigned>(number), where)));
        case Do::Spawn:
            threads_.emplace(
                number, sync::thread(
                            Name("t", number), [next = child(number)] { next->run(); }, where));
            return;
        case Do::Join:
            if (const auto it = threads_.find(number); it != threads_.end())
                it->second.thread.join(where);
            return;
        case Do::BlockOn:
            if (rt::Runtime* on = runtime(number)) on->block_on([&] { run(op.body); }, where);
            return;
        case Do::DropRuntime:
            if (runtime(number)) runtimes_.at(number).reset();
            return;
        case Do::SpawnOn:
            if (rt::Runtime* on = runtime(number)) spawn_task(op.args[1], op, on);
            return;
        case Do::SpawnTask:
            return spawn_task(number, op, nullptr);
        case Do::Abort:
            if (const auto it = handles_.find(number); it != handles_.end())
                it->second->abort(where);
            return;
        case Do::Park:
            if (const auto value = rt::block_on(future(op.body.front()), where)) record(*value);
            return;
        default:
            INVARIANT(false, "an operation of a program has no meaning");
    }
}

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
    next->handles_ = handles_;
    return next;
}

void Frame::spawn_task(int agent, const Op& op, rt::Runtime* runtime) {
    const Name name("k", agent);
    const Location where = site(op.number);
    auto body = [next = child(agent)] { next->run(); };
    handles_[agent] =
        std::make_shared<Handle>(runtime ? runtime->spawn(name, std::move(body), where)
                                         : rt::spawn(name, std::move(body), where));
}

}  // namespace

std::string State::str() const {
    std::string text = fmt::format("x {}, l {}", fmt::join(atomics, " "), fmt::join(latches, " "));
    for (const Agent& agent : agents)
        text += fmt::format(" | {}{}", fmt::join(agent.seen, " "),
                            agent.ended   ? " ended"
                            : agent.begun ? ""
                                          : " not begun");
    return text;
}

void interpret(const Program& program, State& state) {
    const auto main = std::make_shared<Frame>(std::make_shared<World>(program, state), 0);
    main->make_channels();
    main->run();
}

}  // namespace impasse::property
