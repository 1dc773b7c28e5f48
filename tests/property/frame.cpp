// What the operations do, but for futures.
#include "tests/property/frame.hpp"

#include <algorithm>
#include <mutex>

#include "harness/core/invariant.hpp"
#include "harness/rt/async.hpp"
#include "harness/rt/block_on.hpp"
#include "harness/sync/choose.hpp"

namespace impasse::property {

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
    const bool writes = op.what == Do::Write || op.what == Do::TryWrite ||
                        op.what == Do::WriteGuard || op.what == Do::Unwrite;
    const sync::Mode mode = writes ? sync::Mode::Write : sync::Mode::Read;
    const char* guard = writes ? "lock" : "shared lock";
    int& count = writes ? written : read;
    switch (op.what) {
        case Do::Write:
        case Do::Read:
            lock.acquire(mode, guard, where);
            ++count;
            return true;
        case Do::Unwrite:
        case Do::Unread:
            if (count == 0) return true;
            --count;
            lock.release(mode, where);
            return true;
        case Do::WriteGuard:
        case Do::ReadGuard:
            lock.acquire(mode, guard, where);
            within(lock, mode, op);
            return true;
        case Do::TryWrite:
        case Do::TryRead: {
            const bool got = lock.try_acquire(mode, guard, where);
            record(got);
            if (got) within(lock, mode, op);
            return true;
        }
        case Do::Downgrade:
            if (written == 0) return true;
            lock.downgrade(sync::Mode::Read, "shared lock", where);
            --written;
            ++read;
            return true;
        case Do::Recursive:
            lock.acquire_recursive("shared lock", where);
            within(lock, mode, op);
            return true;
        case Do::TryRecursive: {
            const bool got = lock.try_acquire_recursive("shared lock", where);
            record(got);
            if (got) within(lock, mode, op);
            return true;
        }
        default:
            return on_upgradable(op);
    }
}

namespace {

// For as long as an upgradable hold lives; arms of one future end in any order.
class Listed {
  public:
    Listed(std::vector<sync::Held*>& list, sync::Held& held) : list_(list), held_(&held) {
        list_.push_back(held_);
    }
    ~Listed() { list_.erase(std::find(list_.begin(), list_.end(), held_)); }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

  private:
    std::vector<sync::Held*>& list_;
    sync::Held* held_;
};

}  // namespace

bool Frame::on_upgradable(const Op& op) {
    const Location where = site(op.number);
    const std::size_t i = index(op.args[0]);
    sync::Lockable& lock = world_->shared[i];
    auto& mine = upgradable_[i];
    const bool can_upgrade = !mine.empty() && mine.back()->mode() == sync::Mode::Upgradable &&
                             world_->program.of(Kind::Shared)[i] == kClaim;
    switch (op.what) {
        case Do::UpgradableGuard:
        case Do::TryUpgradable: {
            unsigned hold = 0;
            if (op.what == Do::UpgradableGuard) {
                hold = lock.acquire(sync::Mode::Upgradable, "upgradable lock", where);
            } else {
                hold = lock.try_acquire(sync::Mode::Upgradable, "upgradable lock", where);
                record(hold != 0);
                if (hold == 0) return true;
            }
            sync::Held held(lock, sync::Mode::Upgradable, hold, where);
            const Listed listed(mine, held);
            run(op.body);
            return true;
        }
        case Do::Upgrade:
            if (can_upgrade) mine.back()->upgrade("lock", where);
            return true;
        case Do::TryUpgrade: {
            if (!can_upgrade) return true;
            record(mine.back()->try_upgrade("lock", where));
            return true;
        }
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
        case Do::StoreAdd:
            atomic.store_add(op.args[1], order, where);
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
        case Do::Peek:
            record(shown);
            break;
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

bool Frame::on_permits(const Op& op) {
    const Location where = site(op.number);
    const std::size_t i = index(op.args[0]);
    switch (op.what) {
        case Do::TryAcquire: {
            const auto permit = world_->semaphores[i].try_acquire(where);
            record(permit.has_value());
            if (permit) run(op.body);
            return true;
        }
        case Do::AddPermits:
            world_->semaphores[i].add_permits(static_cast<unsigned>(op.args[1]), where);
            return true;
        case Do::CloseSemaphore:
            world_->semaphores[i].close(where);
            return true;
        case Do::TrySend:
            if (bounded_senders_[i])
                record(static_cast<int>(bounded_senders_[i]->try_send(int{op.args[1]}, where)));
            return true;
        case Do::DropSender:
            bounded_senders_[i].reset();
            return true;
        case Do::DropReceiver:
            bounded_receivers_[i].reset();
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
        case Do::SpawnAlike:
            return spawn_alike(number, op.args[1], where);
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

}  // namespace impasse::property
