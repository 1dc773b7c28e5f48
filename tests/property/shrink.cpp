#include "tests/property/shrink.hpp"

#include <algorithm>

namespace impasse::property {

namespace {

using Programs = std::vector<Program>;

bool spawns(const Op& op) {
    return op.what == Do::Spawn || op.what == Do::SpawnAlike || op.what == Do::SpawnTask ||
           op.what == Do::SpawnOn;
}

// Whether the operation names this agent.
bool names(const Op& op, int agent) {
    const std::string_view args = shape_of(op.what).args;
    for (std::size_t i = 0; i < args.size(); ++i)
        if ((args[i] == 't' || args[i] == 'k') && op.args[i] == agent) return true;
    return false;
}

// Takes away every operation that names the agent. Where it was spawned may stand what it does.
void forget(Ops& ops, int agent, const Ops& instead) {
    Ops kept;
    for (Op& op : ops) {
        forget(op.body, agent, instead);
        if (!names(op, agent)) {
            kept.push_back(std::move(op));
        } else if (spawns(op)) {
            kept.insert(kept.end(), instead.begin(), instead.end());
        }
    }
    ops = std::move(kept);
}

void remove_agents(const Program& program, Programs& out) {
    for (std::size_t agent = program.agents.size(); agent-- > 1;)
        for (const bool inlined : {false, true}) {
            Program smaller = program;
            Agent gone = std::move(smaller.agents[agent]);
            smaller.agents.erase(smaller.agents.begin() + static_cast<long>(agent));
            for (Agent& other : smaller.agents) {
                forget(other.ops, static_cast<int>(agent), inlined ? gone.ops : Ops());
                each_op(other.ops, [&](Op& op) {
                    const std::string_view args = shape_of(op.what).args;
                    for (std::size_t i = 0; i < args.size(); ++i)
                        if ((args[i] == 't' || args[i] == 'k') &&
                            op.args[i] > static_cast<int>(agent))
                            --op.args[i];
                });
            }
            out.push_back(std::move(smaller));
        }
}

// Each way to change a list of operations: without one, with its body instead, a number less.
void change(const Ops& ops, const std::function<void(Ops)>& give) {
    for (std::size_t i = 0; i < ops.size(); ++i) {
        const auto with = [&](const Ops& instead) {
            Ops smaller(ops.begin(), ops.begin() + static_cast<long>(i));
            smaller.insert(smaller.end(), instead.begin(), instead.end());
            smaller.insert(smaller.end(), ops.begin() + static_cast<long>(i) + 1, ops.end());
            give(std::move(smaller));
        };
        with({});
        if (!ops[i].body.empty()) with(ops[i].body);
        for (const Op& one : ops[i].body) with({one});
        const std::string_view args = shape_of(ops[i].what).args;
        for (std::size_t arg = 0; arg < args.size(); ++arg) {
            if (args[arg] != 'i' || ops[i].args[arg] <= (ops[i].what == Do::Choose ? 1 : 0))
                continue;
            Op less = ops[i];
            --less.args[arg];
            with({less});
        }
        change(ops[i].body, [&](Ops body) {
            Op one = ops[i];
            one.body = std::move(body);
            with({one});
        });
    }
}

void change_ops(const Program& program, Programs& out) {
    for (std::size_t agent = 0; agent < program.agents.size(); ++agent)
        change(program.agents[agent].ops, [&](Ops ops) {
            Program smaller = program;
            smaller.agents[agent].ops = std::move(ops);
            out.push_back(std::move(smaller));
        });
}

// The object is gone: the last one of its kind that is left stands for it.
void remove_objects(const Program& program, Programs& out) {
    for (std::size_t kind = 0; kind < kKinds; ++kind)
        for (std::size_t gone = 0; gone < program.objects[kind].size(); ++gone) {
            Program smaller = program;
            auto& objects = smaller.objects[kind];
            objects.erase(objects.begin() + static_cast<long>(gone));
            const auto rename = [&](int& number) {
                if (number > static_cast<int>(gone) || number >= static_cast<int>(objects.size()))
                    number = std::max(0, number - 1);
            };
            if (static_cast<Kind>(kind) == Kind::Mutex)
                for (int& mutex : smaller.of(Kind::Condition)) rename(mutex);
            for (Agent& agent : smaller.agents)
                each_op(agent.ops, [&](Op& op) {
                    const std::string_view args = shape_of(op.what).args;
                    for (std::size_t i = 0; i < args.size(); ++i)
                        if (kind_of(args[i]) == kind) rename(op.args[i]);
                });
            out.push_back(std::move(smaller));
        }
}

void change_settings(const Program& program, Programs& out) {
    const auto change_all = [&](Kind kind, int least, int by) {
        for (std::size_t i = 0; i < program.of(kind).size(); ++i) {
            if (by < 0 ? program.of(kind)[i] <= least : program.of(kind)[i] != 0) continue;
            Program smaller = program;
            smaller.of(kind)[i] += by;
            out.push_back(std::move(smaller));
        }
    };
    if (program.spurious > 0) {
        Program smaller = program;
        --smaller.spurious;
        out.push_back(std::move(smaller));
    }
    change_all(Kind::Latch, 1, -1);
    change_all(Kind::Atomic, 0, -1);
    change_all(Kind::Mutex, 0, 1);  // an unlock that follows is one step less
    change_all(Kind::Shared, 0, 1);
}

Programs smaller_than(const Program& program) {
    Programs out;
    remove_agents(program, out);
    change_ops(program, out);
    remove_objects(program, out);
    change_settings(program, out);
    std::erase_if(out, [](const Program& one) { return !check(one).empty(); });
    return out;
}

}  // namespace

Program shrink(Program program, const std::function<bool(const Program&)>& still) {
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (Program& candidate : smaller_than(program)) {
            number(candidate);
            if (!still(candidate)) continue;
            program = std::move(candidate);
            smaller = true;
            break;
        }
    }
    return program;
}

}  // namespace impasse::property
