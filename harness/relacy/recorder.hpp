// Notes the execution that Relacy runs at the moment; when the search has stopped, that is the one that
// failed.
//
// Allocates nothing while Relacy runs: an allocation in there would be one of the program under test.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/relacy/event.hpp"

namespace impasse::relacy {

inline constexpr unsigned kMaxSteps = 2000;  // an execution, as Relacy counts them
inline constexpr unsigned kMaxThings = 256;

// The looks between two places where a loop gives way. Too many of them are no round.
class Round {
  public:
    void clear() { size_ = 0; }
    void add(ObjectId thing, const Location& where) {
        if (has(thing, where)) return;
        if (size_ < kMost) looks_[size_] = look(thing, where);
        if (size_ <= kMost) ++size_;
    }
    bool has(ObjectId thing, const Location& where) const {
        return std::find(looks_.begin(), end(), look(thing, where)) != end();
    }
    friend bool operator==(const Round& a, const Round& b) {
        return a.size_ == b.size_ && a.size_ > 0 && a.size_ <= kMost &&
               std::equal(a.looks_.begin(), a.end(), b.looks_.begin());
    }

  private:
    struct Look {
        ObjectId thing = kNoObject;
        unsigned line = 0;
        unsigned column = 0;
        const char* file = "";
        bool operator==(const Look&) const = default;
    };
    static constexpr std::size_t kMost = 8;

    static Look look(ObjectId thing, const Location& where) {
        return {thing, where.line(), where.column(), where.file_name()};
    }
    const Look* end() const { return looks_.data() + std::min(size_, kMost); }

    std::array<Look, kMost> looks_{};
    std::size_t size_ = 0;
};

class Recorder {
  public:
    struct Agent {
        Name name;
        unsigned thread = 0;  // Relacy's number, once it runs
        AgentId parent = kNoAgent;
        ObjectId end = kNoObject;
        bool finished = false;
        std::optional<Event> wants;  // what it has begun, and has not got
        std::size_t since = 0;       // how many events there were when it began that
        // Since it last gave way: what it has looked at, and whether any of that has changed.
        std::bitset<kMaxThings> looked;
        bool news = false;
        bool acted = false;      // and whether it has done more than look
        Round round;             // its looks since then
        Round last_round;        // and those before
        bool spent = false;      // it has gone on in vain for as long as it may
        bool urged = false;      // nobody else can go: it goes on in vain, for it may give up
        bool gives_way = false;  // and a switch from it is no preemption
        bool sleeps = false;     // until there are news
        unsigned impatient = 0;  // it goes on though nothing has changed, for so many rounds
        Location looked_at{};
        unsigned stale_reads = 0;  // in a row
    };

    Recorder();
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // The one of the search under way; the primitives have no other way to reach it.
    static Recorder& current() { return *current_; }

    void begin();  // an execution

    AgentId add(Name name, AgentId parent);
    void runs_as(AgentId agent, unsigned thread);
    ObjectId add(const Thing& thing);
    void gone(ObjectId thing) { things_[thing].alive = false; }

    Agent& agent(AgentId id) { return agents_[id]; }
    AgentId agent_of(unsigned thread) const { return agent_of_[thread]; }
    const std::vector<Agent>& agents() const { return agents_; }
    // Of those who sleep in a loop, one that may still go on in vain.
    Agent* unspent_sleeper();
    const std::vector<Thing>& things() const { return things_; }
    const std::vector<Event>& events() const { return events_; }

    // The agent begins something that can block.
    void wants(const Event& event) {
        agents_[event.agent].wants = event;
        agents_[event.agent].since = events_.size();
    }
    // The agent has taken a step.
    void took(const Event& event);
    // It has looked at the thing, and nothing more. `old`: what it saw is no longer there, or it may look
    // again at once for another reason.
    void looked(AgentId agent, ObjectId thing, bool old, const Location& where);
    // The thing is another than before: whoever has looked at it may look again. Returns whether somebody
    // does who had given way.
    bool changed(AgentId by, ObjectId thing);
    void panicked(AgentId agent, const std::string& message, const Location& where);

    struct Panic {
        AgentId agent = kNoAgent;
        std::string message;
        Location where;
    };
    const std::optional<Panic>& panic() const { return panic_; }

    // The bound on preemptions has kept an execution out.
    void kept_out() { kept_out_ = true; }
    bool any_kept_out() const { return kept_out_; }

    std::uint64_t executions() const { return executions_; }
    std::uint64_t steps() const { return steps_; }

  private:
    static inline Recorder* current_ = nullptr;

    // None of them grows beyond its capacity.
    std::vector<Agent> agents_;
    std::vector<Thing> things_;
    std::vector<Event> events_;
    std::vector<AgentId> agent_of_;  // by Relacy's number of the thread
    std::optional<Panic> panic_;
    std::uint64_t executions_ = 0;
    std::uint64_t steps_ = 0;
    bool kept_out_ = false;
};

}  // namespace impasse::relacy
