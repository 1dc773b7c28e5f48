#!/usr/bin/env python3
"""Refinement: does a primitive from atomics show its clients just what the abstract one shows them?

    refinement.py IMPASSE          explores refine/* in both engines and compares the outcomes as sets
    refinement.py --self-test      feeds it differences and checks that each is seen

A client is refine/CLIENT/VARIANT. What its variants from atomics come to under C++'s memory model (the second
engine) and under sequential consistency (the fibers) is held against what `abstract` comes to with the fibers:
an outcome that only one side has is a difference. Those that are owned up to stand in KNOWN, with the page that
says why; one that is there no more is a difference, too.

Exit codes: 0 no difference but those, 1 there is another one, 2 usage, 4 an exploration failed.
"""
import json
import subprocess
import sys

# (client, variant): the outcomes that the abstract primitive does not have.
KNOWN = {
    # docs/fidelity.md, DashMap, try_*: a reader that finds a writer inside adds itself before it looks, and a
    # try_write meanwhile fails though nobody has the lock.
    ("a-writer-between-tries", "spin-rw-lock"): {100},
}


class Failed(Exception):
    pass


def outcomes(impasse, engine):
    """By client and variant: the set of outcomes, and the bound within which it was found."""
    ran = subprocess.run([impasse, "explore", "refine/*", "--engine", engine, "--progress", "never",
                          "--json", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        raise Failed(f"explore refine/* --engine {engine}: exit code {ran.returncode}\n{ran.stderr}")
    found = {}
    for record in json.loads(ran.stdout)["scenarios"]:
        _, client, variant = record["name"].split("/")
        values = set(record["measures"]["outcome"]["values"])
        if not values:
            raise Failed(f"{record['name']} has more outcomes than are told")
        found[client, variant] = values, record["bound"]
    return found


def told(values):
    return "{" + ", ".join(str(value) for value in sorted(values)) + "}"


def compare(fiber, relacy, known, out=print):
    """How many differences there are that nobody owns up to."""
    wrong = 0
    pairs = sorted(key for key in fiber if key[1] != "abstract")
    for client, variant in pairs:
        abstract = fiber[client, "abstract"][0]
        owned = known.get((client, variant), set())
        for engine, results in ("fiber", fiber), ("relacy", relacy):
            if (client, variant) not in results:
                out(f"MISSING {client}/{variant}: {engine} has not run it")
                wrong += 1
                continue
            values, bound = results[client, variant]
            more, fewer = values - abstract - owned, (abstract | owned) - values
            word = "equal" if values == abstract else "owned"
            if more or fewer:
                word, wrong = "DIFFER", wrong + 1
            out(f"{word:<7} {client}/{variant} ({engine}{', ' + bound if bound else ''}): "
                f"{told(values)}" + (f", abstract {told(abstract)}" if word != "equal" else ""))
    for gone in sorted(known.keys() - set(pairs)):
        out(f"MISSING {'/'.join(gone)}: a difference is owned up to that nothing can show")
        wrong += 1
    if not pairs:
        out("refinement: nothing was compared")
        wrong += 1
    return wrong


def self_test():
    def results(values, variant="atomics"):
        return {("c", "abstract"): ({1, 2}, ""), ("c", variant): (values, "")}
    same, more, fewer = results({1, 2}), results({1, 2, 3}), results({1})
    owned = {("c", "atomics"): {3}}
    cases = [
        ((same, same, {}), 0), ((same, more, {}), 1), ((more, same, {}), 1), ((more, more, {}), 2),
        ((same, fewer, {}), 1), ((fewer, fewer, {}), 2), ((more, more, owned), 0),
        ((same, same, owned), 2), ((same, more, owned), 1), ((same, {}, {}), 1), (({}, {}, {}), 1),
        ((results({1, 2}, "other"), results({1, 2}, "other"), owned), 1),
    ]
    wrong = 0
    for case, want in cases:
        got = compare(*case, out=lambda line: None)
        if got != want:
            print(f"self-test: {case}: {got} differences, not {want}")
            wrong += 1
    print(f"refinement: self-test {'failed' if wrong else 'passed'}, {len(cases)} cases")
    return 1 if wrong else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if arguments[1:] not in ([], ["--disown"]) or not arguments or arguments[0].startswith("-"):
        print("usage: refinement.py IMPASSE [--disown] | --self-test", file=sys.stderr)
        return 2
    try:
        wrong = compare(outcomes(arguments[0], "fiber"), outcomes(arguments[0], "relacy"),
                        {} if arguments[1:] else KNOWN)
    except (Failed, OSError, ValueError, KeyError) as why:
        print(f"refinement: {why}", file=sys.stderr)
        return 4
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
