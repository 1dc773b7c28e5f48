// A place in the source for each operation of a program, so that findings tell them apart.
#include "tests/property/sites.hpp"

#include <array>

namespace impasse::property {

namespace {

constexpr std::size_t kSites = 96;

// A line each: a place is told by its line. An operation's number is its line, in a file "op".
// clang-format off
constexpr std::array<Location, kSites> kPlaces{
#line 1 "op"
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
    Location::current(),
};
#line 114 "tests/property/sites.cpp"
// clang-format on

}  // namespace

Location site(unsigned number) { return kPlaces[(number + kSites - 1) % kSites]; }

}  // namespace impasse::property
