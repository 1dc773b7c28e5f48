#include "reports/formats/json_field.hpp"

#include <fmt/format.h>

#include <limits>

#include "harness/core/usage_error.hpp"

namespace impasse::reports {

void Field::fail(const std::string& what) const {
    throw UsageError(
        fmt::format("{}: {} {}", *source_, path_.empty() ? "the document" : path_, what));
}

Field Field::operator[](const char* name) const {
    if (!value_->is_object()) fail("must be an object");
    const auto found = value_->find(name);
    if (found == value_->end()) fail(fmt::format("has no '{}'", name));
    return {*found, path_.empty() ? name : path_ + "." + name, *source_};
}

std::optional<Field> Field::find(const char* name) const {
    if (!value_->is_object()) fail("must be an object");
    const auto found = value_->find(name);
    if (found == value_->end() || found->is_null()) return std::nullopt;
    return (*this)[name];
}

std::vector<Field> Field::items() const {
    if (!value_->is_array()) fail("must be an array");
    std::vector<Field> made;
    for (std::size_t i = 0; i < value_->size(); ++i)
        made.emplace_back((*value_)[i], fmt::format("{}[{}]", path_, i), *source_);
    return made;
}

std::vector<std::pair<std::string, Field>> Field::members() const {
    if (!value_->is_object()) fail("must be an object");
    std::vector<std::pair<std::string, Field>> made;
    for (const auto& [key, value] : value_->items())
        made.emplace_back(key, Field(value, path_ + "." + key, *source_));
    return made;
}

std::string Field::text() const {
    if (!value_->is_string()) fail("must be a string");
    return value_->get<std::string>();
}

bool Field::truth() const {
    if (!value_->is_boolean()) fail("must be true or false");
    return value_->get<bool>();
}

std::int64_t Field::integer() const {
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!value_->is_number_integer()) fail("must be an integer");
    if (value_->is_number_unsigned() && value_->get<std::uint64_t>() > kMost) fail("is too large");
    return value_->get<std::int64_t>();
}

// The parser makes every integer that is not negative an unsigned one.
std::uint64_t Field::count() const {
    if (!value_->is_number_unsigned()) fail("must be an integer, not negative");
    return value_->get<std::uint64_t>();
}

unsigned Field::small() const {
    const std::uint64_t wide = count();
    if (wide > std::numeric_limits<unsigned>::max()) fail("is too large");
    return static_cast<unsigned>(wide);
}

double Field::number() const {
    if (!value_->is_number()) fail("must be a number");
    return value_->get<double>();
}

}  // namespace impasse::reports
