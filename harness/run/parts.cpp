#include "harness/run/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "harness/core/hash.hpp"
#include "harness/core/usage_error.hpp"

namespace impasse::run {

namespace {

// Who one part's agents and objects are in the joined frontier: the n-th that the same agent made.
class SameIds {
  public:
    SameIds(const Saved& part, sched::Ids& all)
        : agents_(kMaxAgents, kNoAgent), part_(part), all_(all) {
        name(0, 0);
    }

    void in(Move& move) const { move.agent = agent(move.agent); }
    void in(Access& access) const {
        if (access.object != kNoObject) access.object = object(access.object);
    }
    void in(explore::Tree& tree) const {
        for (explore::Frontier::Saved& branch : tree) {
            in(branch.move);
            for (Access& access : branch.accesses) in(access);
            in(branch.behind);
        }
    }
    void in(Shown& shown) const {
        in(shown.doers.signalled);
        in(shown.doers.locked);
        for (auto& [lock, passed] : std::exchange(shown.doers.passed, {})) {
            trace::PassedWriters& theirs = shown.doers.passed[object(lock)];
            theirs.object = passed.object;
            for (const auto& [id, name] : passed.writers) theirs.writers[agent(id)] = name;
            for (const auto& [id, name] : passed.readers) theirs.readers[agent(id)] = name;
        }
        for (KeptFindings* list : {&shown.findings, &shown.hazards})
            for (auto& [key, kept] : std::exchange(*list, {})) {
                for (trace::CutWait& cut : kept.cut) {
                    cut.id = agent(cut.id);
                    cut.able = agents(cut.able);
                    cut.wait.object = object(cut.wait.object);
                }
                if (kept.across) {
                    kept.across->id = agent(kept.across->id);
                    kept.across->lock = object(kept.across->lock);
                }
                keep(*list, kept);
            }
    }
    void in(explore::Claim& claim) const {
        for (Move& move : claim.at) in(move);
        for (explore::Claim::Wanted& wanted : claim.sequence) {
            in(wanted.move);
            for (unsigned i = 0; i < wanted.step.count; ++i) in(wanted.step.accesses[i]);
        }
    }

  private:
    [[noreturn]] static void unknown() {
        throw UsageError("a part names an agent that it has not");
    }

    AgentId agent(AgentId id) const {
        if (id >= agents_.size() || agents_[id] == kNoAgent) unknown();
        return agents_[id];
    }

    ObjectId object(ObjectId id) const {
        if (id >= objects_.size() || objects_[id] == kNoObject) unknown();
        return objects_[id];
    }
    AgentSet agents(AgentSet set) const {
        AgentSet theirs = 0;
        for (; set; set &= set - 1)
            theirs |= bit(agent(static_cast<AgentId>(std::countr_zero(set))));
        return theirs;
    }
    void in(std::vector<AgentSet>& by_object) const {
        std::vector<AgentSet> theirs;
        for (ObjectId mine = 0; mine < by_object.size(); ++mine) {
            if (!by_object[mine]) continue;
            const ObjectId id = object(mine);
            if (id >= theirs.size()) theirs.resize(id + 1);
            theirs[id] |= agents(by_object[mine]);
        }
        by_object = std::move(theirs);
    }

    // An agent, with all that it made.
    void name(AgentId mine, AgentId theirs) {
        if (mine >= agents_.size() || agents_[mine] != kNoAgent) unknown();
        agents_[mine] = theirs;
        if (mine < part_.objects.size())
            for (std::size_t nth = 0; nth < part_.objects[mine].size(); ++nth) {
                const ObjectId id = part_.objects[mine][nth];
                if (id >= kMaxObjects) unknown();
                if (id >= objects_.size()) objects_.resize(std::size_t{id} + 1, kNoObject);
                objects_[id] = all_.object(theirs, nth);
            }
        if (mine < part_.agents.size())
            for (std::size_t nth = 0; nth < part_.agents[mine].size(); ++nth)
                name(part_.agents[mine][nth], all_.agent(theirs, nth));
    }

