// docs/dependence.md against the code: every pair of operations of one family has one row, and its
// answer is the relation's.
//
//     dependence_doc_test docs/dependence.md harness/core/step.hpp
//
// Operations are named as in the enum Verb, which is read from its source.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "harness/op/dependence.hpp"
#include "harness/op/verb.hpp"

namespace {

using namespace impasse;

int failures = 0;

void fail(const std::string& what) {
    fmt::print("{}\n", what);
    ++failures;
}

std::string read(const char* path) {
    std::ifstream in(path);
    if (!in) fail(fmt::format("cannot read {}", path));
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<std::string> verbs_of(const std::string& source) {
    std::istringstream lines(source.substr(source.find("enum class Verb")));
    std::vector<std::string> verbs;
    std::string line;
    for (std::getline(lines, line); std::getline(lines, line) && line != "};";) {
        std::istringstream word(line.substr(0, line.find(',')));
        if (word >> line && !line.starts_with("//")) verbs.push_back(line);
    }
    return verbs;
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream rest(line.substr(1));
    for (std::string cell; std::getline(rest, cell, '|');) {
        const auto first = cell.find_first_not_of(' ');
        cells.push_back(first == std::string::npos
                            ? ""
                            : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    }
    return cells;
}

class Doc {
  public:
    explicit Doc(std::vector<std::string> names) : names_(std::move(names)) {
        for (std::size_t i = 0; i < names_.size(); ++i) numbers_[names_[i]] = i;
    }

    void row(const std::vector<std::string>& cells) {
        std::set<std::pair<std::size_t, std::size_t>> pairs;
        bool blocks = false;
        for (const std::size_t a : verbs_in(cells[0]))
            for (const std::size_t b : verbs_in(cells[1])) {
                pairs.insert(std::minmax(a, b));
                blocks = blocks || op::may_block(verb(a)) || op::may_block(verb(b));
            }
        for (const auto& [a, b] : pairs) {
            const std::string pair = fmt::format("{} and {}", names_[a], names_[b]);
            const bool dependent = op::dependent({1, verb(a), 0}, {1, verb(b), 0});
            if (!seen_.insert({a, b}).second) fail(pair + " are there twice");
            if (cells[2] != (dependent ? "yes" : "no"))
                fail(fmt::format("{}: the code says {}", pair, dependent ? "yes" : "no"));
            if (op::family_of(verb(a)) != op::family_of(verb(b)))
                fail(pair + " are not of one family");
        }
        if (cells[3] != "-" && !blocks)
            fail(fmt::format("{} | {}: none of them is ever blocked", cells[0], cells[1]));
    }

    // "Blocked at times: `Lock`, `ReadLock`."
    void blocked(const std::string& line) {
        for (const std::size_t one : verbs_in(line)) blocked_.insert(one);
    }

    void judge() const {
        for (std::size_t a = 0; a < names_.size(); ++a) {
            if (op::may_block(verb(a)) != blocked_.contains(a))
                fail(fmt::format("{}: the code says that it is {} blocked", names_[a],
                                 op::may_block(verb(a)) ? "at times" : "never"));
            for (std::size_t b = a; b < names_.size(); ++b)
                if (op::family_of(verb(a)) == op::family_of(verb(b)) && !seen_.contains({a, b}))
                    fail(fmt::format("{} and {} are missing", names_[a], names_[b]));
        }
        fmt::print("{} pairs of {} operations, {} failures\n", seen_.size(), names_.size(),
                   failures);
    }

  private:
    static Verb verb(std::size_t number) { return static_cast<Verb>(number); }

    // All that stands between backquotes, and is an operation.
    std::vector<std::size_t> verbs_in(const std::string& text) const {
        std::vector<std::size_t> found;
        std::istringstream rest(text);
        std::string word;
        for (bool quoted = false; std::getline(rest, word, '`'); quoted = !quoted) {
            if (!quoted) continue;
            const auto known = numbers_.find(word);
            if (known == numbers_.end()) {
                fail("there is no operation " + word);
            } else {
                found.push_back(known->second);
            }
        }
        return found;
    }

    std::vector<std::string> names_;
    std::map<std::string, std::size_t> numbers_;
    std::set<std::pair<std::size_t, std::size_t>> seen_;
    std::set<std::size_t> blocked_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto verbs = verbs_of(read(argv[2]));
    if (verbs.size() != kVerbs)
        fail(fmt::format("the enum has {} operations, not {}", kVerbs, verbs.size()));
    Doc doc(verbs);
    std::istringstream lines(read(argv[1]));
    bool in_table = false;
    for (std::string line; std::getline(lines, line);) {
        if (const auto at = line.find("Blocked at times: "); at != std::string::npos) {
            std::string next;
            std::string list = line.substr(at);
            while (!list.ends_with('.') && std::getline(lines, next)) list += " " + next;
            doc.blocked(list);
            continue;
        }
        if (line == "| one | other | dependent | E/D | why |") {
            in_table = true;
        } else if (!line.starts_with('|')) {
            in_table = false;
        } else if (in_table && !line.starts_with("|---")) {
            const auto cells = cells_of(line);
            if (cells.size() == 5) {
                doc.row(cells);
            } else {
                fail("a row has not five cells: " + line);
            }
        }
    }
    doc.judge();
    return failures == 0 ? 0 : 1;
}
