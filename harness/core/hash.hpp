// FNV-1a, for fingerprints and checksums that must be the same on every machine.
#pragma once

#include <cstdint>
#include <string_view>

namespace impasse {

inline constexpr std::uint64_t kFnvBasis = 14695981039346656037ULL;

constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = kFnvBasis) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

// A mixer with good avalanche (the finalizer of splitmix64).
constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

}  // namespace impasse
