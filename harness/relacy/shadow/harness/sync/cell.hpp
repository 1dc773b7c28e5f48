// Plain data that threads share, under Relacy: its own look for data races.
#pragma once

#include <utility>

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

template <class T>
class cell {
  public:
    explicit cell(T value = T(), Name name = "cell") : value_(std::move(value)), data_(name) {}
    cell(const cell&) = delete;
    cell& operator=(const cell&) = delete;

    const T& get(Location where = Location::current()) const {
        data_.read(where);
        return value_;
    }
    void set(T value, Location where = Location::current()) {
        data_.write(where);
        value_ = std::move(value);
    }

  private:
    T value_;
    relacy::Plain data_;
};

}  // namespace impasse::sync
