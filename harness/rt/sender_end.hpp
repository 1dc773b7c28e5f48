// What the senders of all channels have in common: they share the channel, are counted, and the last
// one that is dropped wakes the receiver.
#pragma once

#include <memory>
#include <utility>

#include "harness/core/site.hpp"
#include "harness/sched/scheduler.hpp"

namespace impasse::rt::detail {

// `Channel` has an object, the number of its `senders`, and wake_receiver().
template <class Channel>
class SenderEnd {
  public:
    SenderEnd(std::shared_ptr<Channel> channel, Location where)
        : channel_(std::move(channel)), where_(where) {}
    // No step: the one that is copied is alive, so the count is above 0 before and behind.
    SenderEnd(const SenderEnd& other) : channel_(other.channel_), where_(other.where_) {
        ++channel_->senders;
    }
    SenderEnd(SenderEnd&&) noexcept = default;
    SenderEnd& operator=(SenderEnd other) noexcept {
        std::swap(channel_, other.channel_);
        return *this;
    }
    ~SenderEnd() {
        sched::Scheduler& scheduler = sched::Scheduler::current();
        if (!channel_ || scheduler.silent()) return;
        const sched::InDestructor quietly;
        if (!scheduler.step_quietly({where_, {channel_->object.id(), Verb::CloseSender}})) return;
        if (--channel_->senders == 0) channel_->wake_receiver(where_);
    }

  protected:
    std::shared_ptr<Channel> channel_;

  private:
    Location where_;
};

}  // namespace impasse::rt::detail
