// What papaya's guards do: seize 0.5.1, as papaya 0.2.5 uses it.
//
// A guard is taken and let go of without waiting for anybody (src/guard.rs:162, :290, :236, :363).
// While it is alive, what was taken out of the map after it began is not destroyed. When it is, and
// by whom: each thread collects what it retires in a batch of its own. A batch that has come to its
// size is handed to every guard that is alive then, the retiring one's own among them
// (src/raw/collector.rs:163, :238); the last of these to go destroys what is in it, in its drop
// (:115, :388). A batch that never comes to its size goes with the map (papaya src/raw/mod.rs:2735).
//
// batch_size: the original's default is 32, or the number of processors if that is more
// (src/collector.rs:49). With `std::nullopt` a scenario says that nobody retires as many as 32:
// then everything stays until the map goes, and guards are no steps at all. With a number, guards
// are steps on one object, and each batch counts its guards down.
//
// A thread is who polls a task, too: its tasks share its batch. An OwnedGuard has a batch of its
// own. Left out:
// - an OwnedGuard that is given the number of one that is gone goes on with that one's batch
//   (src/raw/tls/thread_id.rs:26): here it stays until the map goes;
// - the hand-over looks at one thread after the other: here at all at once. A guard that begins
//   meanwhile may be among them here, and is not there;
// - a thread in block_on of a current_thread runtime counts as another one than before it;
// - refresh, a collector that several maps share, a destructor that panics.
#pragma once

#include <algorithm>
#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/core/invariant.hpp"
#include "harness/rt/runtime_core.hpp"
#include "harness/sync/atomic.hpp"

namespace impasse::models::papaya {

inline constexpr std::size_t kDefaultBatchSize = 32;

// Who retires: a thread, a worker of a runtime, or one of the owned guards of these.
struct Place {
    ObjectId executor = kNoObject;
    unsigned number = 0;
    unsigned owned = 0;  // 0: the thread itself
    friend auto operator<=>(const Place&, const Place&) = default;

    static Place current() {
        const AgentId self = sched::Scheduler::current().self();
        if (rt::RuntimeCore* runtime = rt::RuntimeCore::current()) {
            const op::Executor& executor = runtime->executor();
            if (const op::WorkerId worker = executor.worker_of(self); worker != op::kNoWorker)
                return {executor.id(), worker};
        }
        return {kNoObject, self};
    }

    // Orders places in the same way in every execution; numbers of agents do not.
    using Descent = std::tuple<ObjectId, std::vector<unsigned>, unsigned>;
    Descent descent() const {
        if (executor != kNoObject) return {executor, {number}, owned};
        std::vector<unsigned> path;
        AgentId at = static_cast<AgentId>(number);
        while (at != kNoAgent) {
            const sched::Agent& agent = sched::Scheduler::current().agent(at);
            path.insert(path.begin(), agent.nth);
            at = agent.parent;
        }
        return {executor, std::move(path), owned};
    }
};

template <class Node>
class Collector {
    using Nodes = std::vector<std::unique_ptr<Node>>;

    // Handed over. Its guards count themselves off; the last one destroys the nodes.
    struct Batch {
        Batch(Nodes retired, int guards) : nodes(std::move(retired)), active(guards, "batch") {}
        Nodes nodes;
        sync::atomic<int> active;
    };

  public:
    struct Reservation {
        unsigned guards = 0;                         // alive
        unsigned owned = 0;                          // owned guards that were made by this thread
        Nodes retired;                               // the batch that is being filled
        std::vector<std::shared_ptr<Batch>> handed;  // while `guards` is above 0
    };

    explicit Collector(std::optional<std::size_t> batch_size) : batch_size_(batch_size) {
        if (batch_size_) guards_.emplace(0, "guards");
    }
    // With its values, in the order of who retired them. Nobody has a guard any more.
    ~Collector() {
        std::vector<std::pair<Place::Descent, Nodes*>> left;
        for (auto& [place, reservation] : reservations_)
            if (!reservation.retired.empty())
                left.emplace_back(place.descent(), &reservation.retired);
        std::ranges::sort(left, {}, [](const auto& each) { return each.first; });
        for (auto& [descent, retired] : left) destroy(*retired);
    }
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    Reservation& of_thread() { return reservations_[Place::current()]; }
    Reservation& of_owned_guard() {
        Place place = Place::current();
        place.owned = ++reservations_[place].owned;
        return reservations_[place];
    }

