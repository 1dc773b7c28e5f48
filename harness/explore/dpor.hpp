// Optimal dynamic partial-order reduction: every trace is run exactly once, and nothing else.
//
// Abdulla, Aronis, Jonsson, Sagonas: POPL'14, JACM'17 (Optimal-DPOR: source sets, wakeup trees, races
// looked for in complete executions). What differs, and why, is in docs/design/0002-dpor.md: steps
// that can be blocked by several objects, steps that go in several ways, and executions that end
// stuck. Relative to harness/op/dependence.hpp. Memory: the current execution, and the wakeup
// sequences that its states still hold; nothing grows with the number of executions.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/explore/frontier.hpp"
#include "harness/explore/history.hpp"
#include "harness/explore/wakeup_tree.hpp"
#include "harness/op/after.hpp"

namespace impasse::explore {

class Dpor final : public Strategy {
  public:
    // Alone, or one of those who explore a frontier together; it outlives them, and they each other.
    explicit Dpor(Frontier& frontier) : frontier_(frontier) { frontier.under_way(explored_); }

    bool begin() override;
    Move known(const Situation& situation) override;
    Move pick(const Situation& situation) override;
    void last(const Situation& situation) override;
    void end(Ending ending) override;
    bool exhausted() const override { return exhausted_; }
    std::optional<double> explored() override;
    // Gives what it has not explored back to the frontier, after the end of an execution.
    void give_back();
    std::string error() const override { return error_; }

  private:
    struct Node {
        AgentSet enabled = 0;
        AgentSet announced = 0;
        AgentSet all_ways = 0;      // each way that its step can go is a branch
        bool seen = false;          // not yet, on the way to a leaf that was taken
        Branch* first = nullptr;    // in the order of exploration
        Branch* current = nullptr;  // those before it are done
        std::size_t sleep = 0;      // where its sleep set begins in sleep_
    };

    static constexpr std::size_t kNever = static_cast<std::size_t>(-1);

    // A step that could as well have come before an earlier one, or gone another way.
    struct Race {
        unsigned first = 0;            // the earlier step's place; its own for another way
        std::uint16_t way = 0;         // that it goes when it is reversed
        std::size_t covered = kNever;  // see add()
    };

    bool backtrack();
    bool take_leaf();
    void go_to(const Frontier::Path& path);
    void share(std::size_t depth);
    double weight_at(std::size_t depth) const;
    double explored_part();
    void look(const Situation& situation);
    Move take(const Situation& situation);
    bool expand(const Situation& situation);
    void see(const Situation& situation);
    void inherit_sleep();
    Branch* choose(const Situation& situation);
    bool asleep(Move move) const;

    // races.cpp
    void reverse_races();
    void find_races(const Event& event, std::size_t place, std::vector<Race>& races);
    void take_other_ways(const Event& event, std::size_t place);
    bool reverse(Race& race, const Event& event, std::size_t place);
    void mark_not_after(std::size_t first);
    bool possible(std::size_t first, const Event& event, std::size_t place);
    bool seen_at(std::size_t first, const Event& event) const;
    op::After allows(std::size_t first, const Event& event, const Access& access,
                     std::size_t place);
    bool leave_out(std::size_t first, const Event& event, std::size_t holder);
    std::size_t add(const Race& race, const Event& event, std::size_t place);
    bool covers(const Branch& branch, std::size_t first, std::size_t& seen);
    void append(Branch** end, std::size_t first);
    void keep_needed(const Event& event, std::size_t place);
    bool comes_before(const Wake& wake, const Wake& later, const Event& event,
                      std::size_t place) const;
    void claim(std::size_t first, const Sequence& whole, const Event& event, std::size_t place);
    std::size_t sleep_end(std::size_t place) const;
    std::size_t covered_by_initial(const Race& race, Move move, const Event& event,
                                   std::size_t place) const;
    bool is_initial(const Race& race, const Event& event) const;

    Frontier& frontier_;
    std::size_t floor_ = 0;   // the nodes above are shared: their lists are touched under the lock
    std::size_t common_ = 0;  // of those, the lists that other parts of the frontier add to as well
    bool has_leaf_ = false;
    std::size_t leaf_depth_ = 0;        // of the leaf that was taken
    double leaf_weight_ = 1;            // and its share of the whole
    std::atomic<double> explored_ = 0;  // of which so much is explored
    History history_;
    std::vector<Node> nodes_;           // one a step of the current execution
    std::vector<const Branch*> sleep_;  // the nodes' sleep sets, one behind the other
    BranchPool pool_;
    std::size_t depth_ = 0;
    std::size_t shared_ = 0;  // so many steps are as in the execution before

    // Steps that were announced and never happened: blocked for ever, or of a task that was dropped.
    struct Unhappened {
        Event event;
        std::size_t dropped = 0;  // the place of the step that dropped its agent; else size()
    };
    std::vector<Unhappened> unhappened_;
    std::size_t dropped_ = 0;  // of the one whose races are looked for; else size()

    std::vector<std::vector<Race>> races_;  // by place of the second step
    std::vector<char> kept_;                // by place: goes before the reversed step
    std::vector<op::Past> past_;            // scratch
    std::vector<std::size_t> past_places_;
    std::vector<std::size_t> holders_;
    Sequence sequence_;
    Frontier::Path behind_;  // the branches that a sequence was followed along

    bool started_ = false;
    bool exhausted_ = false;
    std::string error_;
};

}  // namespace impasse::explore
