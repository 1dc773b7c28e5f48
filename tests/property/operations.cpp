#include "tests/property/operations.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace impasse::property {

Operations::Operations(Rng& rng, Program& program, bool async) : rng_(rng), program_(program) {
    for (int& weight : weights_) weight = rng_.chance(15) ? 1 : 0;
    for (int i = rng_.between(1, 3); i > 0; --i)
        weights_[static_cast<std::size_t>(rng_.below(kFamilies))] += 4;
    if (async) {
        weights_[kFutures] += 2;
    } else {
        weights_[kFutures] = weights_[kAborts] = 0;
        weights_[rng_.chance(50) ? kLocks : kAtomics] += 1;
    }
}

Ops Operations::some(const Place& place, int budget) {
    Ops ops;
    while (budget > 0) add(ops, place, budget);
    return ops;
}
Ops Operations::body(Place place, int& budget, int at_most) {
    ++place.depth;
    int mine = std::min(std::max(budget, 1), rng_.between(1, at_most));
    budget -= mine;
    return some(place, mine);
}

void Operations::add(Ops& ops, const Place& place, int& budget) {
    std::array<int, kFamilies> weights = weights_;
    if (!place.async) weights[kFutures] = 0;
    const int sum = std::accumulate(weights.begin(), weights.end(), 0);
    int at = sum > 0 ? rng_.below(sum) : 0;
    std::size_t family = sum > 0 ? 0 : static_cast<std::size_t>(kAtomics);
    while (sum > 0 && at >= weights[family]) at -= weights[family++];
    --budget;
    switch (static_cast<Family>(family)) {
        case kLocks:
            return lock(ops, place, budget);
        case kShared:
            return shared(ops, place, budget);
        case kAtomics:
            return atomic(ops);
        case kConditions:
            return condition(ops, place, budget);
        case kLatches:
            return ops.push_back(op(rng_.chance(60) ? Do::CountDown : Do::Pass, 0));
        case kNotifies:
            return bounded_only_ ? permits(ops, place, budget) : notify(ops, place, budget);
        case kChannels:
            return bounded_only_ ? bounded(ops, place, budget) : channel(ops, place, budget);
        case kChoices:
            ops.push_back(op(Do::Choose, rng_.between(2, 3)));
            return branch(ops, place, budget);
        case kFutures:
            return ops.push_back(future(place, budget));
        case kAborts:
            return abort(ops);
        case kFamilies:
            return;
    }
}

void Operations::branch(Ops& ops, const Place& place, int& budget) {
    if (place.depth < 2) ops.push_back(op(Do::If, rng_.below(2), 0, 0, body(place, budget, 2)));
}

void Operations::lock(Ops& ops, const Place& place, int& budget) {
    const int mutex = any(Kind::Mutex);
    const int way = place.depth < 2 ? rng_.below(10) : 9;
    if (way < 3) {
        ops.push_back(op(Do::Guard, mutex, 0, 0, body(place, budget, 2)));
    } else if (way < 5) {
        program_.of(Kind::Mutex)[static_cast<std::size_t>(mutex)] = 0;
        ops.push_back(op(Do::Try, mutex, 0, 0, body(place, budget, 1)));
    } else if (way < 8) {
        ops.push_back(op(Do::Lock, mutex));
        append(ops, body(place, budget, 2));
        ops.push_back(op(Do::Unlock, mutex));
    } else if (way < 9) {  // not nested, as it may come
        ops.push_back(op(Do::Lock, mutex));
        ops.push_back(op(Do::Lock, any(Kind::Mutex)));
        ops.push_back(op(Do::Unlock, mutex));
    } else {
        ops.push_back(op(rng_.chance(70) ? Do::Lock : Do::Unlock, mutex));
    }
}

void Operations::shared(Ops& ops, const Place& place, int& budget) {
    if (program_.of(Kind::Shared)[0] >= kWriters) return fair(ops, place, budget);
    const int way = place.depth < 2 ? rng_.below(11) : 10;
    if (way < 2) {
        ops.push_back(op(Do::WriteGuard, 0, 0, 0, body(place, budget, 1)));
    } else if (way < 4) {
        ops.push_back(op(Do::ReadGuard, 0, 0, 0, body(place, budget, 2)));
    } else if (way < 6) {
        program_.of(Kind::Shared)[0] = 0;
        ops.push_back(
            op(rng_.chance(50) ? Do::TryWrite : Do::TryRead, 0, 0, 0, body(place, budget, 1)));
    } else if (way < 8) {
        ops.push_back(op(Do::Write, 0));
        append(ops, body(place, budget, 1));
        if (rng_.chance(50)) {
            ops.push_back(op(Do::Downgrade, 0));
            ops.push_back(op(Do::Unread, 0));
        } else {
            ops.push_back(op(Do::Unwrite, 0));
        }
    } else if (way < 10) {
        ops.push_back(op(Do::Read, 0));
        append(ops, body(place, budget, 1));
        ops.push_back(op(Do::Unread, 0));
    } else {
        ops.push_back(op(rng_.chance(70) ? Do::Read : Do::Write, 0));
    }
}

