// Interchangeable agents: of executions that differ only in which of them is which, one is explored.
//
// The rule is: as long as nothing tells an agent from its elder (the one that was made right before
// it), the elder goes first. Every execution can be renamed to one that obeys the rule, so what obeys
// it is explored and nothing else, as a program of its own: in it, the younger one's next step is
// there from the elder's on, as the first step of a new agent is from its spawner's. Why that is
// sound, and why it leaves one of each orbit: docs/design/0004-symmetry.md.
//
// Nothing tells two agents apart when they have taken as many steps, each like the other's: the same
// accesses, the same way, and nobody between the two (themselves included) on whom it depends which
// of them comes first. Cost: a step of such an agent costs the accesses to its objects since the
// elder's, a choice costs O(agents).
#pragma once

#include <array>
#include <string>

#include "harness/core/strategy.hpp"
#include "harness/explore/history.hpp"

namespace impasse::explore {

class Symmetry {
  public:
    explicit Symmetry(const History& history) : history_(history), canonical_(*this) {}
    Symmetry(const Symmetry&) = delete;
    Symmetry& operator=(const Symmetry&) = delete;

    // The situation behind the history, without the steps that wait for an elder's. Valid until the
    // next call, and as long as `situation` is.
    const Situation& eldest_first(const Situation& situation);
    // The elder's step behind which the agent's next one comes; kNone where it need not.
    int elder_step(AgentId agent) const;
    // The history's last step was added by now.
    void took_last();
    // The history was cut to `size` steps.
    void forget_from(std::size_t size);
    // Agents are declared interchangeable that are not; empty: none was seen.
    const std::string& error() const { return error_; }

  private:
    static constexpr std::size_t kNever = static_cast<std::size_t>(-1);

    struct Agent {
        AgentId elder = kNoAgent;
        std::size_t told_apart = kNever;  // the place of its step that told it from its elder
    };

    class Canonical final : public Situation {
      public:
        explicit Canonical(const Symmetry& symmetry) : symmetry_(symmetry) {}
        AgentSet enabled() const override { return all().enabled() & ~symmetry_.waiting_; }
        AgentSet announced() const override { return all().announced() & ~symmetry_.waiting_; }
        unsigned ways(AgentId agent) const override { return all().ways(agent); }
        const Step& pending(AgentId agent) const override { return all().pending(agent); }
        std::span<const Access> followed() const override { return all().followed(); }
        AgentId running() const override { return all().running(); }
        bool running_wants_on() const override { return all().running_wants_on(); }
        unsigned depth() const override { return all().depth(); }
        unsigned birth(AgentId agent) const override { return all().birth(agent); }
        AgentId elder(AgentId agent) const override { return all().elder(agent); }

      private:
        const Situation& all() const { return *symmetry_.situation_; }
        const Symmetry& symmetry_;
    };

    bool alike(AgentId agent) const {
        return agents_[agent].elder != kNoAgent && agents_[agent].told_apart == kNever;
    }
    void look_at(AgentId agent, const Situation& situation);
    bool waits(AgentId agent, const Situation& situation);
    bool goes_on_as(const Step& elders, AgentId agent, const Step& own) const;
    void differ(const Situation& situation);
    bool tells_apart(std::size_t elders, std::size_t own) const;
    bool between(const Access& access, std::size_t elders, std::size_t own) const;

    const History& history_;
    std::array<Agent, kMaxAgents> agents_{};
    AgentSet waiting_ = 0;
    const Situation* situation_ = nullptr;
    Canonical canonical_;
    std::string error_;
};

}  // namespace impasse::explore
