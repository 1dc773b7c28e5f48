// Dpor on a frontier that is split, explored in parts and joined, round after round, a few
// executions at a time; and joins that are broken on purpose.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/explore/dpor.hpp"
#include "harness/explore/split.hpp"

namespace impasse::property {

enum class Join : std::uint8_t {
    Sound,
    Forgets,    // broken: what a part has found for the others is lost
    AddsTwice,  // broken: what is covered by now is added again
};

class InParts final : public Strategy {
  public:
    // So many parts, each with so many executions a round.
    InParts(unsigned parts, unsigned budget, Join join = Join::Sound);

    bool begin() override;
    Move known(const Situation& situation) override { return dpor_->known(situation); }
    Move pick(const Situation& situation) override { return dpor_->pick(situation); }
    void last(const Situation& situation) override { dpor_->last(situation); }
    void end(Ending ending) override { dpor_->end(ending); }
    bool exhausted() const override { return exhausted_; }
    std::string error() const override { return error_.empty() ? dpor_->error() : error_; }

  private:
    void start(unsigned part);
    void put_away();
    void join();

    const unsigned parts_;
    const unsigned budget_;
    const Join join_;
    explore::Tree tree_;                   // that was split
    std::vector<explore::Tree> explored_;  // of the parts before this one
    std::vector<explore::Claim> claims_;
    std::unique_ptr<explore::Frontier> frontier_;
    std::unique_ptr<explore::Dpor> dpor_;
    unsigned part_ = 0;  // 0: the beginning, by one
    unsigned ran_ = 0;
    bool exhausted_ = false;
    std::string error_;  // of joining
};

}  // namespace impasse::property