void Operations::fair(Ops& ops, const Place& place, int& budget) {
    static constexpr std::array kGuards{
        Do::WriteGuard,      Do::WriteGuard, Do::ReadGuard, Do::ReadGuard,    Do::Recursive,
        Do::UpgradableGuard, Do::TryWrite,   Do::TryRead,   Do::TryRecursive, Do::TryUpgradable,
    };
    if (place.depth > 1) {
        const int way = rng_.below(4);
        ops.push_back(op(way == 0   ? Do::Read
                         : way == 1 ? Do::Write
                         : way == 2 ? Do::Upgrade
                                    : Do::TryUpgrade,
                         0));
        return;
    }
    const int way = rng_.below(static_cast<int>(kGuards.size()) + 2);
    if (way >= static_cast<int>(kGuards.size())) {
        ops.push_back(op(Do::Write, 0));
        append(ops, body(place, budget, 1));
        ops.push_back(op(Do::Downgrade, 0));
        append(ops, body(place, budget, 1));
        return ops.push_back(op(Do::Unread, 0));
    }
    const Do what = kGuards[static_cast<std::size_t>(way)];
    Ops inside = body(place, budget, 1);
    if (what == Do::UpgradableGuard || what == Do::TryUpgradable)
        inside.push_back(op(rng_.chance(60) ? Do::Upgrade : Do::TryUpgrade, 0));
    ops.push_back(op(what, 0, 0, 0, std::move(inside)));
}

void Operations::atomic(Ops& ops) {
    const int atomic = any(Kind::Atomic);
    switch (rng_.below(9)) {
        case 0:
        case 1:
            return ops.push_back(op(Do::Load, atomic));
        case 2:
            return ops.push_back(op(Do::Store, atomic, rng_.below(3)));
        case 3:
            ops.push_back(op(Do::Load, atomic));
            return ops.push_back(op(Do::StoreNext, atomic));
        case 4:
            return ops.push_back(op(Do::FetchAdd, atomic, 1));
        case 5:
            return ops.push_back(op(Do::StoreAdd, atomic, 1 + rng_.below(2)));
        case 6:
            return ops.push_back(op(Do::Exchange, atomic, rng_.below(3)));
        case 7:
            return ops.push_back(op(Do::CompareExchange, atomic, rng_.below(2), rng_.below(3)));
        default:
            ops.push_back(op(Do::Load, atomic));
            return ops.push_back(
                op(Do::If, rng_.below(2), 0, 0, {op(Do::Store, any(Kind::Atomic), 2)}));
    }
}

void Operations::condition(Ops& ops, const Place& place, int& budget) {
    const int mutex = program_.of(Kind::Condition)[0];
    const int way = rng_.below(10);
    if (way < 4) {
        Ops inside{op(Do::Wait, 0)};
        if (rng_.chance(30)) inside.push_back(op(Do::Load, any(Kind::Atomic)));
        ops.push_back(op(Do::Guard, mutex, 0, 0, std::move(inside)));
        --budget;
    } else if (way < 8 || place.depth > 1) {
        ops.push_back(op(rng_.chance(60) ? Do::WakeOne : Do::WakeAll, 0));
    } else {
        ops.push_back(
            op(Do::Guard, mutex, 0, 0, {op(rng_.chance(60) ? Do::WakeOne : Do::WakeAll, 0)}));
    }
}

void Operations::notify(Ops& ops, const Place& place, int& budget) {
    const int notify = any(Kind::Notify);
    if (rng_.chance(60)) {
        ops.push_back(op(rng_.chance(60) ? Do::NotifyOne : Do::NotifyWaiters, notify));
    } else {
        --budget;
        wait(ops, place, op(Do::Notified, notify));
    }
}

