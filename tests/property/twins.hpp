// Depth-first searches that are not ours to use: one that goes through everything in another order,
// one that leaves out what a dependence relation says is the same, and ones that are broken on
// purpose, or that forget a part of what they must know to leave something out. The property test
// must pass the sound ones and fail the broken ones.
#pragma once

#include <functional>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/explore/cached_dfs.hpp"

namespace impasse::property {

using Relation = std::function<bool(const Step&, const Step&)>;

struct Choice {
    Move move;
    Step step;
};

// Whether nothing tells the first agent from the second, after these steps.
using Alike = std::function<bool(const std::vector<Choice>&, AgentId, AgentId)>;

// By what the theory says: agents that change names leave the trace so far as it is. Not for those
// that make agents or objects, nor for more than 64 steps.
bool alike_so_far(const std::vector<Choice>& steps, AgentId one, AgentId other);

struct TwinOptions {
    bool reversed = false;    // the last alternative first
    bool skips_last = false;  // broken: a node's last alternative is never tried
    Relation dependent =
        {};            // sleep sets by this relation (Godefroid '96, 5.2); none: no reduction
    Alike alike = {};  // an agent that nothing tells from its elder lets that one go first
};

class Twin final : public Strategy {
  public:
    explicit Twin(TwinOptions options) : options_(std::move(options)) {}

    bool begin() override;
    Move pick(const Situation& situation) override;
    void end(Ending) override {}
    bool exhausted() const override { return exhausted_; }

  private:
    struct Node {
        std::vector<Choice> choices;
        std::size_t tried = 0;
        std::vector<Choice> asleep;  // explored in another order, or not different from what was
    };

    Node expand(const Situation& situation) const;
    bool waits(const Situation& situation, AgentId agent) const;

    TwinOptions options_;
    std::vector<Node> path_;
    std::size_t depth_ = 0;
    bool started_ = false;
    bool exhausted_ = false;
};

// Takes two arrivals at one trace for the same that are not.
struct Forgets {
    bool spent = false;    // how many preemptions there were on the way
    bool last = false;     // who went last
    bool refused = false;  // that something was beyond the bound
};

class ForgetfulDfs final : public explore::CachedDfs {
  public:
    ForgetfulDfs(unsigned preemptions, Forgets forgets)
        : CachedDfs(preemptions), forgets_(forgets) {}

  private:
    bool covered(const Choice& choice) override {
        Choice as = choice;
        if (forgets_.spent) as.spent = 0;
        if (forgets_.last) as.move.agent = 0;
        return CachedDfs::covered(as);
    }
    void refuse(const Choice& choice) override {
        if (!forgets_.refused) CachedDfs::refuse(choice);
    }

    Forgets forgets_;
};

}  // namespace impasse::property
