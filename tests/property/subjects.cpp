#include "tests/property/subjects.hpp"

#include <algorithm>

#include "harness/core/usage_error.hpp"
#include "harness/explore/cached_dfs.hpp"
#include "harness/explore/dpor.hpp"
#include "harness/op/dependence.hpp"
#include "tests/property/in_parts.hpp"
#include "tests/property/twins.hpp"

namespace impasse::property {

namespace {

// Dpor with a frontier of its own.
class Alone final : public Strategy {
  public:
    explicit Alone(bool symmetry) : dpor_(frontier_, symmetry) {}

    bool begin() override { return dpor_.begin(); }
    Move known(const Situation& situation) override { return dpor_.known(situation); }
    Move pick(const Situation& situation) override { return dpor_.pick(situation); }
    void last(const Situation& situation) override { dpor_.last(situation); }
    void end(Ending ending) override { dpor_.end(ending); }
    bool exhausted() const override { return dpor_.exhausted(); }
    std::string error() const override { return dpor_.error(); }

  private:
    explore::Frontier frontier_;
    explore::Dpor dpor_;
};

Subject within(unsigned bound) {
    return {.name = "cached-dfs-" + std::to_string(bound),
            .make = [bound] { return std::make_unique<explore::CachedDfs>(bound); },
            .preemptions = bound};
}

// A strategy that reduces is added here.
std::vector<Subject> all() {
    const auto related = [](const Step& a, const Step& b) { return op::dependent(a, b); };
    return {
        {.name = "dfs-1",
         .make = [] { return std::make_unique<explore::Dfs>(1); },
         .preemptions = 1},
        within(0),
        within(1),
        within(2),
        // So large a bound is none.
        {"cached-dfs", [] { return std::make_unique<explore::CachedDfs>(1'000'000); }},
        {"dfs-reversed", [] { return std::make_unique<Twin>(TwinOptions{.reversed = true}); }},
        {"sleep-sets",
         [related] { return std::make_unique<Twin>(TwinOptions{.dependent = related}); }, true},
        {"dpor", [] { return std::make_unique<Alone>(false); }, true, true},
        {"dpor-in-parts", [] { return std::make_unique<InParts>(3, 2); }, true, true},
    };
}

}  // namespace

std::vector<Subject> subjects_of(const std::vector<std::string>& names) {
    std::vector<Subject> known = all();
    if (names.empty()) return known;
    std::vector<Subject> chosen;
    for (const std::string& name : names) {
        const auto one = std::find_if(known.begin(), known.end(),
                                      [&](const Subject& subject) { return subject.name == name; });
        if (one == known.end()) throw UsageError("there is no strategy '" + name + "'");
        chosen.push_back(*one);
    }
    return chosen;
}

Subject by_orbit() {
    return {"symmetry", [] { return std::make_unique<Alone>(true); }, true, true};
}

}  // namespace impasse::property
