"""Runs `meson test` in a build folder and believes only its log.

meson 1.0 exits with 0 when 256 tests fail and when a mistyped --suite selects nothing. So here an
unknown suite or test is an error, and afterwards every test that meson planned must be in the log,
as passed. Called by scripts/test and .ci/sanitizers:

    python3 checked_test.py BUILD [--suite S]... [--no-suite S]... [NAME]... [meson test options]
"""
import argparse
import collections
import fnmatch
import json
import os
import subprocess
import sys

LOGBASE = "impasse-test"  # not meson's own: someone may run `meson test` beside us
PASSED = {"OK", "EXPECTEDFAIL"}
MAY_SKIP = "browser"  # the suite that needs what a machine may not be able to install
NOT_NAMES = {"No tests defined.", "No suitable tests defined."}


def usage_error(message):
    print(f"impasse: {message}", file=sys.stderr)
    sys.exit(2)


def in_suite(test, suite):
    """meson's rule: SUITE is `suite`, `project` or `project:suite`."""
    first, _, second = suite.partition(":")
    for entry in test["suite"]:
        project, _, name = entry.partition(":")
        if (project, name) == (first, second) or not second and first in (project, name):
            return True
    return False


def check_selection(build, suites, names):
    with open(os.path.join(build, "meson-info", "intro-tests.json"), encoding="utf-8") as f:
        tests = json.load(f)
    for suite in suites:
        if not any(in_suite(t, suite) for t in tests):
            known = sorted({s.partition(":")[2] for t in tests for s in t["suite"]} - {""})
            usage_error(f"no suite is called '{suite}'; there are: {', '.join(known) or 'none'}")
    for name in names:
        pattern = name.partition(":")[2] if ":" in name else name
        if not any(fnmatch.fnmatch(t["name"], pattern or "*") for t in tests):
            usage_error(f"no test is called '{name}' (scripts/test --list names them all)")


def planned(command, repeat):
    listed = subprocess.run(command + ["--list"], stdout=subprocess.PIPE, text=True)
    if listed.returncode == 2:
        usage_error("meson test does not take these options")
    names = [line for line in listed.stdout.splitlines() if line and line not in NOT_NAMES]
    return collections.Counter({n: k * repeat for n, k in collections.Counter(names).items()})


def ran(log):
    """Name and result of each test in meson's log; nothing if there is none."""
    if not os.path.exists(log):
        return []
    with open(log, encoding="utf-8", errors="surrogateescape") as f:
        return [(r["name"], r["result"]) for r in map(json.loads, f)]


def may_skip(name):
    """The name in the log is `project:suite / test`."""
    return name.partition(" / ")[0].rpartition(":")[2] == MAY_SKIP


def some(names):
    names = [n.removeprefix("impasse:") for n in dict.fromkeys(names)]
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def judge(plan, results, exit_code):
    """The closing line, and whether all is well."""
    total = sum(plan.values())
    tests = "1 test" if total == 1 else f"{total} tests"
    skipped = [n for n, r in results if r == "SKIP" and may_skip(n)]
    failed = [n if r == "FAIL" else f"{n} ({r.lower()})" for n, r in results
              if r not in PASSED and n not in skipped]
    missing = list((plan - collections.Counter(n for n, _ in results)).elements())
    unplanned = list((collections.Counter(n for n, _ in results) - plan).elements())
    wrong = []
    if failed:
        wrong.append(f"{len(failed)} of {tests} failed: {some(failed)}")
    if missing:
        wrong.append(f"{len(missing)} of {tests} did not run: {some(missing)}")
    if unplanned:
        wrong.append(f"not in the plan, yet they ran: {some(unplanned)}")
    if not results and not missing:
        wrong.append("no test ran")
    if exit_code and not wrong:
        wrong.append(f"{tests} passed, but meson test failed with exit code {exit_code}")
    note = f", but for what was skipped (scripts/browser says why): {some(skipped)}" if skipped else ""
    return "; ".join(wrong) or f"{tests} passed{note}", not wrong


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("build")
    parser.add_argument("--suite", action="append", default=[])
    parser.add_argument("--no-suite", action="append", default=[])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    options, rest = parser.parse_known_args()
    names = [a for a in rest if not a.startswith("-")]
    check_selection(options.build, options.suite + options.no_suite, names)

    excluded = list(options.no_suite)
    if not names and not any(s.rpartition(":")[2] == "slow" for s in options.suite):
        excluded.append("slow")
    command = ["meson", "test", "-C", options.build, "--no-rebuild", *rest,
               *(f"--suite={s}" for s in options.suite), *(f"--no-suite={s}" for s in excluded)]
    plan = planned(command, options.repeat)
    if options.list:
        print("\n".join(plan) or "impasse: no test is planned")
        return 0 if plan else 1

    log = os.path.join(options.build, "meson-logs", LOGBASE + ".json")
    if os.path.exists(log):
        os.remove(log)
    exit_code = subprocess.run(command + ["--print-errorlogs", f"--repeat={options.repeat}",
                                          f"--logbase={LOGBASE}"]).returncode
    line, good = judge(plan, ran(log), exit_code)
    print(f"impasse: {line}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
