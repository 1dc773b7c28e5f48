// Random lock programs: the cycle detector against a naive search of all states of the program, and no
// cycle at all in programs that take their locks in one order.
//
//     cycles_test [--programs N] [--ordered N] [--seed N]
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/run/testing.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "tests/property/rng.hpp"

namespace impasse::property {

namespace {

// An operation locks (1, 2, ...) or unlocks (-1, -2, ...) a lock.
using Thread = std::vector<int>;
using LockProgram = std::vector<Thread>;
// Who takes part in a circle of waits: threads, then locks.
using Circle = std::vector<std::string>;

constexpr const char* kThreads[] = {"t0", "t1", "t2", "t3"};
constexpr const char* kLocks[] = {"m0", "m1", "m2", "m3"};

std::size_t index_of(int operation) { return static_cast<std::size_t>(std::abs(operation)) - 1; }

LockProgram random_program(Rng& rng, bool ordered) {
    LockProgram program(static_cast<std::size_t>(2 + rng.below(2)));
    const int locks = 2 + rng.below(3);
    for (Thread& thread : program)
        for (int block = rng.below(2); block >= 0; --block) {
            std::vector<int> taken;
            for (int depth = rng.below(3); depth >= 0; --depth)
                taken.push_back(1 + rng.below(locks));
            if (ordered) {
                std::sort(taken.begin(), taken.end());
                taken.erase(std::unique(taken.begin(), taken.end()), taken.end());
            }
            for (const int lock : taken) thread.push_back(lock);
            for (auto lock = taken.rbegin(); lock != taken.rend(); ++lock) thread.push_back(-*lock);
        }
    return program;
}

// --- naive: every state, and in one that is stuck who waits for whom

class Naive {
  public:
    explicit Naive(const LockProgram& program) : program_(program) {
        visit(std::vector<std::size_t>(program.size(), 0));
    }

    // Of each stuck state, its smallest circles.
    const std::set<std::set<Circle>>& stuck() const { return stuck_; }

  private:
    std::map<int, std::size_t> owners(const std::vector<std::size_t>& at) const {
        std::map<int, std::size_t> owner;
        for (std::size_t thread = 0; thread < at.size(); ++thread) {
            std::set<int> holds;
            for (std::size_t i = 0; i < at[thread]; ++i) {
                const int lock = program_[thread][i];
                if (lock > 0)
                    holds.insert(lock);
                else
                    holds.erase(-lock);
            }
            for (const int lock : holds) owner[lock] = thread;
        }
        return owner;
    }

    void visit(const std::vector<std::size_t>& at) {
        if (!seen_.insert(at).second) return;
        const auto owner = owners(at);
        bool goes_on = false;
        for (std::size_t thread = 0; thread < at.size(); ++thread) {
            if (at[thread] == program_[thread].size()) continue;
            const int next = program_[thread][at[thread]];
            if (next > 0 && owner.contains(next)) continue;
            goes_on = true;
            std::vector<std::size_t> then = at;
            ++then[thread];
            visit(then);
        }
        if (!goes_on) add_circles(at, owner);
    }

    // Each thread waits for one owner, so a circle is where following them comes back.
    void add_circles(const std::vector<std::size_t>& at, const std::map<int, std::size_t>& owner) {
        std::set<Circle> circles;
        std::size_t smallest = at.size() + 1;
        for (std::size_t start = 0; start < at.size(); ++start) {
            std::set<std::size_t> threads;
            std::set<int> locks;
            std::size_t here = start;
            while (threads.insert(here).second && at[here] < program_[here].size()) {
                const int lock = program_[here][at[here]];
                locks.insert(lock);
                here = owner.at(lock);
            }
            if (here != start || at[here] == program_[here].size()) continue;
            if (threads.size() > smallest) continue;
            if (threads.size() < smallest) circles.clear();
            smallest = threads.size();
            Circle circle;
            for (const std::size_t thread : threads) circle.push_back(kThreads[thread]);
            for (const int lock : locks) circle.push_back(kLocks[index_of(lock)]);
            circles.insert(circle);
        }
        if (!circles.empty()) stuck_.insert(circles);
    }

