// Lock policies that let someone wait for as long as others like.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/detect/detector.hpp"

namespace impasse::detect {

namespace {

std::vector<std::string> names_of(const std::map<AgentId, std::string>& agents) {
    std::set<std::string> names;
    for (const auto& [agent, name] : agents) names.insert(name);
    return {names.begin(), names.end()};
}

}  // namespace

void starvation(const trace::PassedWriters& passed, Findings& out) {
    const std::vector<std::string> writers = names_of(passed.writers);
    const std::vector<std::string> readers = names_of(passed.readers);
    Finding hazard;
    hazard.kind = FindingKind::Starvation;
    hazard.summary = fmt::format(
        "{} {} {}, which {} read: it lets readers pass a writer that waits, so as long as they "
        "overlap, "
        "the writer waits",
        fmt::join(writers, " and "), writers.size() == 1 ? "writes" : "write", passed.object,
        fmt::join(readers, " and "));
    hazard.participants = writers;
    for (const std::string& reader : readers)
        if (!std::ranges::count(writers, reader)) hazard.participants.push_back(reader);
    hazard.participants.push_back(passed.object);
    hazard.fingerprint = fingerprint_of(hazard);
    out.push_back(std::move(hazard));
}

}  // namespace impasse::detect
