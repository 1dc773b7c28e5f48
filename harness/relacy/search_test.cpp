// Relacy through our policy: that it finds what it must, and what it leaves out.
#include "harness/catch2.hpp"
#include "harness/core/name.hpp"
#include "harness/relacy/finding.hpp"
// last: it includes Relacy
#include "harness/relacy/search.hpp"

using namespace impasse;
using namespace impasse::relacy;

namespace {

constexpr auto kSeqCst = std::memory_order::seq_cst;

template <bool kOrdered>
class Abba : public Suite<Abba<kOrdered>, 2> {
  public:
    void thread(unsigned index) {
        const bool turned = !kOrdered && index == 1;
        const unique_lock first(turned ? b_ : a_);
        const unique_lock second(turned ? a_ : b_);
    }

  private:
    mutex a_{Name("a")};
    mutex b_{Name("b")};
};

// Never shown by Relacy's own full search: the waiter sleeps, is woken, and goes on before the
// third thread has taken its next step.
class WokenFirst : public Suite<WokenFirst, 3> {
  public:
    void thread(unsigned index) {
        if (index == 0) {
            waiter();
        } else if (index == 1) {
            const unique_lock lock(lock_);
            flag_ = true;
            changed_.notify_all();
        } else {
            before_.store(1, kSeqCst);
            after_.store(1, kSeqCst);
        }
    }

  private:
    void waiter() {
        const bool began = before_.load(kSeqCst) == 1;
        bool slept = false;
        {
            unique_lock lock(lock_);
            for (; !flag_; slept = true) changed_.wait(lock);
        }
        if (began && slept && after_.load(kSeqCst) == 0) panic("woken first");
    }

    mutex lock_{Name("lock")};
    condition_variable changed_{Name("changed")};
    bool flag_ = false;
    relacy::atomic<int> before_{0, Name("before")};
    relacy::atomic<int> after_{0, Name("after")};
};

// Message passing: the payload is set before the flag is.
template <std::memory_order kStore, std::memory_order kLoad>
class Message : public Suite<Message<kStore, kLoad>, 2> {
  public:
    void thread(unsigned index) {
        if (index == 0) {
            payload_.store(1, std::memory_order::relaxed);
            flag_.store(1, kStore);
        } else if (flag_.load(kLoad) == 1 && payload_.load(std::memory_order::relaxed) == 0) {
            panic("the flag came before the payload");
        }
    }

  private:
    relacy::atomic<int> payload_{0, Name("payload")};
    relacy::atomic<int> flag_{0, Name("flag")};
};

class NeverNotified : public Suite<NeverNotified, 2> {
  public:
    void thread(unsigned index) {
        if (index != 0) return;
        unique_lock lock(lock_);
        changed_.wait(lock);
    }

  private:
    mutex lock_{Name("lock")};
    condition_variable changed_{Name("changed")};
};

class Spinner : public Suite<Spinner, 2> {
  public:
    void thread(unsigned index) {
        while (index == 0 && flag_.load(kSeqCst) == 0) {
        }
    }

  private:
    relacy::atomic<int> flag_{0, Name("flag")};
};

class TakenTwice : public Suite<TakenTwice, 2> {
  public:
    void thread(unsigned index) {
        if (index != 0) return;
        const unique_lock outer(lock_);
        const unique_lock inner(lock_);
    }

  private:
    mutex lock_{Name("lock")};
};

}  // namespace

TEST_CASE("two locks in opposite order are a cycle of two", "[relacy]") {
    const Result result = search<Abba<false>>({});
    REQUIRE(result.verdict == Verdict::Found);
    CHECK_FALSE(result.exhausted);
    CHECK_FALSE(result.state.empty());
    const Finding finding = finding_of(result, {"left", "right"});
    CHECK(finding.kind == FindingKind::Cycle);
    CHECK(finding.participants == std::vector<std::string>{"left", "right", "a", "b"});
    REQUIRE(finding.wait_for.size() == 2);
    CHECK(finding.wait_for[0].in_cycle);
    CHECK(finding.steps.size() == 2);
}

