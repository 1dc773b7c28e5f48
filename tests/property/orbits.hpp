// Brute force about interchangeable agents: what a trace looks like when they change names.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "harness/core/strategy.hpp"
#include "harness/sched/scheduler.hpp"
#include "harness/trace/canonical.hpp"

namespace impasse::property {

struct Taken {
    Move move;
    Step step;
};

// Notes the steps of an execution, and who is there.
class Noting final : public Strategy {
  public:
    explicit Noting(Strategy& inner) : inner_(inner) {}

    bool begin() override {
        steps.clear();
        agents = 0;
        return inner_.begin();
    }
    Move known(const Situation& situation) override {
        return note(situation, inner_.known(situation));
    }
    Move pick(const Situation& situation) override {
        agents |= situation.announced();
        return note(situation, inner_.pick(situation));
    }
    void last(const Situation& situation) override {
        agents |= situation.announced();
        inner_.last(situation);
    }
    void end(Ending ending) override { inner_.end(ending); }
    bool exhausted() const override { return inner_.exhausted(); }
    std::string error() const override { return inner_.error(); }

    std::vector<Taken> steps;
    AgentSet agents = 0;

  private:
    Move note(const Situation& situation, Move move) {
        if (move.agent == kNoAgent) return move;
        agents |= bit(move.agent);
        steps.push_back({move, situation.pending(move.agent)});
        return move;
    }

    Strategy& inner_;
};

// Renames agents with all that they have made: their objects, their children.
class Renaming {
  public:
    using Pairs = std::vector<std::pair<AgentId, AgentId>>;

    Renaming(sched::Scheduler& scheduler, sched::Ids& ids) : scheduler_(scheduler), ids_(ids) {}

    // Agents that are not named keep their name.
    trace::TraceHash hash(const std::vector<Taken>& steps, const Pairs& names);
    // The least of all hashes: equal for two traces exactly when some renaming of interchangeable
    // agents makes one the other. Cost: n! for n of them.
    trace::TraceHash orbit(const Noting& noted);

  private:
    using Members = std::vector<AgentId>;

    std::vector<Members> groups(AgentSet agents);
    AgentId agent(AgentId of, const Pairs& names);
    ObjectId object(ObjectId of, const Pairs& names);
    void know_owners();

    sched::Scheduler& scheduler_;
    sched::Ids& ids_;
    trace::CanonicalForm form_;
    std::vector<std::pair<AgentId, std::size_t>>
        owners_;  // of each object, and which of theirs it is
};

}  // namespace impasse::property
