// A value in a JSON document together with the way to it, so that what is wrong with it can be said
// in one line: "run.json: scenarios[3].verdict must be a string".
//
// Every reader throws UsageError. A Field points into the document and the source's name: both must
// outlive it.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace impasse::reports {

class Field {
  public:
    using Json = nlohmann::ordered_json;

    Field(const Json& value, std::string path, const std::string& source)
        : value_(&value), path_(std::move(path)), source_(&source) {}

    Field operator[](const char* name) const;                    // must be there
    std::optional<Field> find(const char* name) const;           // absent or null: nothing
    std::vector<Field> items() const;                            // of an array
    std::vector<std::pair<std::string, Field>> members() const;  // of an object

    std::string text() const;
    bool truth() const;
    std::int64_t integer() const;
    std::uint64_t count() const;  // an integer, not negative
    unsigned small() const;       // a count that fits an unsigned
    double number() const;

    [[noreturn]] void fail(const std::string& what) const;  // "{source}: {path} {what}"

  private:
    const Json* value_;
    std::string path_;
    const std::string* source_;
};

}  // namespace impasse::reports
