// Optimal dynamic partial-order reduction: every trace is run exactly once, and nothing else.
//
// Abdulla, Aronis, Jonsson, Sagonas: POPL'14, JACM'17 (Optimal-DPOR: source sets, wakeup trees, races
// looked for in complete executions). What differs, and why, is in docs/design/0002-dpor.md: steps
// that can be blocked by several objects, steps that go in several ways, and executions that end
// stuck. Relative to harness/op/dependence.hpp. Memory: the current execution, and the wakeup
// sequences that its states still hold; nothing grows with the number of executions.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/explore/frontier.hpp"
#include "harness/explore/history.hpp"
#include "harness/explore/places.hpp"
#include "harness/explore/symmetry.hpp"
#include "harness/explore/wakeup_tree.hpp"
#include "harness/op/after.hpp"

namespace impasse::explore {

class Dpor final : public Strategy {
  public:
    // Alone, or one of those who explore a frontier together; it outlives them, and they each other.
    // With `symmetry`, of traces that differ only in which of interchangeable agents is which, one.
    // With a `beginning` (moves by order of birth, which outlive this), only what comes behind it.
    explicit Dpor(Frontier& frontier, bool symmetry = false, std::span<const Move> beginning = {})
        : frontier_(frontier), beginning_(beginning) {
        frontier.under_way(explored_);
        if (symmetry) symmetry_ = std::make_unique<Symmetry>(history_);
    }

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

    static constexpr std::size_t kNever = kNowhere;
    static constexpr std::size_t kReversed = kNowhere - 1;  // the reversed step, among places

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
    const Situation& eldest_first(const Situation& situation);
    void forget_from(std::size_t size);
    int elder_step(AgentId agent) const;
    void inherit_sleep();
    Branch* choose(const Situation& situation);
    Branch* as_it_begins(const Situation& situation);
    bool asleep(Move move) const;

    // A race's second step, as the end of the wakeup sequence that begins before its first. What
    // goes before it there is kept_.
    struct Reversed {
        std::size_t first;
        const Event& event;
        std::size_t place;  // of the event; size() if it never happened
        Move move;
    };

    // races.cpp
    void reverse_races();
    void find_races(const Event& event, std::size_t place, std::vector<Race>& races);
    void take_other_ways(const Event& event, std::size_t place);
    bool reverse(Race& race, const Event& event, std::size_t place);
    bool possible(const Reversed& reversed);
    bool seen_at(const Reversed& reversed) const;
    op::After allows(const Reversed& reversed, const Access& access);
    bool leave_out(const Reversed& reversed, std::size_t holder);

    // sequence.cpp
    std::size_t add(const Reversed& reversed);
    std::size_t sleep_end(std::size_t place) const;
    std::size_t covered_by_initial(const Reversed& reversed) const;
    bool is_initial(const Reversed& reversed) const;
    bool covers(const Branch& branch, const Reversed& reversed, std::size_t& seen);
    std::size_t conflict(const Branch& branch, const Reversed& reversed) const;
    void keep_needed(const Reversed& reversed);
    bool comes_before(std::size_t place, const Event& last) const;
    void claim(const Reversed& reversed, const Places& whole, const Places& needed);
    void insert(Branch** end, const Reversed& reversed);

    Frontier& frontier_;
    const std::span<const Move> beginning_;
    std::size_t floor_ = 0;   // the nodes above are shared: their lists are touched under the lock
    std::size_t common_ = 0;  // of those, the lists that other parts of the frontier add to as well
    bool has_leaf_ = false;
    std::size_t leaf_depth_ = 0;        // of the leaf that was taken
    double leaf_weight_ = 1;            // and its share of the whole
    std::atomic<double> explored_ = 0;  // of which so much is explored
    History history_;
    std::unique_ptr<Symmetry> symmetry_;  // null: none
    std::vector<Node> nodes_;             // one a step of the current execution
    std::vector<const Branch*> sleep_;    // the nodes' sleep sets, one behind the other
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
    Places kept_;                           // goes before the reversed step
    // While its sequence is compared with the branches that are there:
    Places gone_;    // a branch that it is behind has taken these
    Places needed_;  // what tells it from the branches that it is not behind, and their past
    bool last_gone_ = false;      // the reversed step itself is one of the first
    std::vector<op::Past> past_;  // scratch
    std::vector<std::size_t> past_places_;
    std::vector<std::size_t> holders_;
    Frontier::Path behind_;  // the branches that the sequence is behind

    bool started_ = false;
    bool exhausted_ = false;
    std::string error_;
};

}  // namespace impasse::explore
