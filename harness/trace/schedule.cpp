#include "harness/trace/schedule.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <string_view>

#include "harness/core/hash.hpp"
#include "harness/core/usage_error.hpp"

namespace impasse::trace {

namespace {

constexpr std::string_view kVersion = "i1";
constexpr std::size_t kMaxMoves = 10'000'000;

std::string moves_text(const std::vector<Move>& moves) {
    std::string text;
    for (std::size_t i = 0; i < moves.size();) {
        std::size_t same = 1;
        while (i + same < moves.size() && moves[i + same] == moves[i]) ++same;
        if (!text.empty()) text += '.';
        text += fmt::format("{}", moves[i].agent);
        if (moves[i].way != 0) text += fmt::format("~{}", moves[i].way);
        if (same > 1) text += fmt::format("x{}", same);
        i += same;
    }
    return text;
}

[[noreturn]] void damaged(const std::string& source, const std::string& why) {
    throw UsageError(fmt::format("{}: not a whole schedule: {}", source, why));
}

template <class Number>
Number number(std::string_view text, const std::string& source) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        damaged(source, fmt::format("'{}' is not a number", text));
    return value;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<Move> parse_moves(std::string_view text, const std::string& source) {
    std::vector<Move> moves;
    if (text.empty()) return moves;
    for (std::string_view part : split(text, '.')) {
        std::size_t times = 1;
        if (const std::size_t x = part.find('x'); x != std::string_view::npos) {
            times = number<std::size_t>(part.substr(x + 1), source);
            part = part.substr(0, x);
        }
        Move move;
        if (const std::size_t way = part.find('~'); way != std::string_view::npos) {
            move.way = number<std::uint16_t>(part.substr(way + 1), source);
            part = part.substr(0, way);
        }
        move.agent = number<AgentId>(part, source);
        if (times > kMaxMoves || moves.size() + times > kMaxMoves)
            damaged(source, "it is too long");
        moves.insert(moves.end(), times, move);
    }
    return moves;
}

std::string ending(std::string_view before, std::size_t moves) {
    return fmt::format("{}.{:06x}", moves, fnv1a(before) & 0xffffff);
}

}  // namespace

std::string Schedule::str() const {
    std::string text = fmt::format("{}:{}", kVersion, scenario);
    for (const auto& [key, value] : params) text += fmt::format(",{}={}", key, value);
    text += ":" + moves_text(moves);
    return text + ":" + ending(text, moves.size());
}

Schedule Schedule::parse(const std::string& text, const std::string& source) {
    const auto parts = split(text, ':');
    if (parts.front() != kVersion)
        damaged(source, fmt::format("it does not begin with '{}:'", kVersion));
    if (parts.size() != 4) damaged(source, "it is cut short");
    Schedule schedule;
    const auto names = split(parts[1], ',');
    schedule.scenario = names.front();
    for (std::size_t i = 1; i < names.size(); ++i) {
        const std::size_t equals = names[i].find('=');
        if (equals == std::string_view::npos) damaged(source, "a parameter has no value");
        schedule.params[std::string(names[i].substr(0, equals))] =
            number<std::int64_t>(names[i].substr(equals + 1), source);
    }
    schedule.moves = parse_moves(parts[2], source);
    const std::string_view before = std::string_view(text).substr(0, text.rfind(':'));
    if (parts[3] != ending(before, schedule.moves.size()))
        damaged(source, "its checksum does not fit, so something was lost or changed");
    return schedule;
}

Schedule Schedule::read(const std::string& text_or_file) {
    if (text_or_file.starts_with(std::string(kVersion) + ":"))
        return parse(text_or_file, "the schedule");
    std::ifstream file(text_or_file);
    if (!file) throw UsageError(fmt::format("cannot read the schedule file '{}'", text_or_file));
    for (std::string line; std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (!line.empty() && line.front() != '#') return parse(line, text_or_file);
    }
    throw UsageError(fmt::format("{}: not a whole schedule: there is none in it", text_or_file));
}

}  // namespace impasse::trace
