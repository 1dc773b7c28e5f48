// The peer for the cost of a step: agent switches by hand, on nothing but Boost.Context.
//
// No announcement, no choice, no exception state: what is left when all that a scheduler is for is
// left out. The fibers live as long as this; their stacks are not made again for an execution.
#pragma once

#include <boost/context/fiber.hpp>
#include <cstdint>
#include <memory>
#include <vector>

namespace impasse::bench {

// A loop resumes one agent after another, each yields at once: a switch is a resume and a yield.
class ResumeYield {
  public:
    explicit ResumeYield(unsigned agents);
    void run(std::uint64_t switches);

  private:
    std::vector<boost::context::fiber> agents_;
};

// Each agent resumes the next one itself, without a loop in between: the least that a switch can
// cost, and a form that a scheduler which has to ask somebody who goes cannot have.
class HandOver {
  public:
    explicit HandOver(unsigned agents);  // at least two
    ~HandOver();
    void run(std::uint64_t switches);  // at least two: there and back

  private:
    struct Ring;
    std::unique_ptr<Ring> ring_;
};

// Until so much time is over.
double seconds_a_switch(ResumeYield& raw, double seconds);
double seconds_a_switch(HandOver& raw, double seconds);

}  // namespace impasse::bench
