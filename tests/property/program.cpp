#include "tests/property/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/invariant.hpp"
#include "harness/core/usage_error.hpp"

namespace impasse::property {

namespace {

constexpr std::array<Shape, kOps> kShapes{{
    {Do::Lock, "lock", "m"},
    {Do::Unlock, "unlock", "m"},
    {Do::Try, "try", "m", true},
    {Do::Guard, "guard", "m", true},
    {Do::Write, "write", "s"},
    {Do::Unwrite, "unwrite", "s"},
    {Do::TryWrite, "try_write", "s", true},
    {Do::WriteGuard, "write_guard", "s", true},
    {Do::Read, "read", "s"},
    {Do::Unread, "unread", "s"},
    {Do::TryRead, "try_read", "s", true},
    {Do::ReadGuard, "read_guard", "s", true},
    {Do::Downgrade, "downgrade", "s"},
    {Do::Recursive, "recursive_guard", "s", true},
    {Do::TryRecursive, "try_recursive", "s", true},
    {Do::UpgradableGuard, "upgradable_guard", "s", true},
    {Do::TryUpgradable, "try_upgradable", "s", true},
    {Do::Upgrade, "upgrade", "s"},
    {Do::TryUpgrade, "try_upgrade", "s"},
    {Do::Load, "load", "x"},
    {Do::Store, "store", "xi"},
    {Do::StoreNext, "store_next", "x"},
    {Do::FetchAdd, "fetch_add", "xi"},
    {Do::StoreAdd, "store_add", "xi"},
    {Do::Exchange, "exchange", "xi"},
    {Do::CompareExchange, "compare_exchange", "xii"},
    {Do::Peek, "peek", "x"},
    {Do::Wait, "wait", "c"},
    {Do::WakeOne, "wake_one", "c"},
    {Do::WakeAll, "wake_all", "c"},
    {Do::CountDown, "count_down", "l"},
    {Do::Pass, "pass", "l"},
    {Do::If, "if", "i", true},
    {Do::Choose, "choose", "i"},
    {Do::Spawn, "spawn", "t"},
    {Do::SpawnAlike, "spawn_alike", "ti"},
    {Do::Join, "join", "t"},
    {Do::BlockOn, "block_on", "r", true},
    {Do::DropRuntime, "drop_runtime", "r"},
    {Do::SpawnOn, "spawn_on", "rk"},
    {Do::SpawnTask, "spawn_task", "k"},
    {Do::Abort, "abort", "k"},
    {Do::NotifyOne, "notify_one", "n"},
    {Do::NotifyWaiters, "notify_waiters", "n"},
    {Do::Send, "send", "qi"},
    {Do::CloseSender, "close_sender", "q"},
    {Do::CloseReceiver, "close_receiver", "q"},
    {Do::TryAcquire, "try_acquire", "p", true},
    {Do::AddPermits, "add_permits", "pi"},
    {Do::CloseSemaphore, "close", "p"},
    {Do::TrySend, "try_send", "bi"},
    {Do::DropSender, "drop_sender", "b"},
    {Do::DropReceiver, "drop_receiver", "b"},
    {Do::Yield, "yield", "", false, true},
    {Do::Sleep, "sleep", "", false, true},
    {Do::Notified, "notified", "n", false, true},
    {Do::Receive, "receive", "q", false, true},
    {Do::Acquire, "acquire", "pi", true, true},
    {Do::SendTo, "send_to", "bi", false, true},
    {Do::ReceiveFrom, "receive_from", "b", false, true},
    {Do::Await, "await", "k", false, true},
    {Do::Async, "async", "", true, true},
    {Do::Select, "select", "", true, true},
    {Do::SelectBiased, "select_biased", "", true, true},
    {Do::JoinBoth, "join_both", "", true, true},
    {Do::Park, "park", "", true},
}};

struct KindText {
    char letter;
    std::string_view word;
};
constexpr std::array<KindText, kKinds> kKindTexts{{{'m', "mutex"},
                                                   {'s', "shared"},
                                                   {'x', "atomic"},
                                                   {'c', "condition"},
                                                   {'l', "latch"},
                                                   {'n', "notify"},
                                                   {'q', "channel"},
                                                   {'p', "semaphore"},
                                                   {'b', "bounded"},
                                                   {'r', "runtime"}}};

constexpr std::array<std::string_view, 4> kLockKinds{"step", "follow", "writers", "claim"};

// What follows an object's name: "step" or "follow", its mutex, a number, nothing.
std::string setting(Kind kind, int value) {
    switch (kind) {
        case Kind::Mutex:
        case Kind::Shared:
            return " " + std::string(kLockKinds[static_cast<std::size_t>(value)]);
        case Kind::Atomic:
        case Kind::Latch:
        case Kind::Semaphore:
        case Kind::Bounded:
            return fmt::format(" {}", value);
        case Kind::Condition:
            return fmt::format(" m{}", value);
        case Kind::Notify:
        case Kind::Channel:
            return "";
        case Kind::Runtime:
            return value > 0 ? fmt::format(" {}", value) : "";
    }
    return "";
}

std::string agent_text(const Program& program, std::size_t i) {
    return i == 0 ? "main" : fmt::format("{}{}", program.agents[i].task ? 'k' : 't', i);
}

void print_ops(const Ops& ops, std::string& out) {
    for (std::size_t i = 0; i < ops.size(); ++i) {
        const Shape& shape = shape_of(ops[i].what);
        out += i ? "; " : "";
        out += shape.word;
        for (std::size_t arg = 0; arg < shape.args.size(); ++arg)
            out += shape.args[arg] == 'i' ? fmt::format(" {}", ops[i].args[arg])
                                          : fmt::format(" {}{}", shape.args[arg], ops[i].args[arg]);
        if (!shape.body) continue;
        out += " { ";
        print_ops(ops[i].body, out);
        out += ops[i].body.empty() ? "}" : " }";
    }
}

// One line's words; ";", ":", "{" and "}" are words of their own.
class Words {
  public:
    Words(std::string_view line, unsigned number) : line_(line), number_(number) {}

