#include "harness/sched/spin.hpp"

#include <algorithm>
#include <cstring>

#include "harness/core/hash.hpp"

namespace impasse::sched {

namespace {

bool same(const Location& a, const Location& b) {
    return a.line() == b.line() && a.column() == b.column() &&
           std::strcmp(a.file_name(), b.file_name()) == 0;
}

bool same(const Access& a, const Access& b) { return a.object == b.object && a.verb == b.verb; }

bool same(const Look& a, const Look& b) {
    return same(a.access, b.access) && a.version == b.version && same(a.where, b.where);
}

std::uint64_t hash_of(const Location& where) {
    return mix(fnv1a(where.file_name()) ^ (where.line() * 65'537ULL + where.column()));
}

}  // namespace

void Spin::forget() {
    whole_ = was_whole_ = false;
    steps_ = 0;
    looks_.clear();
    before_.clear();
}

// Before the first time it is not known where the round began.
bool Spin::ends_round(const Location& where) {
    const bool pure = whole_ && !looks_.empty() && steps_ == looks_.size();
    const bool again =
        pure && same(where, where_) &&
        (was_whole_ ? looks_.size() == before_.size() : looks_.size() <= before_.size()) &&
        std::equal(looks_.rbegin(), looks_.rend(), before_.rbegin(),
                   [](const Look& a, const Look& b) { return same(a, b); });
    if (steps_ != looks_.size()) looks_.clear();
    before_.swap(looks_);
    was_whole_ = pure;
    where_ = where;
    begins_round();
    return again;
}

void Spin::begins_round() {
    whole_ = true;
    steps_ = 0;
    looks_.clear();
}

// What a round does, whoever does it and on what.
std::uint64_t Spin::id() const {
    std::uint64_t id = hash_of(where_);
    for (const Look& look : before_)
        id = mix(id ^ (hash_of(look.where) + static_cast<std::uint64_t>(look.access.verb)));
    return id;
}

bool Spin::looks_as_before() const {
    return steps_ == looks_.size() && looks_.size() <= before_.size() &&
           std::equal(looks_.begin(), looks_.end(), before_.begin(),
                      [](const Look& a, const Look& b) { return same(a, b); });
}

bool Spin::still_in(const Step& step) const {
    return looks_as_before() && looks_.size() < before_.size() && step.count == 1 &&
           same(step.accesses[0], before_[looks_.size()].access) &&
           same(step.where, before_[looks_.size()].where);
}

bool Spin::still_in(const Location& gives_way) const {
    return looks_as_before() && looks_.size() == before_.size() && same(gives_way, where_);
}

}  // namespace impasse::sched
