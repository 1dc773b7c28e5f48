// A measured figure: the samples of several repetitions, of which the median counts and the range
// is said.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace impasse::bench {

class Figure {
  public:
    void add(double sample) { samples_.push_back(sample); }
    const std::vector<double>& samples() const { return samples_; }
    bool empty() const { return samples_.empty(); }
    // Of an even number: the mean of the two in the middle. At least one sample is there.
    double median() const;
    double min() const;
    double max() const;

    // Sample by sample: what was measured in one repetition is compared with each other.
    friend Figure operator/(const Figure& a, const Figure& b);
    Figure operator*(double factor) const;
    // 1 / x of each: seconds into a rate.
    Figure inverse() const;

  private:
    std::vector<double> samples_;
};

// Measures each in turn, again and again, so that what disturbs the machine disturbs all of them.
struct Side {
    std::function<double()> measure;
    Figure figure{};
};
void alternate(std::vector<Side*> sides, unsigned repetitions);

nlohmann::json to_json(const Figure& figure);

// "1.23 M", "456 k", "12.3"; "1.2 ms"; "2.31x"
std::string quantity(double value);
std::string duration(double seconds);
std::string times(double ratio);
// "1.23 M (1.10 M..1.31 M)"; without samples: "-"
std::string show(const Figure& figure, std::string (*format)(double));

}  // namespace impasse::bench