void Operations::channel(Ops& ops, const Place& place, int& budget) {
    const int way = rng_.below(12);
    if (way < 6) {
        ops.push_back(op(Do::Send, 0, rng_.below(3)));
    } else if (way < 7) {
        ops.push_back(op(Do::CloseSender, 0));
    } else if (place.alike || !receives(place.agent, 0)) {
        ops.push_back(op(Do::Send, 0, rng_.below(3)));
    } else if (way < 11) {
        --budget;
        wait(ops, place, op(Do::Receive, 0));
    } else {
        ops.push_back(op(Do::CloseReceiver, 0));
    }
}

void Operations::bounded(Ops& ops, const Place& place, int& budget) {
    const int way = rng_.below(14);
    const bool mine = !place.alike && receives_from(place.agent, 0);
    if (way < 6) {
        --budget;
        wait(ops, place, op(Do::SendTo, 0, rng_.below(3)));
    } else if (way < 8) {
        ops.push_back(op(Do::TrySend, 0, rng_.below(3)));
    } else if (way < 9) {
        ops.push_back(op(Do::DropSender, 0));
    } else if (way < 13 && mine) {
        --budget;
        wait(ops, place, op(Do::ReceiveFrom, 0));
    } else if (mine) {
        ops.push_back(op(Do::DropReceiver, 0));
    } else {
        ops.push_back(op(Do::TrySend, 0, rng_.below(3)));
    }
}

void Operations::permits(Ops& ops, const Place& place, int& budget) {
    const int way = place.depth < 2 ? rng_.below(11) : 4 + rng_.below(7);
    if (way < 2) {
        ops.push_back(op(Do::TryAcquire, 0, 0, 0, body(place, budget, 1)));
    } else if (way < 6) {
        Place inside = place;
        inside.async = true;
        inside.runtime = false;  // it may be parked
        Ops has = place.depth < 2 && rng_.chance(60) ? body(inside, budget, 1) : Ops{};
        wait(ops, place, op(Do::Acquire, 0, rng_.chance(75) ? 1 : 2, 0, std::move(has)));
    } else if (way < 10) {
        ops.push_back(op(Do::AddPermits, 0, rng_.chance(75) ? 1 : 2));
    } else {
        ops.push_back(op(Do::CloseSemaphore, 0));
    }
}

void Operations::wait(Ops& ops, const Place& place, Op future) {
    if (place.async && !rng_.chance(10)) {
        ops.push_back(std::move(future));
    } else if (rng_.chance(20)) {  // the thread is woken from two sides
        Op other = op(Do::Notified, any(Kind::Notify));
        ops.push_back(op(Do::Park, 0, 0, 0,
                         {op(rng_.chance(50) ? Do::Select : Do::JoinBoth, 0, 0, 0,
                             {std::move(future), other})}));
    } else {
        ops.push_back(op(Do::Park, 0, 0, 0, {std::move(future)}));
    }
}

void Operations::abort(Ops& ops) {
    if (const auto task = any_task()) {
        ops.push_back(op(Do::Abort, *task));
    } else {
        ops.push_back(op(Do::Load, any(Kind::Atomic)));
    }
}

std::optional<int> Operations::any_task() {
    std::vector<int> tasks;
    for (std::size_t i = 0; i < program_.agents.size(); ++i)
        if (program_.agents[i].task) tasks.push_back(static_cast<int>(i));
    if (tasks.empty()) return {};
    return tasks[static_cast<std::size_t>(rng_.below(static_cast<int>(tasks.size())))];
}

Op Operations::future(Place place, int& budget) {
    const int way = rng_.below(place.depth < 2 ? 14 : 9);
    ++place.depth;
    const auto both = [&](Do what) {
        Op first = future(place, budget);
        return op(what, 0, 0, 0, {std::move(first), future(place, budget)});
    };
    switch (way) {
        case 0:
        case 1:
        case 2:
            return op(Do::Yield);
        case 3:
            return op(place.runtime ? Do::Sleep : Do::Yield);
        case 4:
            if (receives(place.agent, 0)) return op(Do::Receive, 0);
            return op(Do::Yield);
        case 5:
            if (const auto task = any_task();
                task && *task != place.agent && awaits(place.agent, *task))
                return op(Do::Await, *task);
            return op(Do::Yield);
        case 6:
        case 7:
        case 8:
            return op(Do::Notified, any(Kind::Notify));
        case 9:
            return op(Do::Async, 0, 0, 0, body(place, budget, 2));
        case 10:
            return both(Do::Select);
        case 11:
            return both(Do::SelectBiased);
        case 12:
            return both(Do::JoinBoth);
        default:  // a lock, kept across an await
            return op(Do::Async, 0, 0, 0,
                      {op(Do::Guard, any(Kind::Mutex), 0, 0, {future(place, budget)})});
    }
}

}  // namespace impasse::property
