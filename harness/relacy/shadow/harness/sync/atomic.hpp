// std::atomic<T> under Relacy, with the C++ memory model. A load may see an older store than the newest.
#pragma once

#include <atomic>
#include <concepts>
#include <cstring>
#include <type_traits>

#include "harness/relacy/kernel.hpp"

namespace impasse::sync {

template <class T>
class atomic {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(relacy::Atomic::Word),
                  "the second engine has atomics of at most 64 bits");
    static_assert(!std::is_floating_point_v<T>, "the second engine has no atomic floating point");

  public:
    explicit atomic(T value = T(), Name name = "atomic") : word_(word(value), name, shows()) {}

    T load(std::memory_order order = std::memory_order_seq_cst,
           Location where = Location::current()) const {
        return value(word_.load(order, where));
    }
    void store(T desired, std::memory_order order = std::memory_order_seq_cst,
               Location where = Location::current()) {
        word_.store(word(desired), order, where);
    }
    T exchange(T desired, std::memory_order order = std::memory_order_seq_cst,
               Location where = Location::current()) {
        return change([&](T) { return desired; }, order, where);
    }
    bool compare_exchange_strong(T& expected, T desired,
                                 std::memory_order order = std::memory_order_seq_cst,
                                 Location where = Location::current()) {
        return compare_exchange(expected, desired, false, order, failing(order), where);
    }
    bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                                 std::memory_order failure, Location where = Location::current()) {
        return compare_exchange(expected, desired, false, success, failure, where);
    }
    bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                               std::memory_order failure, Location where = Location::current()) {
        return compare_exchange(expected, desired, true, success, failure, where);
    }
    T fetch_add(T by, std::memory_order order = std::memory_order_seq_cst,
                Location where = Location::current()) {
        return change([&](T old) { return static_cast<T>(old + by); }, order, where);
    }
    T fetch_sub(T by, std::memory_order order = std::memory_order_seq_cst,
                Location where = Location::current()) {
        return change([&](T old) { return static_cast<T>(old - by); }, order, where);
    }
    T fetch_and(T by, std::memory_order order = std::memory_order_seq_cst,
                Location where = Location::current()) {
        return change([&](T old) { return static_cast<T>(old & by); }, order, where);
    }
    T fetch_or(T by, std::memory_order order = std::memory_order_seq_cst,
               Location where = Location::current()) {
        return change([&](T old) { return static_cast<T>(old | by); }, order, where);
    }
    void store_add(T by, std::memory_order order = std::memory_order_seq_cst,
                   Location where = Location::current()) requires std::is_integral_v<T> {
        change([&](T old) { return static_cast<T>(old + by); }, order, where);
    }
    void store_sub(T by, std::memory_order order = std::memory_order_seq_cst,
                   Location where = Location::current()) requires std::is_integral_v<T> {
        change([&](T old) { return static_cast<T>(old - by); }, order, where);
    }

    // What is there, whatever orders would let it be seen: for what a kernel does.
    T newest() const { return value(word_.newest()); }
    void see_newest(Location where) const { word_.see_newest(where); }

  private:
    using Word = relacy::Atomic::Word;

    static Word word(T value) {
        if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            return static_cast<Word>(value);
        } else {
            Word word = 0;
            std::memcpy(&word, &value, sizeof value);
            return word;
        }
    }
    static T value(Word word) {
        if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            return static_cast<T>(word);
        } else {
            T value;
            std::memcpy(&value, &word, sizeof value);
            return value;
        }
    }
    static constexpr relacy::Thing::Shows shows() {
        using Shows = relacy::Thing::Shows;
        if (std::is_same_v<T, bool>) return Shows::Truth;
        if (std::is_pointer_v<T>) return Shows::Pointer;
        return std::is_unsigned_v<T> ? Shows::Unsigned : Shows::Number;
    }
    // [atomics.types.operations]: of a compare_exchange with one order.
    static constexpr std::memory_order failing(std::memory_order order) {
        if (order == std::memory_order_acq_rel) return std::memory_order_acquire;
        return order == std::memory_order_release ? std::memory_order_relaxed : order;
    }

    template <class Change>
    T change(const Change& to, std::memory_order order, const Location& where) {
        const auto on_words = [&](Word old) { return word(to(value(old))); };
        return value(word_.modify(on_words, Verb::ReadModifyWrite, order, where));
    }
    bool compare_exchange(T& expected, T desired, bool weak, std::memory_order success,
                          std::memory_order failure, const Location& where) {
        Word seen = word(expected);
        const bool done =
            word_.compare_exchange(seen, word(desired), weak, success, failure, where);
        if (!done) expected = value(seen);
        return done;
    }

    relacy::Atomic word_;
};

inline void atomic_thread_fence(std::memory_order order, Location where = Location::current()) {
    relacy::fence(order, where);
}

}  // namespace impasse::sync
