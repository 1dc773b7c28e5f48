// What the operations do, but for futures.
#include "tests/property/frame.hpp"

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
