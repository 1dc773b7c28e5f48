// A set of places in an execution, as bits: which steps happen before one, which are kept in front of
// another.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace impasse::explore {

inline constexpr std::size_t kPlacesInWord = 64;
inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

class Places {
  public:
    // Empty, with room for the places below words * kPlacesInWord.
    void reset(std::size_t words) { words_.assign(words, 0); }

    bool has(std::size_t place) const { return (words_[place / kPlacesInWord] & mask(place)) != 0; }
    void add(std::size_t place) { words_[place / kPlacesInWord] |= mask(place); }
    void remove(std::size_t place) { words_[place / kPlacesInWord] &= ~mask(place); }

    bool none() const {
        for (const std::uint64_t word : words_)
            if (word != 0) return false;
        return true;
    }

    // In order.
    template <class Act>
    void each(Act&& act) const {
        for (std::size_t word = 0; word < words_.size(); ++word)
            for (std::uint64_t rest = words_[word]; rest; rest &= rest - 1)
                act(word * kPlacesInWord + static_cast<std::size_t>(std::countr_zero(rest)));
    }

    std::uint64_t* words() { return words_.data(); }
    const std::uint64_t* words() const { return words_.data(); }

    static std::uint64_t mask(std::size_t place) {
        return std::uint64_t{1} << (place % kPlacesInWord);
    }

  private:
    std::vector<std::uint64_t> words_;
};

// Many of them, all with room for equally many places: row by row in one block.
class PlaceRows {
  public:
    std::size_t width() const { return width_; }  // words in a row
    std::size_t size() const { return words_.size() / width_; }
    void resize(std::size_t rows) { words_.resize(rows * width_); }

    std::uint64_t* operator[](std::size_t row) { return words_.data() + row * width_; }
    const std::uint64_t* operator[](std::size_t row) const { return words_.data() + row * width_; }

    // Twice as many places.
    void widen() {
        std::vector<std::uint64_t> wider(words_.size() * 2);
        for (std::size_t row = 0; row < size(); ++row)
            std::copy_n((*this)[row], width_, wider.data() + row * width_ * 2);
        words_ = std::move(wider);
        width_ *= 2;
    }

  private:
    std::vector<std::uint64_t> words_;
    std::size_t width_ = 1;
};

}  // namespace impasse::explore
