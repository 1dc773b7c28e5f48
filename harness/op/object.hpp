// An object: what steps act on. Its state decides which steps are enabled, and nothing else does.
//
// The rule that exploration rests on: whether a step is enabled depends only on the state of the
// objects in its footprint, and only steps (or what follows a step at once) change that state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/ids.hpp"
#include "harness/core/name.hpp"
#include "harness/core/site.hpp"
#include "harness/core/step.hpp"

namespace impasse::op {

// Someone whose next move must come first: "fetch waits for shard 3, held by solve as Ref".
struct Blocker {
    AgentId agent = kNoAgent;
    std::string as;  // the guard's name; or what the agent does: "being ..", "has ..", "waits .."
    Location where;
};

// A notification, message or value that was sent on this object, whether or not somebody received
// it.
struct Signal {
    AgentId by = kNoAgent;
    unsigned step = 0;
    unsigned reached = 0;  // how many waiters it found
    Location where;
    AgentSet agents = 0;    // who they were
    bool broadcast = true;  // for all who wait; else for one
};

class Object {
  public:
    explicit Object(Name name) : name_(name) {}
    virtual ~Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    // In how many ways the access can happen now; 0 when it is blocked.
    virtual unsigned ways(const Access&, AgentId) const { return 1; }
    // Who must move before a blocked access can happen; nobody where that is not known.
    virtual void blockers(const Access&, AgentId, std::vector<Blocker>&) const {}
    // A few words for the schedule: "free", "written by solve".
    virtual std::string state() const = 0;

    Name name() const { return name_; }
    ObjectId id() const { return id_; }
    void identify(ObjectId id) { id_ = id; }

    const std::vector<Signal>& signals() const { return signals_; }
    void signal(Signal signal) { signals_.push_back(signal); }

    // How often its state has changed, where a step can look at it and change nothing (atomics, locks): who
    // looks again and sees the same version has learned nothing.
    std::uint32_t version() const { return version_; }
    void changed() { ++version_; }

  private:
    Name name_;
    ObjectId id_ = kNoObject;
    std::uint32_t version_ = 0;
    std::vector<Signal> signals_;
};

}  // namespace impasse::op
