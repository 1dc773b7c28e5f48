#include "harness/relacy/retell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "harness/core/invariant.hpp"
#include "harness/detect/detector.hpp"
#include "harness/op/barrier.hpp"
#include "harness/op/completion.hpp"
#include "harness/op/lock.hpp"
#include "harness/op/names.hpp"
#include "harness/op/signals.hpp"
#include "harness/op/simple.hpp"
#include "harness/op/verb.hpp"
#include "harness/trace/snapshot.hpp"
#include "harness/trace/waits.hpp"

namespace impasse::relacy {

namespace {

using Kind = Thing::Kind;

std::string text_of(Thing::Shows shows, std::int64_t value) {
    switch (shows) {
        case Thing::Shows::Number:
            return fmt::format("{}", value);
        case Thing::Shows::Unsigned:
            return fmt::format("{}", static_cast<std::uint64_t>(value));
        case Thing::Shows::Truth:
            return value ? "true" : "false";
        case Thing::Shows::Pointer:
            return value ? "set" : "null";
    }
    return {};
}

std::unique_ptr<op::Object> object_of(const Thing& thing) {
    switch (thing.kind) {
        case Kind::Lock:
            return std::make_unique<op::Lock>(thing.name);
        case Kind::Condition:
            return std::make_unique<op::Condition>(thing.name, ~0U);
        case Kind::Latch:
            return std::make_unique<op::Latch>(thing.name, thing.number);
        case Kind::Barrier:
            return std::make_unique<op::Barrier>(thing.name, thing.number);
        case Kind::End:
            return std::make_unique<op::Completion>(thing.name, static_cast<AgentId>(thing.number));
        case Kind::Atomic:
        case Kind::Plain:
            break;
    }
    return std::make_unique<op::Shown>(thing.name);
}

// As the end of a line; seq_cst goes without saying.
const char* text_of(std::memory_order order) {
    switch (order) {
        case std::memory_order::relaxed:
            return " (relaxed)";
        case std::memory_order::consume:
            return " (consume)";
        case std::memory_order::acquire:
            return " (acquire)";
        case std::memory_order::release:
            return " (release)";
        case std::memory_order::acq_rel:
            return " (acq_rel)";
        case std::memory_order::seq_cst:
            break;
    }
    return "";
}

class Story final : public op::AgentNames {
  public:
    explicit Story(const Recorder& recorder) : recorder_(recorder) {
        for (const Thing& thing : recorder.things()) {
            objects_.push_back(object_of(thing));
            objects_.back()->identify(static_cast<ObjectId>(objects_.size()) - 1);
        }
        const op::LendNames lent(*this);
        for (std::size_t i = 0; i < recorder.events().size(); ++i) tell(i);
    }

    std::string name_of(AgentId agent) const override {
        return recorder_.agents()[agent].name.str();
    }

    // Where an agent last saw what was no longer there; empty: nowhere. The end of a sentence.
    std::string saw_older() const {
        const auto& events = recorder_.events();
        const auto last = std::find_if(events.rbegin(), events.rend(), [](const Event& event) {
            return event.access.verb == Verb::Load && event.before != event.after;
        });
        if (last == events.rend()) return {};
        const Thing& it = thing(last->access.object);
        return fmt::format(
            "; on the way {} saw {} in {} (at {}) when it was {} already, which its memory orders "
            "allow and sequential consistency does not",
            name_of(last->agent), text_of(it.shows, last->after), it.name.str(),
            Site::of(last->where).str(), text_of(it.shows, last->before));
    }

    std::vector<StepLine> lines() && { return std::move(lines_); }

    trace::Snapshot snapshot(Ending ending) const {
        const op::LendNames lent(*this);
        trace::Snapshot snapshot;
        snapshot.stuck = ending == Ending::Stuck;
        std::vector<std::pair<std::vector<AgentId>, AgentId>> agents;
        for (AgentId id = 0; id < recorder_.agents().size(); ++id)
            agents.emplace_back(descent_of(id), id);
        std::sort(agents.begin(), agents.end());
        for (const auto& [descent, id] : agents) snapshot.agents.push_back(view_of(id));
        if (const auto& panic = recorder_.panic())
            snapshot.panics.push_back({.agent = name_of(panic->agent),
                                       .message = panic->message,
                                       .where = Site::of(panic->where)});
        if (ending == Ending::Race) snapshot.races.push_back(race());
        if (ending == Ending::Leak) snapshot.leaked = leaked();
        return snapshot;
    }

