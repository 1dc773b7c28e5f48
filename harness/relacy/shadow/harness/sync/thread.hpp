// std::thread and std::jthread under Relacy: its own threads.
#pragma once

#include <functional>
#include <utility>

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

class thread {
  public:
    thread() = default;
    thread(Name name, std::function<void()> body, Location where = Location::current())
        : started_(relacy::start(name, std::move(body), where)), where_(where) {}
    explicit thread(std::function<void()> body, Location where = Location::current())
        : thread("thread", std::move(body), where) {}
    ~thread() noexcept(false) {
        if (joinable())
            relacy::fail("a thread is destroyed that was neither joined nor detached", where_);
    }
    thread(thread&& other) noexcept
        : started_(std::exchange(other.started_, {})), where_(other.where_) {}
    thread& operator=(thread&& other) noexcept {
        std::swap(started_, other.started_);
        return *this;
    }

    bool joinable() const { return started_.handle != nullptr; }
    void join(Location where = Location::current()) {
        if (joinable()) relacy::join(std::exchange(started_, {}), where);
    }
    void detach() { started_ = {}; }

  private:
    relacy::Started started_;
    Location where_;
};

namespace this_thread {

inline void yield(Location where = Location::current()) { relacy::give_way(where); }

}  // namespace this_thread

inline void interchangeable(int n, const char* name, const std::function<void()>& body,
                            Location where = Location::current()) {
    for (int i = 0; i < n; ++i) thread(Name(name, i), body, where).detach();
}

class jthread {
  public:
    jthread(Name name, std::function<void()> body, Location where = Location::current())
        : thread_(name, std::move(body), where), where_(where) {}
    ~jthread() noexcept(false) { thread_.join(where_); }
    jthread(jthread&&) noexcept = default;

    void join(Location where = Location::current()) { thread_.join(where); }

  private:
    thread thread_;
    Location where_;
};

}  // namespace impasse::sync
