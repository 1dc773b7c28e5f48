// A guard of a Lockable: it may move between agents, and lets go when it is destroyed.
#pragma once

#include <utility>

#include "harness/sync/lockable.hpp"

namespace impasse::sync {

class Held {
  public:
    Held() = default;  // of nothing
    // `name` is what a finding calls the hold.
    Held(Lockable& lock, Mode mode, const char* name, const Location& where)
        : Held(lock, mode, lock.acquire(mode, name, where), where) {}
    // Of a hold that there is.
    Held(Lockable& lock, Mode mode, unsigned hold, const Location& where)
        : lock_(&lock), mode_(mode), where_(where), hold_(hold) {}
    Held(Held&& other) noexcept
        : lock_(std::exchange(other.lock_, nullptr)),
          mode_(other.mode_),
          where_(other.where_),
          hold_(other.hold_) {
        hand_on();
    }
    Held& operator=(Held&&) = delete;
    ~Held() {
        if (lock_) lock_->release(mode_, where_, hold_);
    }

    Mode mode() const { return mode_; }
    explicit operator bool() const { return lock_ != nullptr; }
    // The running agent is the one that has it now.
    void hand_on() noexcept {
        if (lock_) lock_->hand_on(hold_);
    }
    void used() const {
        if (lock_) lock_->used(hold_);
    }
    void downgrade(Mode to, const char* name) {
        used();
        lock_->downgrade(to, name, where_);
        mode_ = to;
    }
    void upgrade(const char* name, const Location& where) {
        used();
        hold_ = lock_->upgrade(hold_, name, where);
        mode_ = Mode::Write;
    }
    bool try_upgrade(const char* name, const Location& where) {
        used();
        const unsigned upgraded = lock_->try_upgrade(hold_, name, where);
        if (upgraded == 0) return false;
        hold_ = upgraded;
        mode_ = Mode::Write;
        return true;
    }

  private:
    Lockable* lock_ = nullptr;
    Mode mode_ = Mode::Read;
    Location where_;
    unsigned hold_ = 0;
};

}  // namespace impasse::sync
