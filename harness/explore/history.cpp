#include "harness/explore/history.hpp"

#include <algorithm>
#include <bit>

#include "harness/op/dependence.hpp"

namespace impasse::explore {

namespace {

std::size_t first_in(std::size_t word, std::uint64_t places) {
    return word * kPlacesInWord + static_cast<std::size_t>(std::countr_zero(places));
}

}  // namespace

void History::truncate(std::size_t size) {
    while (!followed_.empty() && followed_.back().event >= size) {
        by_object_[followed_.back().object].pop_back();
        followed_.pop_back();
    }
    // What followed a step lies above its own accesses, and steps above each other.
    while (events_.size() > size) {
        const Event& event = events_.back();
        const std::size_t place = events_.size() - 1;
        const std::size_t word = place / kPlacesInWord;
        for (const Access& access : event.step) {
            if (access.object == kNoObject) continue;
            by_object_[access.object].pop_back();
            of_object_[access.object][word] &= ~Places::mask(place);
        }
        by_agent_[event.move.agent].pop_back();
        of_agent_[event.move.agent][word] &= ~Places::mask(place);
        events_.pop_back();
    }
    for (AgentSet rest = known_; rest; rest &= rest - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(rest));
        if (born_[agent] > size) known_ &= ~bit(agent);
    }
}

void History::announced(AgentSet agents) {
    for (AgentSet fresh = agents & ~known_; fresh; fresh &= fresh - 1) {
        const auto agent = static_cast<AgentId>(std::countr_zero(fresh));
        born_[agent] = static_cast<unsigned>(size());
    }
    known_ |= agents;
}

std::size_t History::next_of(AgentId agent, std::size_t place) const {
    const std::uint64_t* own = of_agent_[agent];
    std::uint64_t ignored = Places::mask(place) - 1;
    for (std::size_t word = place / kPlacesInWord; word < words(); ++word, ignored = 0)
        if (const std::uint64_t found = own[word] & ~ignored) return first_in(word, found);
    return size();
}

std::size_t History::first_of(AgentId agent, const Places& among) const {
    const std::uint64_t* own = of_agent_[agent];
    for (std::size_t word = 0; word < words(); ++word)
        if (const std::uint64_t found = own[word] & among.words()[word])
            return first_in(word, found);
    return kNowhere;
}

std::size_t History::first_dependent(const Step& step, const Places& among) const {
    std::size_t first = kNowhere;
    for (const Access& access : step) {
        if (access.object >= of_object_.size()) continue;  // none, or not touched so far
        const std::uint64_t* touching = of_object_[access.object];
        const bool any = op::orders_all(access.verb);
        for (std::size_t word = 0; word < words(); ++word) {
            std::uint64_t rest = touching[word] & among.words()[word];
            while (rest && !any && !op::dependent(events_[first_in(word, rest)].step, step))
                rest &= rest - 1;
            if (!rest) continue;
            first = std::min(first, first_in(word, rest));
            break;
        }
    }
    return first;
}

// For one step more.
void History::make_room() {
    if (size() >= words() * kPlacesInWord) {
        pasts_.widen();
        of_agent_.widen();
        of_object_.widen();
    }
    if (pasts_.size() <= size()) pasts_.resize(size() + 1);
}

int History::last_of(AgentId agent) const {
    if (!by_agent_[agent].empty()) return static_cast<int>(by_agent_[agent].back());
    return (known_ & bit(agent)) ? static_cast<int>(born_[agent]) - 1 : Event::kNone;
}

Event History::pending(AgentId agent, const Step& step, int elder) const {
    return {.move = {agent, 0}, .ways = 0, .before = last_of(agent), .elder = elder, .step = step};
}

void History::join(std::uint64_t* into, std::size_t place) const {
    const std::uint64_t* other = pasts_[place];
    for (std::size_t word = 0; word <= place / kPlacesInWord; ++word) into[word] |= other[word];
}