    std::vector<AgentId> agents_;
    std::vector<ObjectId> objects_;
    const Saved& part_;
    sched::Ids& all_;
};

std::string titled(const Saved& saved) {
    const std::string params = Params(saved.params).str();
    return params.empty() ? saved.scenario : saved.scenario + " " + params;
}

// One scenario's parts, in order.
Saved joined(std::vector<Saved> parts) {
    const Saved& first = parts.front();
    for (const Saved& part : parts) {
        if (part.scenario != first.scenario || part.params != first.params ||
            part.max_steps != first.max_steps)
            throw UsageError("the parts are not parts of one frontier");
        if (part.program != first.program)
            throw UsageError(
                fmt::format("the parts are of different versions of {}: its program "
                            "has changed between them",
                            titled(first)));
    }
    Saved all{.scenario = first.scenario,
              .params = first.params,
              .max_steps = first.max_steps,
              .program = first.program,
              .patience = first.patience,
              .shown = first.part->before};
    sched::Ids ids;
    std::vector<const explore::Tree*> trees;
    std::vector<explore::Claim> claims;
    for (Saved& part : parts) {
        const SameIds same(part, ids);
        same.in(part.tree);
        trees.push_back(&part.tree);
        for (explore::Claim claim : part.claims) {
            same.in(claim);
            claims.push_back(std::move(claim));
        }
        same.in(part.shown);
        all.shown += part.shown;
    }
    all.agents = ids.agents();
    all.objects = ids.objects();
    all.tree = explore::join(trees, claims);
    return all;
}

bool is_one_part(const SavedFile& file) {
    return !file.empty() && std::all_of(file.begin(), file.end(), [&](const Saved& saved) {
        return saved.part && file.front().part && saved.part->number == file.front().part->number &&
               saved.part->of == file.front().part->of &&
               saved.part->split == file.front().part->split;
    });
}

}  // namespace

std::vector<SavedFile> split(const SavedFile& frontier, unsigned parts) {
    std::size_t left = 0;
    for (const Saved& saved : frontier) {
        if (saved.part)
            throw UsageError(
                fmt::format("it is part {} of {} of another frontier: join those first",
                            saved.part->number, saved.part->of));
        if (saved.tree.empty())
            throw UsageError(fmt::format("nothing of {} was explored yet", titled(saved)));
        left += explore::left_in(saved.tree);
    }
    if (left == 0) throw UsageError("nothing is left to explore in it");
    const std::string id = fmt::format("{:016x}", mix(fnv1a(to_json(frontier))) + parts);
    std::vector<SavedFile> files(parts);
    for (const Saved& saved : frontier) {
        Saved part = saved;
        part.shown = {};
        explore::share_out(part.tree, parts);
        for (unsigned number = 1; number <= parts; ++number) {
            part.part = Part{number, parts, id, saved.shown};
            files[number - 1].push_back(part);
        }
    }
    return files;
}

SavedFile join(const std::vector<SavedFile>& parts) {
    std::vector<const SavedFile*> sorted;
    for (const SavedFile& file : parts) {
        if (!is_one_part(file)) throw UsageError("one of these files is no part of a frontier");
        const Part& part = *file.front().part;
        const Part& first = *parts.front().front().part;
        if (part.split != first.split || part.of != first.of || file.size() != parts.front().size())
            throw UsageError("these are parts of different splits");
        sorted.resize(part.of, nullptr);
        if (std::exchange(sorted[part.number - 1], &file))
            throw UsageError(fmt::format("part {} of {} is there twice", part.number, part.of));
    }
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (!sorted[i])
            throw UsageError(fmt::format("part {} of {} is missing", i + 1, sorted.size()));
    SavedFile all;
    for (std::size_t scenario = 0; scenario < sorted.front()->size(); ++scenario) {
        std::vector<Saved> of_one;
        for (const SavedFile* file : sorted) of_one.push_back((*file)[scenario]);
        all.push_back(joined(std::move(of_one)));
    }
    return all;
}

}  // namespace impasse::run