  private:
    template <class T>
    T& as(ObjectId id) {
        return static_cast<T&>(*objects_[id]);
    }
    const Thing& thing(ObjectId id) const { return recorder_.things()[id]; }

    void tell(std::size_t number) {
        const Event& event = recorder_.events()[number];
        const bool switches = number > 0 && recorder_.events()[number - 1].agent != event.agent;
        const bool preempts = switches && could_go_on(recorder_.events()[number - 1].agent, number);
        const std::string before = state_of(event.access);
        apply(event, event.access);
        if (event.also.object != kNoObject) apply(event, event.also);
        StepLine line{.number = static_cast<unsigned>(lines_.size()) + 1,
                      .agent = name_of(event.agent),
                      .operation = std::string(op::doing(event.access.verb)),
                      .object = object_text(event),
                      .change = change_of(event, before),
                      .where = Site::of(event.where),
                      .code = {},
                      .follows = event.follows,
                      .preempts = preempts};
        if (event.also.object != kNoObject)
            line.object += fmt::format(", {} {}", op::doing(event.also.verb),
                                       thing(event.also.object).name.str());
        lines_.push_back(std::move(line));
    }

    std::string object_text(const Event& event) const {
        if (event.access.verb == Verb::Choose) return std::to_string(event.after);
        return event.access.object == kNoObject ? "" : thing(event.access.object).name.str();
    }

    // Whether the agent of the line above could have taken its next step.
    bool could_go_on(AgentId agent, std::size_t from) const {
        const auto& events = recorder_.events();
        const auto next = std::find_if(events.begin() + static_cast<long>(from), events.end(),
                                       [&](const Event& one) { return one.agent == agent; });
        const auto& wants = recorder_.agents()[agent].wants;
        if (next == events.end() && !wants) return false;
        const Event& event = next == events.end() ? *wants : *next;
        if (event.access.verb == Verb::Join || event.access.verb == Verb::Yield) return false;
        const auto possible = [&](const Access& access) {
            return access.object == kNoObject || objects_[access.object]->ways(access, agent) > 0;
        };
        return possible(event.access) && possible(event.also);
    }

    std::string state_of(const Access& access) const {
        if (access.object == kNoObject) return {};
        const Kind kind = thing(access.object).kind;
        const bool shows = kind == Kind::Lock || kind == Kind::Latch || kind == Kind::Barrier;
        return shows ? objects_[access.object]->state() : std::string();
    }

    std::string change_of(const Event& event, const std::string& before) const {
        const Access& access = event.access;
        if (access.object == kNoObject) return {};
        const Thing& it = thing(access.object);
        if (it.kind != Kind::Atomic) {
            const std::string after = state_of(access);
            return before == after ? "" : fmt::format("{} -> {}", before, after);
        }
        const std::string was = text_of(it.shows, event.before);
        const std::string is = text_of(it.shows, event.after);
        const std::string order = text_of(event.order);
        if (access.verb != Verb::Load)
            return (was == is ? fmt::format("stays {}", is) : fmt::format("{} -> {}", was, is)) +
                   order;
        return (was == is ? fmt::format("sees {}", is)
                          : fmt::format("sees {}, older than {}", is, was)) +
               order;
    }

    void acquire(const Event& event, ObjectId lock, op::Mode mode) {
        as<op::Lock>(lock).acquire(
            {.agent = event.agent, .mode = mode, .guard = event.guard, .where = event.where});
    }