    const LockProgram& program_;
    std::set<std::vector<std::size_t>> seen_;
    std::set<std::set<Circle>> stuck_;
};

// --- as impasse says

ScenarioResult explored(const LockProgram& program) {
    return run::explored([&program] {
        std::deque<sync::mutex> locks;
        for (const char* name : kLocks) locks.emplace_back(Name(name));
        std::deque<sync::jthread> threads;
        for (std::size_t thread = 0; thread < program.size(); ++thread)
            threads.emplace_back(Name(kThreads[thread]), [&locks, &mine = program[thread]] {
                for (const int lock : mine) {
                    sync::mutex& mutex = locks[index_of(lock)];
                    if (lock > 0)
                        mutex.lock();
                    else
                        mutex.unlock();
                }
            });
    });
}

Circle circle_of(const Finding& finding) {
    Circle circle = finding.participants;
    std::sort(circle.begin(), circle.end(), [](const std::string& a, const std::string& b) {
        return std::pair(a[0] == 'm', a) < std::pair(b[0] == 'm', b);
    });
    return circle;
}

// What is wrong; empty: nothing.
std::string compare(const LockProgram& program) {
    const Naive naive(program);
    const ScenarioResult result = explored(program);
    if (naive.stuck().empty())
        return result.verdict == Verdict::Free ? "" : "never stuck, but " + run::outcome(result);
    std::set<Circle> told;
    for (const Finding& finding : result.findings) {
        const Circle circle = circle_of(finding);
        const bool reentry = finding.kind == FindingKind::Reentry;
        if (finding.kind != FindingKind::Cycle && !reentry)
            return "neither a cycle nor a reentry: " + run::outcome(result);
        if (reentry != (circle.size() == 2)) return "a cycle of one, or a reentry of several";
        told.insert(circle);
    }
    std::set<Circle> smallest;
    for (const std::set<Circle>& state : naive.stuck()) {
        smallest.insert(state.begin(), state.end());
        if (std::none_of(state.begin(), state.end(),
                         [&](const Circle& circle) { return told.contains(circle); }))
            return fmt::format("{} was not found, but {}", state, run::outcome(result));
    }
    for (const Circle& circle : told)
        if (!smallest.contains(circle)) return fmt::format("{} is no smallest circle", circle);
    return "";
}

int run(unsigned programs, unsigned ordered, std::uint64_t seed) {
    unsigned stuck = 0;
    unsigned wrong = 0;
    const auto check = [&](unsigned number, bool in_order) {
        Rng rng(seed + number);
        const LockProgram program = random_program(rng, in_order);
        const std::string difference = compare(program);
        if (!in_order) stuck += Naive(program).stuck().empty() ? 0U : 1U;
        if (difference.empty()) return;
        ++wrong;
        fmt::print("seed {}{}: {}\n  {}\n", seed + number, in_order ? " (ordered)" : "", difference,
                   program);
    };
    for (unsigned i = 0; i < programs; ++i) check(i, false);
    for (unsigned i = 0; i < ordered; ++i) check(i, true);
    fmt::print("{} lock programs, {} of which hang, and {} in order: {} wrong\n", programs, stuck,
               ordered, wrong);
    // All or none would say nothing.
    const bool tells = programs == 0 || (stuck > programs / 20 && stuck < programs);
    if (!tells) fmt::print("the programs are of one kind only: the test says nothing\n");
    return wrong == 0 && tells ? 0 : 1;
}

}  // namespace

}  // namespace impasse::property

int main(int argc, char** argv) {
    CLI::App app("Random lock programs: the cycle detector against a naive search");
    unsigned programs = 1'000;
    unsigned ordered = 1'000;
    std::uint64_t seed = 1;
    app.add_option("--programs", programs, "Programs that may hang")->capture_default_str();
    app.add_option("--ordered", ordered, "Programs that cannot")->capture_default_str();
    app.add_option("--seed", seed, "Of the first program")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    return impasse::property::run(programs, ordered, seed);
}