    void enter(Reservation& reservation, const Location& where) {
        if (reservation.guards > 0 || !batch_size_) {
            ++reservation.guards;
            return;
        }
        guards_->store_add(1, std::memory_order_seq_cst, where);
        ++reservation.guards;
    }
    // In a destructor.
    void leave(Reservation& reservation, const Location& where) {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (scheduler.silent()) return;
        if (reservation.guards > 1 || !batch_size_) {
            --reservation.guards;
            return;
        }
        const sched::InDestructor quietly;
        guards_->store_sub(1, std::memory_order_seq_cst, where);
        if (scheduler.silent()) return;
        --reservation.guards;
        auto handed = std::exchange(reservation.handed, {});
        while (!handed.empty()) {  // the last one first (src/raw/collector.rs:340)
            const auto batch = std::move(handed.back());
            handed.pop_back();
            const int guards = batch->active.fetch_sub(1, std::memory_order_seq_cst, where);
            if (scheduler.silent()) return;
            if (guards == 1) destroy(batch->nodes);
        }
    }

    // Behind the step that took the node out of the map.
    void retire(Reservation& reservation, std::unique_ptr<Node> node, const Location& where) {
        reservation.retired.push_back(std::move(node));
        const std::size_t size = reservation.retired.size();
        INVARIANT(batch_size_ || size < kDefaultBatchSize,
                  "a papaya map of no given batch_size retires fewer than 32 values a thread");
        if (batch_size_ && size >= *batch_size_) flush(reservation, where);
    }
    // Hands the batch over, if it has as many nodes as there are guards (src/raw/collector.rs:287).
    void flush(Reservation& reservation, const Location& where) {
        INVARIANT(batch_size_, "flush wants a papaya map with a batch_size");
        guards_->fetch_add(0, std::memory_order_seq_cst, where);
        std::vector<Reservation*> active;
        for (auto& [place, each] : reservations_)
            if (each.guards > 0) active.push_back(&each);
        if (reservation.retired.empty() || reservation.retired.size() < active.size()) return;
        const auto batch = std::make_shared<Batch>(std::exchange(reservation.retired, {}),
                                                   static_cast<int>(active.size()));
        for (Reservation* each : active) each->handed.push_back(batch);
    }

  private:
    static void destroy(Nodes& nodes) {
        for (auto& node : nodes) node.reset();
    }

    std::optional<std::size_t> batch_size_;
    std::optional<sync::atomic<int>> guards_;
    std::map<Place, Reservation> reservations_;
};

// What a map hands out to look at it. Not for another agent than the one that took it.
template <class Node>
class Guard {
  public:
    Guard(Guard&& other) noexcept
        : collector_(std::exchange(other.collector_, nullptr)),
          reservation_(other.reservation_),
          where_(other.where_) {}
    Guard& operator=(Guard&&) = delete;
    ~Guard() {
        if (collector_) collector_->leave(*reservation_, where_);
    }

    // Tries to hand over what was retired through it.
    void flush(Location where = Location::current()) const {
        collector_->flush(*reservation_, where);
    }
    void retire(std::unique_ptr<Node> node, const Location& where) const {
        collector_->retire(*reservation_, std::move(node), where);
    }

  protected:
    using Reservation = typename Collector<Node>::Reservation;
    Guard(Collector<Node>& collector, Reservation& reservation, const Location& where)
        : collector_(&collector), reservation_(&reservation), where_(where) {
        collector.enter(reservation, where);
    }

  private:
    Collector<Node>* collector_;
    Reservation* reservation_;
    Location where_;
};

// The thread's own. Not Send in the original: a task that holds one over an await cannot be given
// to tokio::spawn, only to block_on (src/guard.rs:155). It may be taken while another one is alive.
template <class Node>
class LocalGuard : public Guard<Node> {
  public:
    LocalGuard(Collector<Node>& collector, const Location& where)
        : Guard<Node>(collector, collector.of_thread(), where) {}
};

// Of no thread, so a task may hold it over an await (src/guard.rs:284).
template <class Node>
class OwnedGuard : public Guard<Node> {
  public:
    OwnedGuard(Collector<Node>& collector, const Location& where)
        : Guard<Node>(collector, collector.of_owned_guard(), where) {}
};

}  // namespace impasse::models::papaya