    void apply(const Event& event, const Access& access) {
        if (access.object == kNoObject) return;
        const auto signal = [&](bool broadcast) {
            auto& condition = as<op::Condition>(access.object);
            AgentSet agents = 0;
            for (std::size_t i = 0; i < condition.waiters(); ++i)
                agents |= bit(condition.waiter(i));
            const auto reached = static_cast<unsigned>(condition.waiters());
            condition.signal({.by = event.agent,
                              .step = static_cast<unsigned>(lines_.size()) + 1,
                              .reached = broadcast ? reached : std::min(1U, reached),
                              .where = event.where,
                              .agents = agents,
                              .broadcast = broadcast});
            if (broadcast) condition.wake_all();
        };
        const op::LockArgument argument = op::LockArgument::in(access);
        const bool atomic = thing(access.object).kind == Kind::Atomic;
        switch (access.verb) {
            case Verb::Lock:
                return acquire(event, access.object, op::Mode::Write);
            case Verb::ReadLock:
            case Verb::ReadLockRecursive:
                return acquire(event, access.object, op::Mode::Read);
            case Verb::UpgradableLock:
                return acquire(event, access.object, op::Mode::Upgradable);
            case Verb::TryLock:
                if (event.after == 0) return;
                if (argument.upgrades)
                    as<op::Lock>(access.object).release(event.agent, op::Mode::Upgradable);
                return acquire(event, access.object, argument.mode);
            case Verb::TryReadLock:
            case Verb::TryReadLockRecursive:
                if (event.after != 0) acquire(event, access.object, op::Mode::Read);
                return;
            case Verb::Upgrade:
                as<op::Lock>(access.object).release(event.agent, op::Mode::Upgradable);
                [[fallthrough]];
            case Verb::Claim:
                if (as<op::Lock>(access.object).free())
                    return acquire(event, access.object, op::Mode::Write);
                as<op::Lock>(access.object)
                    .claim({.agent = event.agent, .guard = event.guard, .where = event.where});
                return;
            case Verb::Unlock:
                as<op::Lock>(access.object)
                    .release(event.agent, argument.mode, static_cast<unsigned>(event.before));
                return;
            case Verb::ReadUnlock:
                as<op::Lock>(access.object)
                    .release(event.agent, op::Mode::Read, static_cast<unsigned>(event.before));
                return;
            case Verb::Downgrade:
                as<op::Lock>(access.object).downgrade(argument.mode, event.guard);
                return;
            case Verb::CondWait:
                as<op::Condition>(access.object).wait(event.agent);
                return;
            case Verb::CondWake:
                wake(access.object, event.agent);
                return;
            case Verb::CondNotifyOne:
                return signal(false);
            case Verb::CondNotifyAll:
                return signal(true);
            case Verb::CountDown:
                if (thing(access.object).kind == Kind::Barrier) {
                    as<op::Barrier>(access.object).arrive(event.agent);
                } else {
                    as<op::Latch>(access.object).count_down(access.argument);
                }
                return;
            default:
                INVARIANT(atomic || op::family_of(access.verb) != op::Family::Lock,
                          "a step on a lock that has no story");
        }
    }

    // Woken by one notification of many, it may still stand among those who wait.
    void wake(ObjectId id, AgentId agent) {
        auto& condition = as<op::Condition>(id);
        for (std::size_t i = 0; i < condition.waiters(); ++i)
            if (condition.waiter(i) == agent) return condition.wake(i);
    }

    std::vector<AgentId> descent_of(AgentId id) const {
        std::vector<AgentId> descent;
        for (AgentId up = id; up != kNoAgent; up = recorder_.agents()[up].parent)
            descent.push_back(up);
        std::reverse(descent.begin(), descent.end());
        return descent;
    }

    trace::AgentView view_of(AgentId id) const {
        const Recorder::Agent& agent = recorder_.agents()[id];
        trace::AgentView view{.id = id, .name = agent.name.str(), .finished = agent.finished};
        if (!agent.wants || agent.finished) return view;
        if (agent.wants->access.verb == Verb::Yield) {
            view.spins = true;
            for (ObjectId object = 0; object < objects_.size(); ++object)
                if (agent.looked.test(object)) view.waits.push_back(look(agent, object));
            view.any_of = view.waits.size() > 1;
            return view;
        }
        for (const Access& access : {agent.wants->access, agent.wants->also})
            if (access.object != kNoObject) add_wait(agent, id, access, view);
        return view;
    }

