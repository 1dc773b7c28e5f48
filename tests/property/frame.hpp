// What a program's agents share while it runs, and what is one agent's own.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "harness/rt/channel.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/notify.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/semaphore.hpp"
#include "harness/sync/atomic.hpp"
#include "harness/sync/condition_variable.hpp"
#include "harness/sync/held.hpp"
#include "harness/sync/latch.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "tests/property/any_future.hpp"
#include "tests/property/interpret.hpp"
#include "tests/property/program.hpp"
#include "tests/property/sites.hpp"

namespace impasse::property {

using Sender = rt::UnboundedSender<int>;
using Receiver = rt::UnboundedReceiver<int>;
using Handle = rt::JoinHandle<rt::Unit>;

inline std::size_t index(int number) { return static_cast<std::size_t>(number); }

// What all agents share. Its end is no step: it belongs to whoever is the last.
struct World {
    World(const Program& its_program, State& its_state) : program(its_program), state(its_state) {
        const auto make = [&](Kind kind, const char* name, const auto& one) {
            int number = 0;
            for (const int value : program.of(kind)) one(Name(name, number++), value);
        };
        const auto unlocks = [](int kind) {
            return kind == kFollow ? sync::Unlocks::Follow : sync::Unlocks::Step;
        };
        const auto preference = [](int kind) {
            return kind == kWriters ? sync::Preference::Writers
                   : kind == kClaim ? sync::Preference::Claim
                                    : sync::Preference::Readers;
        };
        make(Kind::Mutex, "m", [&](Name n, int v) { mutexes.emplace_back(n, unlocks(v)); });
        make(Kind::Shared, "s",
             [&](Name n, int v) { shared.emplace_back(n, unlocks(v), preference(v)); });
        make(Kind::Atomic, "x", [&](Name n, int v) { atomics.emplace_back(v, n); });
        make(Kind::Condition, "c", [&](Name n, int) {
            conditions.emplace_back(n,
                                    sync::SpuriousWakeups{static_cast<unsigned>(program.spurious)});
        });
        make(Kind::Latch, "l", [&](Name n, int v) { latches.emplace_back(v, n); });
        make(Kind::Notify, "n", [&](Name n, int) { notifies.emplace_back(n); });
        make(Kind::Semaphore, "p",
             [&](Name n, int v) { semaphores.emplace_back(static_cast<unsigned>(v), n); });
        state.atomics = program.of(Kind::Atomic);
        state.latches = program.of(Kind::Latch);
        state.agents.resize(program.agents.size());
        for (auto& spawned : state.agents) spawned.clear();
    }

    const Program& program;
    State& state;
    std::deque<sync::mutex> mutexes;
    std::deque<sync::Lockable> shared;
    std::deque<sync::atomic<int>> atomics;
    std::deque<sync::condition_variable> conditions;
    std::deque<sync::latch> latches;
    std::deque<rt::Notify> notifies;
    std::deque<rt::Semaphore> semaphores;
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
          mine_(world_->state.agents[agent].emplace_back()),
          locked_(world_->mutexes.size()),
          guarded_(world_->mutexes.size()),
          written_(world_->shared.size()),
          read_(world_->shared.size()),
          upgradable_(world_->shared.size()),
          senders_(world_->program.of(Kind::Channel).size()),
          receivers_(world_->program.of(Kind::Channel).size()),
          bounded_senders_(world_->program.of(Kind::Bounded).size()),
          bounded_receivers_(world_->program.of(Kind::Bounded).size()) {}

    void make_channels() {
        for (std::size_t i = 0; i < senders_.size(); ++i) {
            auto [sender, receiver] =
                rt::unbounded_channel<int>(Name("q", static_cast<int>(i)), site(0));
            senders_[i].emplace(std::move(sender));
            receivers_[i].emplace(std::move(receiver));
        }
        for (std::size_t i = 0; i < bounded_senders_.size(); ++i) {
            auto [sender, receiver] =
                rt::channel<int>(static_cast<unsigned>(world_->program.of(Kind::Bounded)[i]),
                                 Name("b", static_cast<int>(i)), site(0));
            bounded_senders_[i].emplace(std::move(sender));
            bounded_receivers_[i].emplace(std::move(receiver));
        }
    }

    void run() {
        mine_.begun = true;
        run(world_->program.agents[agent_].ops);
        mine_.ended = true;
    }

  private:
    void record(int value) {
        register_ = value;
        mine_.seen.push_back(value);
    }

    void run(const Ops& ops) {
        for (const Op& op : ops) run(op);
    }

    void run(const Op& op) {
        if (shape_of(op.what).future) {
            if (const auto value = rt::await(future(op), site(op.number))) record(*value);
        } else if (!on_lock(op) && !on_atomic(op) && !on_signal(op) && !on_permits(op)) {
            on_agent(op);
        }
    }

    bool on_lock(const Op& op);
    bool on_shared(const Op& op, sync::Lockable& lock, int& written, int& read);
    bool on_upgradable(const Op& op);
    bool on_atomic(const Op& op);
    bool on_signal(const Op& op);
    bool on_permits(const Op& op);
    void on_agent(const Op& op);
    AnyFuture future(const Op& op);
    AnyFuture both(const Op& op);

    void within(sync::Lockable& lock, sync::Mode mode, const Op& op) {
        struct Release {
            sync::Lockable& lock;
            sync::Mode mode;
            Location where;
            ~Release() { lock.release(mode, where); }
        } const release{lock, mode, site(op.number)};
        run(op.body);
    }
    std::shared_ptr<Frame> child(int agent);
    void spawn_alike(int agent, int count, const Location& where);
    void spawn_task(int agent, const Op& op, rt::Runtime* runtime);

    rt::Runtime* runtime(int number) {
        auto [place, fresh] = runtimes_.try_emplace(number);
        if (!fresh) return place->second.get();
        const Name name("r", number);
        if (const int workers = world_->program.of(Kind::Runtime)[index(number)]; workers > 0) {
            auto builder = rt::Builder::new_multi_thread(name);
            builder.worker_threads(static_cast<unsigned>(workers));
            place->second.reset(new rt::Runtime(builder.build(site(0))));
        } else {
            place->second = std::make_unique<rt::Runtime>(name, site(0));
        }
        return place->second.get();  // null once it was dropped
    }

    std::shared_ptr<World> world_;
    std::size_t agent_;
    State::Agent& mine_;
    int register_ = 0;
    std::vector<int> locked_;   // by lock, by guard
    std::vector<int> guarded_;  // by a guard that stands around
    std::vector<int> written_;
    std::vector<int> read_;
    std::vector<std::vector<sync::Held*>> upgradable_;  // the innermost one last
    std::map<int, Spawned> threads_;
    std::map<int, std::shared_ptr<Handle>> handles_;  // its elders' as well
    std::vector<std::optional<Sender>> senders_;
    std::vector<std::optional<Receiver>> receivers_;
    std::vector<std::optional<rt::Sender<int>>> bounded_senders_;
    std::vector<std::optional<rt::Receiver<int>>> bounded_receivers_;
    std::map<int, std::unique_ptr<rt::Runtime>> runtimes_;
};

}  // namespace impasse::property
