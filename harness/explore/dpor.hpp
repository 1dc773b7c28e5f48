// Optimal dynamic partial-order reduction: every trace is run exactly once, and nothing else.
//
// Abdulla, Aronis, Jonsson, Sagonas: POPL'14, JACM'17 (Optimal-DPOR: source sets, wakeup trees, races
// looked for in complete executions). What differs, and why, is in docs/design/0002-dpor.md: steps
// that can be blocked by several objects, steps that go in several ways, and executions that end
// stuck. Relative to harness/op/dependence.hpp. Memory: the current execution, and the wakeup
// sequences that its states still hold; nothing grows with the number of executions.
#pragma once

#include <string>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/explore/history.hpp"
#include "harness/explore/wakeup_tree.hpp"
#include "harness/op/after.hpp"

namespace impasse::explore {

class Dpor final : public Strategy {
  public:
    bool begin() override;
    Move known(const Situation& situation) override;
    Move pick(const Situation& situation) override;
    void last(const Situation& situation) override;
    void end(Ending ending) override;
    bool exhausted() const override { return exhausted_; }
    bool redundant() const override { return blocked_; }
    std::string error() const override { return error_; }

    // The most branches that were kept at once.
    std::size_t most_branches() const { return pool_.most(); }

  private:
    struct Node {
        AgentSet enabled = 0;
        Branch* first = nullptr;    // in the order of exploration
        Branch* current = nullptr;  // those before it are done
        std::size_t sleep = 0;      // where its sleep set begins in sleep_
    };

    Move take(const Situation& situation);
    bool expand(const Situation& situation);
    void inherit_sleep();
    Branch* choose(const Situation& situation);
    bool asleep(Move move) const;

    // races.cpp
    void reverse_races();
    void reverse_races_of(const Event& event, std::size_t place);
    void take_other_ways(std::size_t place);
    bool reverse(std::size_t first, const Event& event, std::size_t place);
    void find_settled();
    bool reversed_before(std::size_t first, std::size_t place) const;
    void mark_not_after(std::size_t first);
    bool possible(std::size_t first, const Event& event, std::size_t place);
    op::After allows(std::size_t first, const Event& event, const Access& access,
                     std::size_t place);
    bool leave_out(std::size_t first, const Event& event, std::size_t holder);
    void add(std::size_t first, Move move, const Step& step);

    History history_;
    std::vector<Node> nodes_;           // one a step of the current execution
    std::vector<const Branch*> sleep_;  // the nodes' sleep sets, one behind the other
    BranchPool pool_;
    std::size_t depth_ = 0;
    std::size_t shared_ = 0;    // so many steps are as in the execution before
    std::vector<Event> stuck_;  // what is blocked for ever

    std::vector<char> kept_;              // by place: goes before the reversed step
    std::vector<std::size_t> last_open_;  // by place: the last step that does not happen after it
    std::vector<char> settled_;           // by place: see find_settled()
    std::vector<std::vector<unsigned>> reversed_;  // by place: the steps that it was put before
    std::vector<op::Past> past_;                   // scratch
    std::vector<std::size_t> past_places_;
    std::vector<std::size_t> holders_;
    std::vector<Wake> sequence_;

    bool started_ = false;
    bool blocked_ = false;
    bool exhausted_ = false;
    std::string error_;
};

}  // namespace impasse::explore
