#!/usr/bin/env python3
"""A second opinion: both engines on the same programs under sequential consistency must say the same.

    second_opinion.py IMPASSE          every scenario that the second engine has, in its parameter sets
    second_opinion.py --self-test      feeds it differences and checks that each is seen

The engines agree on a program and its parameters if both are free, or if both found and Relacy's
finding, at which it stops, is one of the fiber engine's: same kind, same participants but for their
numbers. `free-within` counts as free, and is printed as what it is. What one of them expects, the other one
must expect, too.

Exit codes: 0 they agree, 1 they differ, 2 usage, 3 one is inconclusive, 4 one is an error or
cannot be read.
"""
import json
import re
import subprocess
import sys

AGREE, DIFFER, USAGE, OPEN, ERROR = range(5)
RANK = [AGREE, OPEN, DIFFER, ERROR]  # the strongest that occurs is the exit code
FREE = ("free", "free-within")


# More than a million traces for the fibers, which have no bound there: minutes.
TOO_LARGE = {(f"memory/once-map-on-{lock}-lock/{revision}", (("waiters", 2),))
             for lock in ("spin", "parking") for revision in ("pr1183", "pr3987")}


class Unreadable(Exception):
    pass


def output_of(command):
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if ran.returncode not in (0, 1, 3):
        raise Unreadable(f"{' '.join(command)}: exit code {ran.returncode}: {ran.stderr.strip()[-400:]}")
    return ran.stdout


def records(text, source, engine):
    try:
        found = {}
        for record in json.loads(text)["scenarios"]:
            key = (record["name"], tuple(sorted(record["params"].items())))
            if record["engine"] != engine or record["memory_model"] != "sc" or key in found:
                raise Unreadable(f"{source}: {record['name']} is not of {engine} and sc, "
                                 "or there twice")
            found[key] = record
        return found
    except (ValueError, KeyError, TypeError) as why:
        raise Unreadable(f"{source}: no results: {why!r}") from why


def both(impasse):
    """What each of them says of what the second engine has."""
    explore = [impasse, "explore", "--progress", "never", "--json", "-"]
    relacy = records(output_of(explore + ["--engine", "relacy", "--memory-model", "sc"]),
                     impasse, "relacy")
    # Which memory order is weakened makes no difference under sequential consistency.
    relacy = {key: record for key, record in relacy.items()
              if not dict(key[1]).get("weaken") and key not in TOO_LARGE}
    fiber = {}
    for name, params in relacy:
        settings = [word for key, value in params for word in ("--set", f"{key}={value}")]
        fiber.update(records(output_of(explore + [name] + settings), impasse, "fiber"))
    return fiber, relacy


def shapes(record):
    """Kind and participants of each finding, without the numbers of identical agents."""
    return {(finding["kind"],) + tuple(sorted({re.sub(r" \d+$", "", who)
                                               for who in finding["participants"]}))
            for finding in record["findings"]}


def compare(fiber, relacy):
    """An outcome and a word on it."""
    if fiber is None or relacy is None:
        return DIFFER, "only one engine has it"
    verdicts = fiber["verdict"], relacy["verdict"]
    if "error" in verdicts:
        return ERROR, ""
    if fiber["expected"] != relacy["expected"]:
        return DIFFER, f"they expect {fiber['expected']} and {relacy['expected']}"
    if "inconclusive" in verdicts:
        return OPEN, ""
    if all(verdict in FREE for verdict in verdicts):
        return AGREE, ""
    if verdicts != ("found", "found"):
        return DIFFER, ""
    if not shapes(relacy) or not shapes(relacy) <= shapes(fiber):
        return DIFFER, f"found {sorted(shapes(fiber))} and {sorted(shapes(relacy))}"
    return AGREE, ""


def told(record):
    if record is None:
        return "-"
    what = record["verdict"]
    if what == "found":
        what += " " + ", ".join(sorted({finding["kind"] for finding in record["findings"]}))
    elif what == "free-within":
        what += f" {record['bound']}"
    return f"{what} ({record['executions']:,} executions, {record['seconds']:.2f} s)"


def compare_all(fiber, relacy, out=print):
    if not fiber or not relacy:
        out("second opinion: an engine has run nothing")
        return ERROR
    outcome = AGREE
    words = {AGREE: "agree", DIFFER: "DIFFER", OPEN: "OPEN", ERROR: "ERROR"}
    for key in sorted(fiber.keys() | relacy.keys()):
        one, why = compare(fiber.get(key), relacy.get(key))
        name = " ".join([key[0], ",".join(f"{k}={v}" for k, v in key[1])])
        out(f"{words[one]:<6} {name}\n       fiber:  {told(fiber.get(key))}\n"
            f"       relacy: {told(relacy.get(key))}" + (f"\n       {why}" if why else ""))
        outcome = max(outcome, one, key=RANK.index)
    return outcome


def sample(verdict, kind=None, who=(), name="relacy/a", expected="free", waiters=1):
    findings = [{"kind": kind, "participants": list(who)}] if kind else []
    return {"name": name, "params": {"waiters": waiters}, "verdict": verdict, "bound": "",
            "expected": expected, "findings": findings, "executions": 1, "seconds": 0.0}


def self_test():
    free, within = sample("free"), sample("free-within")
    lost = sample("found", "lost-wakeup", ["waiter 0", "publisher"])
    lost_1 = sample("found", "lost-wakeup", ["publisher", "waiter 1"])
    cases = [
        (free, free, AGREE), (free, within, AGREE), (within, free, AGREE), (lost, lost_1, AGREE),
        (free, lost, DIFFER), (lost, free, DIFFER), (lost, within, DIFFER),
        (lost, sample("found", "stranded-waiter", ["waiter 0"]), DIFFER),
        (lost, sample("found", "lost-wakeup", ["waiter 0", "other"]), DIFFER),
        (lost, sample("found"), DIFFER),
        (free, sample("free", expected="lost-wakeup"), DIFFER),
        (free, None, DIFFER), (None, lost, DIFFER),
        (free, sample("inconclusive"), OPEN), (sample("inconclusive"), free, OPEN),
        (lost, sample("inconclusive"), OPEN),
        (free, sample("error"), ERROR), (sample("error"), lost, ERROR),
    ]
    wrong = [f"{told(a)} | {told(b)}: {compare(a, b)}" for a, b, want in cases
             if compare(a, b)[0] != want]

    def total(*pairs):
        engines = [{(i,): pair[side] for i, pair in enumerate(pairs) if pair[side]}
                   for side in (0, 1)]
        named = [{(f"p{key[0]}", ()): value for key, value in engine.items()}
                 for engine in engines]
        return compare_all(*named, out=lambda line: None)

    open_, error = (free, sample("inconclusive")), (free, sample("error"))
    totals = [((free, free), (lost, lost)), AGREE], [((free, free), open_), OPEN], \
             [(open_, (free, lost)), DIFFER], [((free, lost), error, open_), ERROR], \
             [((free, None),), ERROR], [(), ERROR], [((free, free), (lost, None)), DIFFER]
    wrong += [f"total {want}: {total(*pairs)}" for pairs, want in totals if total(*pairs) != want]
    for line in wrong:
        print(f"self-test: {line}")
    print(f"second opinion: self-test {'failed' if wrong else 'passed'}, {len(cases) + len(totals)} cases")
    return 1 if wrong else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: second_opinion.py IMPASSE | --self-test", file=sys.stderr)
        return USAGE
    try:
        return compare_all(*both(arguments[0]))
    except (Unreadable, OSError) as why:
        print(f"second opinion: {why}", file=sys.stderr)
        return ERROR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
