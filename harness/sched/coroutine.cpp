#include "harness/sched/coroutine.hpp"

#include <boost/context/protected_fixedsize_stack.hpp>
#include <boost/fiber/all.hpp>
#include <deque>
#include <utility>

#include "harness/core/invariant.hpp"
#include "harness/sched/switch.hpp"

#ifdef IMPASSE_ASAN
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#endif

namespace impasse::sched {

namespace {

#ifdef IMPASSE_ASAN
constexpr std::size_t kStackSize = 1024 * 1024;
#else
constexpr std::size_t kStackSize = 256 * 1024;
#endif

// Switches between agents go straight to a context (switch.hpp). What is left to an algorithm: a fiber
// that ends goes on with the context that was set before, and Boost.Fiber's own dispatcher needs a
// plain queue. It must be counted as ready, or it would be left behind when the algorithm is
// installed.
class Handover final : public boost::fibers::algo::algorithm {
  public:
    void awakened(boost::fibers::context* context) noexcept override { ready_.push_back(context); }

    boost::fibers::context* pick_next() noexcept override {
        if (next) return std::exchange(next, nullptr);
        if (ready_.empty()) return nullptr;
        boost::fibers::context* first = ready_.front();
        ready_.pop_front();
        return first;
    }

    bool has_ready_fibers() const noexcept override { return !ready_.empty(); }
    void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {}
    void notify() noexcept override {}

    // A fiber that was just launched is ours to start: it leaves the queue.
    boost::fibers::context* adopt() {
        boost::fibers::context* last = ready_.back();
        ready_.pop_back();
        return last;
    }

    boost::fibers::context* next = nullptr;

  private:
    std::deque<boost::fibers::context*> ready_;
};

// One per OS thread, owned by Boost.Fiber from the moment that it is installed.
constinit thread_local Handover* installed = nullptr;

Handover& handover() {
    if (!installed) [[unlikely]] {
        auto* algorithm = new Handover;
        boost::fibers::context::active()->get_scheduler()->set_algo(
            boost::fibers::algo::algorithm::ptr_t(algorithm));
        installed = algorithm;
    }
    return *installed;
}

// A protected stack whose bounds are remembered, for AddressSanitizer.
class NotedStack {
  public:
    NotedStack(const void** bottom, std::size_t* size) : bottom_(bottom), size_(size) {}

    boost::context::stack_context allocate() {
        boost::context::stack_context stack = inner_.allocate();
        *size_ = stack.size;
        *bottom_ = static_cast<char*>(stack.sp) - stack.size;
#ifdef IMPASSE_ASAN
        const std::size_t page = boost::context::stack_traits::page_size();
        __asan_unpoison_memory_region(static_cast<char*>(stack.sp) - stack.size + page,
                                      stack.size - page);
#endif
        return stack;
    }
    void deallocate(boost::context::stack_context& stack) noexcept { inner_.deallocate(stack); }

  private:
    boost::context::protected_fixedsize_stack inner_{kStackSize};
    const void** bottom_;
    std::size_t* size_;
};

}  // namespace

Coroutine::Coroutine() : exception_state_(abi::__cxa_get_globals()) {
    handover();
    context_ = boost::fibers::context::active();
#ifdef IMPASSE_ASAN
    pthread_attr_t attributes;
    pthread_getattr_np(pthread_self(), &attributes);
    void* bottom = nullptr;
    pthread_attr_getstack(&attributes, &bottom, &stack_size_);
    pthread_attr_destroy(&attributes);
    stack_bottom_ = bottom;
#endif
}

Coroutine::~Coroutine() = default;

std::unique_ptr<Coroutine> Coroutine::spawn() {
    auto coroutine = std::make_unique<Coroutine>();
    Coroutine* self = coroutine.get();
    boost::fibers::fiber fiber(boost::fibers::launch::post, std::allocator_arg,
                               NotedStack(&self->stack_bottom_, &self->stack_size_),
                               [self] { self->loop(); });
    self->context_ = handover().adopt();
    fiber.detach();
    return coroutine;
}

void Coroutine::start(Body body, void* on) {
    INVARIANT(idle(), "a coroutine is started that has a body");
    injection = Injection::None;
    dropped = false;
    late_panic.reset();
    resumer = nullptr;
    body_ = body;
    on_ = on;
}

// Runs on the coroutine's own stack. The last switch is left to Boost.Fiber: returning ends the
// fiber.
void Coroutine::loop() {
#ifdef IMPASSE_ASAN
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
#endif
    while (!quit_) {
        body_(on_);
        body_ = nullptr;
        INVARIANT(next_ != nullptr, "a coroutine ended and does not know who is next");
        switch_to(*this, *std::exchange(next_, nullptr));
    }
    handover().next = next_->context_;
#ifdef IMPASSE_ASAN
    __sanitizer_start_switch_fiber(nullptr, next_->stack_bottom_, next_->stack_size_);
#endif
}

void Coroutine::quit(Coroutine& from) {
    quit_ = true;
    next_ = &from;
    body_ = nullptr;
    switch_to(from, *this);
}

CoroutinePool::~CoroutinePool() {
    for (auto& coroutine : all_) coroutine->quit(home_);
    // The dispatcher frees the ended fibers when it runs; without this they would outlive the pool.
    boost::this_fiber::yield();
}

Coroutine& CoroutinePool::take() {
    if (free_.empty()) {
        all_.push_back(Coroutine::spawn());
        return *all_.back();
    }
    Coroutine* coroutine = free_.back();
    free_.pop_back();
    return *coroutine;
}

}  // namespace impasse::sched