    std::string_view peek() {
        const std::size_t begin = std::min(line_.find_first_not_of(" \t\r"), line_.size());
        line_.remove_prefix(begin);
        if (line_.empty()) return {};
        if (std::string_view(";:{}").find(line_[0]) != std::string_view::npos)
            return line_.substr(0, 1);
        return line_.substr(0, std::min(line_.find_first_of(" \t\r;:{}"), line_.size()));
    }
    std::string_view next() {
        const std::string_view word = peek();
        line_.remove_prefix(word.size());
        return word;
    }
    void expect(std::string_view word) {
        if (const auto got = next(); got != word) fail("'" + std::string(word) + "'", got);
    }
    int integer(std::string_view word) {
        int value = 0;
        const auto end = word.data() + word.size();
        const auto parsed = std::from_chars(word.data(), end, value);
        if (parsed.ec != std::errc() || parsed.ptr != end) fail("a number", word);
        return value;
    }
    int named(char letter) {
        const std::string_view word = next();
        if (word.empty() || word[0] != letter) fail(fmt::format("{}NUMBER", letter), word);
        return integer(word.substr(1));
    }
    [[noreturn]] void fail(const std::string& wanted, std::string_view got) const {
        throw UsageError(fmt::format("line {}: {} is expected, not '{}'", number_, wanted, got));
    }