void History::not_after(std::size_t first, Places& out) const {
    out.reset(words());
    const std::size_t word = first / kPlacesInWord;
    const unsigned shift = first % kPlacesInWord;
    for (std::size_t place = first + 1; place < size(); ++place) {
        const std::uint64_t after = (pasts_[place][word] >> shift) & 1;
        out.words()[place / kPlacesInWord] |= (after ^ 1) << (place % kPlacesInWord);
    }
}

void History::remove_after(std::size_t first, Places& set) const {
    for (std::size_t place = first; place < size(); ++place)
        if (before(first, place)) set.remove(place);
}

void History::add_past(std::size_t place, const Places& among, Places& to) const {
    for (std::size_t word = 0; word <= place / kPlacesInWord; ++word)
        to.words()[word] |= pasts_[place][word] & among.words()[word];
}

bool History::any_in_past(std::size_t place, const Places& among) const {
    for (std::size_t word = 0; word <= place / kPlacesInWord; ++word)
        if (pasts_[place][word] & among.words()[word]) return true;
    return false;
}

void History::push(Move move, unsigned ways, const Step& step, int elder) {
    const auto place = static_cast<unsigned>(events_.size());
    Event event = pending(move.agent, step, elder);
    event.move = move;
    event.ways = ways;
    event.latest = event.announced();
    make_room();
    std::uint64_t* own = pasts_[place];
    std::fill_n(own, words(), 0);
    if (event.before != Event::kNone) join(own, static_cast<std::size_t>(event.before));
    if (elder != Event::kNone) join(own, static_cast<std::size_t>(elder));
    for (const Access& access : step) {
        if (access.verb == Verb::Join) {
            const int end = last_of(static_cast<AgentId>(access.argument));
            if (end != Event::kNone) join(own, static_cast<std::size_t>(end));
            event.latest = std::max(event.latest, end);
        }
        if (access.object == kNoObject || access.object >= by_object_.size()) continue;
        const auto& touches = by_object_[access.object];
        for (auto past = touches.rbegin(); past != touches.rend(); ++past) {
            if (!op::dependent(past->access, access)) continue;
            join(own, past->event);
            event.latest = std::max(event.latest, static_cast<int>(past->event));
            if (op::orders_all(past->access.verb)) break;
        }
    }
    own[place / kPlacesInWord] |= Places::mask(place);
    events_.push_back(event);
    const std::size_t word = place / kPlacesInWord;
    by_agent_[move.agent].push_back(place);
    of_agent_[move.agent][word] |= Places::mask(place);
    for (const Access& access : step) {
        if (access.object == kNoObject) continue;
        touch(place, access, false);
        of_object_[access.object][word] |= Places::mask(place);
    }
}

void History::followed(std::span<const Access> accesses) {
    for (const Access& access : accesses) {
        if (access.object == kNoObject || access.verb == Verb::Spawn) continue;
        const auto last = static_cast<unsigned>(events_.size()) - 1;
        followed_.push_back({last, access.object});
        touch(last, access, true);
    }
}

unsigned History::least_way(int elder, const Step& step) const {
    const auto on_an_object = [](const Access& access) { return access.object != kNoObject; };
    if (elder == Event::kNone || std::any_of(step.begin(), step.end(), on_an_object)) return 0;
    return events_[static_cast<std::size_t>(elder)].move.way;
}

bool History::brings(std::size_t place, const Step& later) const {
    for (const Access& access : later) {
        if (access.object == kNoObject) continue;
        for (const Touch& touch : touches(access.object))
            if (touch.followed && touch.event == place && op::dependent(touch.access, access))
                return true;
    }
    return false;
}

void History::touch(unsigned event, const Access& access, bool followed) {
    if (access.object >= by_object_.size()) {
        by_object_.resize(access.object + 1);
        of_object_.resize(access.object + 1);
    }
    by_object_[access.object].push_back({event, access, followed});
}

}  // namespace impasse::explore
