#include "tests/property/program.hpp"

#include "harness/catch2.hpp"
#include "harness/core/usage_error.hpp"
#include "tests/property/generate.hpp"
#include "tests/property/shrink.hpp"

namespace impasse::property {

namespace {

std::string refused(const char* text) {
    try {
        parse(text);
        return "";
    } catch (const UsageError& error) {
        return error.what();
    }
}

bool locks_twice(const Program& program) {
    int locks = 0;
    for (const Agent& agent : program.agents)
        each_op(agent.ops, [&](const Op& op) { locks += op.what == Do::Guard; });
    return locks >= 2;
}

}  // namespace

TEST_CASE("a program's text is read as the same program", "[property]") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const Program program = generate(seed);
        REQUIRE(parse(print(program)) == program);
    }
}

TEST_CASE("a seed gives the same program each time, and another one another", "[property]") {
    CHECK(generate(7) == generate(7));
    CHECK(generate(7) != generate(8));
}

TEST_CASE("a program's operations are numbered in the order of its text", "[property]") {
    const Program program = parse(
        "mutex m0 step\n"
        "main: spawn t1; guard m0 { unlock m0 }  # a comment\n"
        "t1: lock m0\n");
    CHECK(program.agents[0].ops[1].body[0].number == 3);
    CHECK(program.agents[1].ops[0].number == 4);
}

TEST_CASE("a text that is no program is refused, with the reason", "[property]") {
    CHECK(refused("main: lock m0") == "lock: there is no m0");
    CHECK(refused("mutex m0 step\nmain: lok m0") == "line 2: an operation is expected, not 'lok'");
    CHECK(refused("mutex m1 step\nmain:") ==
          "line 1: the next number of this kind is expected, not 'another one'");
    CHECK(refused("main: if 1 { choose 2") == "line 1: ';' is expected, not ''");
    CHECK(refused("main: choose two") == "line 1: a number is expected, not 'two'");
    CHECK(refused("") == "there is no main");
}

TEST_CASE("a program that shares what cannot be shared is refused", "[property]") {
    CHECK(refused("main:\nt1:") == "agent 1 is never spawned");
    CHECK(refused("main: spawn t1; spawn t1\nt1:") == "agent 1 is spawned twice");
    CHECK(refused("main: yield") == "yield outside of an async body");
    CHECK(refused("main: park { sleep }") == "sleep outside of a runtime");
    CHECK(refused("mutex m0 follow\nmain: try m0 { }") ==
          "a try on a lock whose unlocks are not steps");
    CHECK(refused("runtime r0\nmain: spawn t1; block_on r0 { }\nt1: block_on r0 { }") ==
          "a runtime is driven by two agents");
    CHECK(refused("channel q0\nmain: spawn t1; park { receive q0 }\nt1: park { receive q0 }") ==
          "a channel has two receivers");
    CHECK(refused("runtime r0\nmain: block_on r0 { block_on r0 { } }") ==
          "block_on in an async body");
    CHECK(refused("runtime r0\nmain: block_on r0 { select { yield } }") ==
          "select takes 2 futures");
}

TEST_CASE("a program shrinks to what keeps it as it is", "[property]") {
    const Program program = parse(
        "mutex m0 follow\nmutex m1 step\natomic x0 1\n"
        "main: spawn t1; spawn t2; load x0; join t2\n"
        "t1: load x0; guard m1 { store x0 2; load x0 }\n"
        "t2: choose 3; if 2 { guard m0 { load x0 } }\n");
    CHECK(print(shrink(program, locks_twice)) ==
          "mutex m0 follow\n"
          "main: guard m0 { }; guard m0 { }\n");
}

}  // namespace impasse::property