    trace::Wait look(const Recorder::Agent& agent, ObjectId object) const {
        const std::string name = thing(object).name.str();
        const bool lock = thing(object).kind == Kind::Lock;
        trace::Wait wait{.object = object,
                         .object_name = name,
                         .wants = fmt::format("{} of {}", lock ? "write lock" : "change", name),
                         .where = Site::of(agent.looked_at),
                         .since = static_cast<unsigned>(agent.since)};
        if (lock) add_holders(object, {object, Verb::Lock, 0}, wait);
        return wait;
    }

    void add_wait(const Recorder::Agent& agent, AgentId id, const Access& access,
                  trace::AgentView& view) const {
        const op::Object& object = *objects_[access.object];
        const bool waits = access.verb == Verb::CondWake || access.verb == Verb::Join ||
                           object.ways(access, id) == 0;
        if (!waits) return;
        trace::Wait wait{
            .object = access.object,
            .object_name = object.name().str(),
            .wants = fmt::format("{} of {}", op::wanting(access.verb), object.name().str()),
            .where = Site::of(agent.wants->where),
            .since = static_cast<unsigned>(agent.since),
            .firm = op::family_of(access.verb) == op::Family::Lock || access.verb == Verb::Join,
            .notification = access.verb == Verb::CondWake};
        add_holders(access.object, access, wait);
        trace::add_signals(
            object, id, [this](AgentId by) { return name_of(by); }, wait);
        view.waits.push_back(std::move(wait));
    }

    void add_holders(ObjectId object, const Access& access, trace::Wait& wait) const {
        std::vector<op::Blocker> blockers;
        objects_[object]->blockers(access, kNoAgent, blockers);
        trace::add_holders(
            blockers, [this](AgentId agent) { return descent_of(agent); },
            [this](AgentId agent) { return name_of(agent); }, wait);
    }

    // The last access to plain data, and the one before it of another agent with which it does not get along.
    trace::RaceView race() const {
        const auto plain = [](const Event& event) {
            return op::family_of(event.access.verb) == op::Family::Plain;
        };
        const auto& events = recorder_.events();
        const auto last = std::find_if(events.rbegin(), events.rend(), plain);
        INVARIANT(last != events.rend(), "a race without an access to plain data");
        const auto writes = [](const Event& event) {
            return event.access.verb == Verb::PlainWrite;
        };
        const auto other = std::find_if(last + 1, events.rend(), [&](const Event& event) {
            return plain(event) && event.access.object == last->access.object &&
                   event.agent != last->agent && (writes(event) || writes(*last));
        });
        INVARIANT(other != events.rend(), "a race of one access");
        trace::RaceView race{.one = name_of(last->agent),
                             .other = name_of(other->agent),
                             .object = thing(last->access.object).name.str(),
                             .one_at = Site::of(last->where),
                             .other_at = Site::of(other->where),
                             .one_writes = writes(*last),
                             .other_writes = writes(*other)};
        if (race.other < race.one) {
            std::swap(race.one, race.other);
            std::swap(race.one_at, race.other_at);
            std::swap(race.one_writes, race.other_writes);
        }
        return race;
    }

    std::vector<std::string> leaked() const {
        std::vector<std::string> names;
        for (const Thing& one : recorder_.things())
            if (one.alive && one.kind != Kind::End) names.push_back(one.name.str());
        if (names.empty()) names.push_back("memory");
        return names;
    }

    const Recorder& recorder_;
    std::vector<std::unique_ptr<op::Object>> objects_;
    std::vector<StepLine> lines_;
};

}  // namespace

Finding retell(const Recorder& recorder, Ending ending) {
    Story story(recorder);
    detect::Judgement judgement = detect::judge(story.snapshot(ending));
    INVARIANT(!judgement.findings.empty(), "Relacy found what no detector has a word for");
    Finding finding = std::move(judgement.findings.front());
    finding.summary += story.saw_older();
    finding.steps = std::move(story).lines();
    return finding;
}

}  // namespace impasse::relacy
