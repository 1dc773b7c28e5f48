// Every design of the map through one interface, so that a question about them is written once.
//
// The designs keep their real signatures (models/once_map/*.hpp); what differs in them that a caller
// can feel is kept here: what a wait comes to, what its result holds, whether the job is a handle.
// wait() and Job::done() are called in an async body, and await. Keys and values are numbers.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "harness/core/site.hpp"

namespace impasse::models {

// What some designs have and others lack.
enum class Call : unsigned char { Remove, CancelAll, DoneByKey, WaitBlocking };

class AnyOnceMap {
  public:
    enum class Outcome : unsigned char {
        Value,
        Absent,  // the key was never registered
        Failed,  // it was cancelled, or its job was dropped
    };
    struct Waited {
        Outcome outcome;
        int value = 0;
        std::shared_ptr<const void> borrow{};  // a Ref, where the design lends its value
    };
    // What register gives to whoever is to compute the value. Dropping it without done() is noticed
    // by the designs whose job is a handle.
    class Job {
      public:
        virtual ~Job() = default;
        virtual void done(int value, Location where = Location::current()) = 0;
    };

    virtual ~AnyOnceMap() noexcept(false) = default;

    // Null: somebody else computes it, or has.
    virtual std::unique_ptr<Job> register_key(int key, Location where = Location::current()) = 0;
    virtual Waited wait(int key, Location where = Location::current()) = 0;
    // Each of these is a failed invariant in a design that lacks it.
    virtual Waited wait_blocking(int key, Location where = Location::current()) = 0;
    virtual void done_by_key(int key, int value, Location where = Location::current()) = 0;
    virtual void remove(int key, Location where = Location::current()) = 0;
    virtual void cancel_all(Location where = Location::current()) = 0;
};

struct Design {
    const char* id;    // in scenarios' names: "pr1183"
    const char* name;  // as reports say it
    const char* about;
    bool sync;       // may be shared between threads
    bool is_handle;  // register gives out a job that done() consumes
    std::set<Call> calls;
    // Calls use(map) with a map of so many shards that lives as long as the call.
    std::function<void(std::size_t shards, const char* shard_name,
                       const std::function<void(AnyOnceMap&)>& use)>
        with;

    bool can(Call call) const { return calls.contains(call); }
    bool is(std::initializer_list<const char*> ids) const;
};

// uv's revisions by date, what was proposed in the review of PR #1183, and our answer to it.
const std::vector<Design>& once_map_designs();
const Design& once_map_design(const char* id);

}  // namespace impasse::models