  private:
    std::string_view line_;
    unsigned number_;
};

Ops parse_ops(Words& words, std::string_view end) {
    Ops ops;
    while (words.peek() != end) {
        if (!ops.empty()) words.expect(";");
        const std::string_view word = words.next();
        const auto shape = std::find_if(kShapes.begin(), kShapes.end(),
                                        [&](const Shape& s) { return s.word == word; });
        if (shape == kShapes.end()) words.fail("an operation", word);
        Op op;
        op.what = shape->what;
        for (std::size_t arg = 0; arg < shape->args.size(); ++arg)
            op.args[arg] = shape->args[arg] == 'i' ? words.integer(words.next())
                                                   : words.named(shape->args[arg]);
        if (shape->body) {
            words.expect("{");
            op.body = parse_ops(words, "}");
        }
        ops.push_back(std::move(op));
    }
    words.next();
    return ops;
}

int parse_setting(Words& words, Kind kind) {
    switch (kind) {
        case Kind::Mutex:
        case Kind::Shared: {
            const std::string_view word = words.next();
            const auto known = kLockKinds.begin() + (kind == Kind::Mutex ? kFollow : kClaim) + 1;
            const auto found = std::find(kLockKinds.begin(), known, word);
            if (found == known)
                words.fail(
                    kind == Kind::Mutex ? "step or follow" : "step, follow, writers or claim",
                    word);
            return static_cast<int>(found - kLockKinds.begin());
        }
        case Kind::Atomic:
        case Kind::Latch:
        case Kind::Semaphore:
        case Kind::Bounded:
            return words.integer(words.next());
        case Kind::Condition:
            return words.named('m');
        case Kind::Notify:
        case Kind::Channel:
            return 0;
        case Kind::Runtime:
            if (!words.peek().empty()) return words.integer(words.next());
            return 0;
    }
    return 0;
}

void parse_line(Words& words, Program& program) {
    const std::string_view word = words.next();
    if (word == "spurious") {
        program.spurious = words.integer(words.next());
        return words.expect("");
    }
    const auto kind = std::find_if(kKindTexts.begin(), kKindTexts.end(),
                                   [&](const KindText& text) { return text.word == word; });
    if (kind != kKindTexts.end()) {
        auto& objects = program.objects[static_cast<std::size_t>(kind - kKindTexts.begin())];
        if (words.named(kind->letter) != static_cast<int>(objects.size()))
            words.fail("the next number of this kind", "another one");
        objects.push_back(parse_setting(words, static_cast<Kind>(kind - kKindTexts.begin())));
        return words.expect("");
    }
    const bool task = word.starts_with('k');
    program.agents.push_back({task, {}});
    if (word != agent_text(program, program.agents.size() - 1))
        words.fail("an object's kind, main, or the next agent", word);
    words.expect(":");
    program.agents.back().ops = parse_ops(words, "");
}

}  // namespace

const Shape& shape_of(Do what) {
    const Shape& shape = kShapes[static_cast<std::size_t>(what)];
    INVARIANT(shape.what == what, "the table of operations is out of order");
    return shape;
}

std::size_t kind_of(char letter) {
    const auto kind = std::find_if(kKindTexts.begin(), kKindTexts.end(),
                                   [&](const KindText& text) { return text.letter == letter; });
    return static_cast<std::size_t>(kind - kKindTexts.begin());
}

std::string print(const Program& program) {
    std::string out;
    for (std::size_t kind = 0; kind < kKinds; ++kind)
        for (std::size_t i = 0; i < program.objects[kind].size(); ++i)
            out += fmt::format("{} {}{}{}\n", kKindTexts[kind].word, kKindTexts[kind].letter, i,
                               setting(static_cast<Kind>(kind), program.objects[kind][i]));
    if (program.spurious > 0) out += fmt::format("spurious {}\n", program.spurious);
    for (std::size_t i = 0; i < program.agents.size(); ++i) {
        out += agent_text(program, i) + ": ";
        print_ops(program.agents[i].ops, out);
        out += '\n';
    }
    return out;
}

Program parse(std::string_view text) {
    Program program;
    unsigned line = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view content = text.substr(0, std::min(end, text.find('#')));
        text.remove_prefix(std::min(end + 1, text.size()));
        Words words(content, ++line);
        if (!words.peek().empty()) parse_line(words, program);
    }
    if (const std::string why = check(program); !why.empty()) throw UsageError(why);
    number(program);
    return program;
}

void number(Program& program) {
    unsigned next = 0;
    for (Agent& agent : program.agents) each_op(agent.ops, [&](Op& op) { op.number = ++next; });
}

}  // namespace impasse::property