TEST_CASE("two locks in the same order are free", "[relacy]") {
    const Result result = search<Abba<true>>({});
    CHECK(result.verdict == Verdict::Free);
    CHECK(result.exhausted);
    CHECK(result.events.empty());
}

TEST_CASE("the same search twice takes the same iterations and ends in the same state",
          "[relacy]") {
    const Result once = search<Abba<false>>({});
    const Result again = search<Abba<false>>({});
    CHECK(once.iterations == again.iterations);
    CHECK(once.state == again.state);
}

TEST_CASE("a woken waiter may overtake a third thread", "[relacy]") {
    const Result result = search<WokenFirst>({});
    REQUIRE(result.verdict == Verdict::Found);
    CHECK(result.kind == FindingKind::Panic);
    CHECK(result.what == "woken first");
    CHECK(search<WokenFirst>({.preemptions = 3}).verdict == Verdict::Found);
}

TEST_CASE("Relacy's own search leaves that out: the day it does not, Unfair can go", "[relacy]") {
    Recorder recorder(3, kMaxSteps, Options{}.max_iterations);
    std::ostream silent(nullptr);
    rl::test_params params;
    params.output_stream = params.progress_stream = &silent;
    params.search_type = rl::sched_full;
    rl::ostringstream state;
    CHECK(rl::run_test<WokenFirst, rl::full_search_scheduler<3>>(params, state, false) ==
          rl::test_result_success);
}

TEST_CASE("a relaxed flag may overtake its payload, and the step says that the value is old",
          "[relacy]") {
    const Result result =
        search<Message<std::memory_order::relaxed, std::memory_order::relaxed>>({});
    REQUIRE(result.verdict == Verdict::Found);
    const Event& load = result.events.back();
    CHECK(load.before == 1);
    CHECK(load.after == 0);
    CHECK(finding_of(result, {"sender", "receiver"}).steps.back().change == "sees 0, older than 1");
}

TEST_CASE("release and acquire keep the order, and weak orders never read as free", "[relacy]") {
    const Result result =
        search<Message<std::memory_order::release, std::memory_order::acquire>>({});
    CHECK(result.verdict == Verdict::FreeWithin);
    CHECK(result.bound == "older-stores=1");
    CHECK(result.exhausted);
}

TEST_CASE("a notification that nobody sends strands its waiter", "[relacy]") {
    const Finding finding = finding_of(search<NeverNotified>({}), {"waiter", "other"});
    CHECK(finding.kind == FindingKind::StrandedWaiter);
    CHECK(finding.participants == std::vector<std::string>{"waiter", "changed"});
}

TEST_CASE("a lock that is taken twice is a reentry", "[relacy]") {
    const Result result = search<TakenTwice>({});
    CHECK(result.verdict == Verdict::Found);
    CHECK(result.kind == FindingKind::Reentry);
}

TEST_CASE("a budget never reads as free", "[relacy]") {
    const Result few = search<Abba<true>>({.max_iterations = 3});
    CHECK(few.verdict == Verdict::Inconclusive);
    CHECK(few.iterations == 3);
    CHECK_FALSE(few.exhausted);
    CHECK_FALSE(few.what.empty());
    const Result bounded = search<Abba<true>>({.preemptions = 1});
    CHECK(bounded.verdict == Verdict::FreeWithin);
    CHECK(bounded.bound == "preemptions=1");
    CHECK(search<Spinner>({}).verdict == Verdict::Inconclusive);
}

TEST_CASE("a search that needs its whole budget is whole", "[relacy]") {
    const std::uint64_t all = search<Abba<true>>({}).iterations;
    CHECK(search<Abba<true>>({.max_iterations = all}).verdict == Verdict::Free);
    CHECK(search<Abba<true>>({.max_iterations = all - 1}).verdict == Verdict::Inconclusive);
}
