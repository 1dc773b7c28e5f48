#include "harness/relacy/bench_programs.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <ostream>

#include "harness/core/usage_error.hpp"
// last: it includes Relacy
#include "harness/relacy/library.hpp"

namespace impasse::relacy {

namespace {

rl::debug_info info() { return {"", "", 0}; }

std::uint64_t iterations = 0;  // begun since the search began

template <class Derived, int kThreads>
struct Counted : rl::test_suite<Derived, kThreads> {
    Counted() { ++iterations; }
};

template <int kSize>
struct Counter : Counted<Counter<kSize>, kSize> {
    void thread(unsigned) {
        lock.lock(info());
        ++count;
        lock.unlock(info());
    }
    rl::mutex lock;
    int count = 0;
};

template <int kSize>
struct Readers : Counted<Readers<kSize>, kSize + 1> {
    Readers() { value.store(0, rl::mo_seq_cst, info()); }
    void thread(unsigned index) {
        if (index == 0) {
            value.store(1, rl::mo_seq_cst, info());
        } else {
            value.load(rl::mo_seq_cst, info());
        }
    }
    rl::atomic<int> value;
};

template <int kSize>
struct LastZero : Counted<LastZero<kSize>, kSize + 1> {
    LastZero() {
        for (auto& cell : cells) cell.store(0, rl::mo_seq_cst, info());
    }
    void thread(unsigned index) {
        if (index == 0) {
            for (unsigned i = kSize; cells[i].load(rl::mo_seq_cst, info()) != 0;) --i;
        } else {
            const int below = cells[index - 1].load(rl::mo_seq_cst, info());
            cells[index].store(below + 1, rl::mo_seq_cst, info());
        }
    }
    std::array<rl::atomic<int>, kSize + 1> cells;
};

template <int kSize, bool kOrdered>
struct Philosophers : Counted<Philosophers<kSize, kOrdered>, kSize> {
    void thread(unsigned index) {
        unsigned first = index;
        unsigned second = (index + 1) % kSize;
        if (kOrdered && second < first) std::swap(first, second);
        forks[first].lock(info());
        forks[second].lock(info());
        forks[second].unlock(info());
        forks[first].unlock(info());
    }
    std::array<rl::mutex, kSize> forks;
};

// Random where there is a number of iterations. Relacy's primitives look at the kind of search, too:
// at random they wake up spuriously.
template <class Test, class Scheduler>
std::string run_once(rl::iteration_t random_iterations) {
    std::ostream silent(nullptr);
    rl::test_params params;
    params.output_stream = params.progress_stream = &silent;
    params.search_type = random_iterations > 0 ? rl::sched_random : rl::sched_full;
    params.iteration_count = random_iterations;
    rl::ostringstream state;
    iterations = 0;
    return rl::test_result_str(rl::run_test<Test, Scheduler>(params, state, false));
}

// Of this process, as harness/bench measures.
double processor_seconds_since(std::clock_t start) {
    return static_cast<double>(std::clock() - start) / static_cast<double>(CLOCKS_PER_SEC);
}

// Each search leaves some 50 KiB behind, so there is an end to repeating it.
constexpr std::uint64_t kMaxSearches = 500;

template <class Test, class Scheduler>
BenchRun repeat(double seconds) {
    BenchRun all;
    const std::clock_t start = std::clock();
    do {
        all.ending = run_once<Test, Scheduler>(0);
        ++all.searches;
        all.seconds = processor_seconds_since(start);
    } while (all.seconds < seconds && all.searches < kMaxSearches);
    all.iterations = iterations;
    return all;
}

template <class Test, class Scheduler>
BenchRun draw(double seconds) {
    BenchRun run{.searches = 1};
    for (rl::iteration_t draws = 1000; run.seconds < seconds; draws *= 2) {
        const std::clock_t start = std::clock();
        run.ending = run_once<Test, Scheduler>(draws);
        run.seconds = processor_seconds_since(start);
        run.iterations = iterations;
        if (iterations < draws) break;  // it stopped at a failure
    }
    return run;
}

template <class Test>
BenchRun measure(Search search, double seconds) {
    constexpr int kThreads = Test::params::thread_count;
    switch (search) {
        case Search::Full:
            return repeat<Test, rl::full_search_scheduler<kThreads>>(seconds);
        case Search::Random:
            return draw<Test, rl::random_scheduler<kThreads>>(seconds);
    }
    return {};
}

struct BuiltIn {
    const char* program;
    int size;
    BenchRun (*measure)(Search, double);
};

constexpr std::array kBuiltIn{
    BuiltIn{"counter", 4, measure<Counter<4>>},
    BuiltIn{"counter", 8, measure<Counter<8>>},
    BuiltIn{"readers", 4, measure<Readers<4>>},
    BuiltIn{"readers", 13, measure<Readers<13>>},
    BuiltIn{"lastzero", 3, measure<LastZero<3>>},
    BuiltIn{"lastzero", 10, measure<LastZero<10>>},
    BuiltIn{"lastzero", 15, measure<LastZero<15>>},
    BuiltIn{"philosophers", 3, measure<Philosophers<3, false>>},
    BuiltIn{"philosophers-ordered", 3, measure<Philosophers<3, true>>},
    BuiltIn{"philosophers-ordered", 10, measure<Philosophers<10, true>>},
};

}  // namespace

BenchRun bench(const std::string& program, int size, Search search, double seconds) {
    for (const BuiltIn& known : kBuiltIn)
        if (known.program == program && known.size == size) return known.measure(search, seconds);
    throw UsageError(fmt::format("{} of size {} is not built in", program, size));
}

}  // namespace impasse::relacy
