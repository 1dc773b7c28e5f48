"""The command line's contract (docs/command-line.md): exit codes, bad input, nothing half written.

usage: cli_test.py BINARY
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

BINARY = os.path.abspath(sys.argv.pop())
AS_EXPECTED, DIFFERS, USAGE, INCONCLUSIVE = 0, 1, 2, 3


def run(*words, cwd=None):
    done = subprocess.run([BINARY, *words], capture_output=True, text=True, cwd=cwd, timeout=120)
    return done.returncode, done.stdout, done.stderr


def results(*words):
    code, out, _ = run("explore", *words, "--json", "-")
    return code, json.loads(out)["scenarios"]


def text_of(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


class ExitCodes(unittest.TestCase):
    def test_all_as_expected_is_0(self):
        self.assertEqual(run("explore", "litmus/abba")[0], AS_EXPECTED)

    def test_a_bound_that_the_scenario_does_not_declare_is_1(self):
        code, out, _ = run("explore", "litmus/abba-ordered", "--preemptions", "1")
        self.assertEqual(code, DIFFERS)
        self.assertIn("free-within", out)

    def test_a_known_bug_that_is_not_found_is_1(self):
        code, out, _ = run("explore", "litmus/abba", "--preemptions", "0")
        self.assertEqual(code, DIFFERS)
        self.assertIn("out of date", out)

    def test_a_budget_that_runs_out_is_3(self):
        self.assertEqual(run("explore", "litmus/counter", "--max-executions", "2")[0], INCONCLUSIVE)

    def test_the_strongest_one_counts(self):
        # The first is free within a bound that it does not declare, the second runs out of budget.
        code, _, _ = run("explore", "dashmap/two-entries", "litmus/counter", "--preemptions", "5",
                         "--max-executions", "4")
        self.assertEqual(code, DIFFERS)


class Iterate(unittest.TestCase):
    def one(self, *words):
        code, scenarios = results(*words, "--iterate")
        self.assertEqual(len(scenarios), 1)
        return code, scenarios[0]

    def test_it_stops_at_the_first_bound_with_a_finding(self):
        code, found = self.one("litmus/philosophers", "--preemptions", "7")
        self.assertEqual(code, AS_EXPECTED)
        self.assertEqual((found["verdict"], found["bound"]), ("found", "preemptions=1"))
        self.assertIn("preemptions=0", found["coverage"])
        self.assertTrue(found["exhausted"])

    def test_a_bound_that_keeps_nothing_out_is_free(self):
        _, whole = results("litmus/prodcons")
        for words in ((), ("--preemptions", "9"), ("--delays", "99"), ("--strategy", "dfs")):
            code, free = self.one("litmus/prodcons", *words)
            self.assertEqual(code, AS_EXPECTED)
            self.assertEqual((free["verdict"], free["bound"]), ("free", ""))
            self.assertEqual(free["complete"], whole[0]["complete"])
            self.assertNotEqual(free["coverage"], "")

    def test_a_bound_that_keeps_something_out_is_named(self):
        code, within = self.one("litmus/prodcons", "--set", "items=2", "--preemptions", "1")
        self.assertEqual(code, DIFFERS)
        self.assertEqual((within["verdict"], within["bound"]), ("free-within", "preemptions=1"))

    def test_a_bound_that_is_not_raised_is_named_whatever_it_keeps_out(self):
        _, scenarios = results("litmus/prodcons", "--preemptions", "9")
        self.assertEqual(scenarios[0]["verdict"], "free-within")

    def test_a_budget_is_for_all_bounds_together(self):
        code, cut = self.one("litmus/prodcons", "--set", "items=2", "--max-executions", "5000")
        self.assertEqual(code, INCONCLUSIVE)
        self.assertEqual(cut["executions"], 5000)
        self.assertIn("preemptions=0", cut["coverage"])
        self.assertIn("--max-executions", cut["reason"])


class BadInput(unittest.TestCase):
    def refused(self, *words):
        code, out, err = run(*words)
        self.assertEqual(code, USAGE, (words, out, err))
        self.assertEqual(len(err.strip().splitlines()), 1, err)
        self.assertEqual(out, "")
        return err

    def test_a_mistyped_scenario_suite_or_glob(self):
        self.refused("explore", "litmus/abab")
        self.refused("explore", "suite:litmu")
        self.refused("explore", "nothing/*")

    def test_options(self):
        self.refused("explore", "--strategy", "magic")
        self.refused("explore", "--preemptions", "-1")
        self.refused("explore", "--max-steps", "0")
        self.refused("explore", "--no-such-option")
        self.refused("explore", "litmus/abba", "--json", "")
        self.refused("explore", "litmus/abba", "--report", "")
        self.refused("explore", "litmus/abba", "--seed", "-1")
        for number in ("nan", "inf", "0", "-1", "1s"):
            self.refused("explore", "litmus/abba", "--max-seconds", number)
        for number in ("0", "-1", "99999999999999999999999", "2.5"):
            self.refused("explore", "litmus/abba", "--max-executions", number)
        self.refused("explore", "litmus/abba", "--strategy", "random", "--preemptions", "1")
        for others in (("--strategy", "dfs"), ("--strategy", "random"), ("--preemptions", "1"),
                       ("--delays", "1")):
            self.refused("explore", "litmus/counter", "--symmetry", *others)
        self.refused("explore", "litmus/abba", "--iterate", "--strategy", "pct")
        self.refused("explore", "litmus/abba", "--iterate", "--jobs", "2")
        self.refused("explore", "litmus/abba", "--iterate", "--preemptions", "1", "--delays", "1")
        self.refused("no-such-command")
        self.refused()

    def test_parameters(self):
        self.refused("explore", "litmus/counter", "--set", "n=1000")
        self.refused("explore", "litmus/counter", "--set", "n=two")
        self.refused("explore", "litmus/counter", "--set", "m=2")
        self.refused("explore", "litmus/counter", "--set", "n")
        self.refused("explore", "litmus/counter", "--set", "n=2", "--set", "n=3")

    def test_schedules(self):
        _, found = results("litmus/abba")
        schedule = found[0]["findings"][0]["schedule"]
        for length in range(0, len(schedule), 3):
            self.refused("replay", schedule[:length])
        self.refused("replay", schedule.replace("abba", "abbA"))
        self.refused("replay", "no/such/file")
        self.refused("explain", "no/such/file")
        self.refused("explain", schedule[:-1])
        self.refused("replay", schedule, "--break", "0")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "cut")
            with open(path, "w", encoding="utf-8") as file:
                file.write(schedule[: len(schedule) // 2])
            self.refused("replay", path)
            self.assertEqual(os.listdir(folder), ["cut"])

    def test_truncated_results_leave_the_old_report(self):
        with tempfile.TemporaryDirectory() as folder:
            good = os.path.join(folder, "good.json")
            out = os.path.join(folder, "out")
            self.assertEqual(run("explore", "litmus/abba", "--json", good)[0], AS_EXPECTED)
            self.assertEqual(run("report", good, "--out", out)[0], AS_EXPECTED)
            before = text_of(out, "index.html")
            cut = os.path.join(folder, "cut.json")
            with open(cut, "w", encoding="utf-8") as part:
                part.write(text_of(good)[:-20])
            self.refused("report", good, cut, "--out", out)
            after = text_of(out, "index.html")
            self.assertEqual(before, after)
            self.assertEqual(sorted(os.listdir(out)), ["index.html", "junit.xml", "results.json", "results.sarif", "summary.md"])

    def test_results_that_are_none_or_come_twice(self):
        with tempfile.TemporaryDirectory() as folder:
            good, out = os.path.join(folder, "good.json"), os.path.join(folder, "out")
            run("explore", "litmus/abba", "--json", good)
            self.refused("report", good, good, "--out", out)
            self.refused("report", folder, "--out", out)
            empty = os.path.join(folder, "empty.json")
            with open(empty, "w", encoding="utf-8") as file:
                file.write('{"schema": "impasse-results/1", "scenarios": []}')
            self.refused("report", empty, "--out", out)
            self.assertFalse(os.path.exists(out))

    def test_a_mistake_writes_no_report_at_all(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out")
            self.refused("explore", "litmus/abab", "--report", out)
            self.assertFalse(os.path.exists(out))


HAS_SECOND = os.path.exists(os.path.join(os.path.dirname(BINARY), "impasse-relacy"))


@unittest.skipUnless(HAS_SECOND, "built without the second engine")
class SecondEngine(unittest.TestCase):
    def refused(self, *words):
        code, out, err = run("explore", "--engine", "relacy", *words)
        self.assertEqual((code, out, len(err.strip().splitlines())), (USAGE, "", 1), (words, out, err))
        return err

    def test_a_finding_has_all_that_a_finding_has(self):
        code, [abba] = results("litmus/abba", "--engine", "relacy")
        self.assertEqual(code, AS_EXPECTED)
        self.assertEqual((abba["engine"], abba["memory_model"], abba["verdict"]),
                         ("relacy", "c++", "found"))
        [finding] = abba["findings"]
        self.assertEqual((finding["kind"], sorted(finding["participants"])),
                         ("cycle", ["a", "b", "left", "right"]))
        self.assertEqual(finding["steps"][-1]["operation"], "write-locks")
        self.assertTrue(finding["steps"][-1]["code"])
        self.assertEqual(abba["executions"], abba["complete"] + abba["deadlocked"])
        again = finding["again"].split()[1:]
        code, out, _ = run(*again)
        self.assertEqual(code, AS_EXPECTED)
        self.assertIn("found cycle", out)

    def test_free_is_free_and_bounds_are_named(self):
        _, [ordered] = results("litmus/abba-ordered", "--engine", "relacy")
        self.assertEqual((ordered["verdict"], ordered["bound"]), ("free", ""))
        code, [within] = results("litmus/abba-ordered", "--engine", "relacy", "--preemptions", "0")
        self.assertEqual((code, within["verdict"], within["bound"]),
                         (DIFFERS, "free-within", "preemptions=0"))
        code, [cut] = results("litmus/counter", "--engine", "relacy", "--max-executions", "10")
        self.assertEqual((code, cut["verdict"], cut["executions"]), (INCONCLUSIVE, "inconclusive", 10))

    def test_the_memory_model_makes_the_difference(self):
        words = ("memory/parker/data", "--set", "weaken=3", "--engine", "relacy")
        code, [weak] = results(*words)
        self.assertEqual((code, weak["verdict"], weak["expected"]),
                         (AS_EXPECTED, "found", "race (main, waiter, data)"))
        code, [strong] = results(*words, "--memory-model", "sc")
        self.assertEqual((code, strong["verdict"], strong["memory_model"]), (AS_EXPECTED, "free", "sc"))

    def test_too_many_threads_are_an_error_that_says_so(self):
        code, [many] = results("litmus/counter", "--set", "n=11", "--engine", "relacy")
        self.assertEqual((code, many["verdict"]), (4, "error"))
        self.assertIn("at most 9 threads", many["reason"])

    def test_what_it_has_not_and_cannot(self):
        self.refused("conformance/1-ct")
        for words in (["--strategy", "pct"], ["--delays", "1"], ["--jobs", "2"], ["--symmetry"],
                      ["--seed", "3"], ["--max-steps", "9"], ["--resume", "x"], ["--iterate"],
                      ["--memory-model", "tso"]):
            self.refused("litmus/abba", *words)
        code, _, err = run("explore", "litmus/abba", "--memory-model", "sc")
        self.assertEqual(code, USAGE, err)

    def test_a_selection_is_what_it_has_of_it(self):
        code, names, _ = run("list", "--engine", "relacy")
        self.assertEqual(code, AS_EXPECTED)
        self.assertIn("litmus/abba", names)
        self.assertNotIn("conformance", names)
        code, ran = results("locks/*", "--engine", "relacy")
        self.assertEqual(code, AS_EXPECTED)
        self.assertIn("locks/plain-flag", {one["name"] for one in ran})

    def test_without_its_program_it_says_so(self):
        with tempfile.TemporaryDirectory() as alone:
            binary = os.path.join(alone, "impasse")
            shutil.copy(BINARY, binary)
            done = subprocess.run([binary, "explore", "--engine", "relacy"], capture_output=True, text=True,
                                  timeout=120)
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        self.assertIn("impasse-relacy", done.stderr)

    def test_a_program_that_dies_is_an_error_of_its_scenario(self):
        with tempfile.TemporaryDirectory() as alone:
            shutil.copy(BINARY, os.path.join(alone, "impasse"))
            broken = os.path.join(alone, "impasse-relacy")
            with open(broken, "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\ntest $1 = --list && echo litmus/abba && exit 0\nkill -SEGV $$\n")
            os.chmod(broken, 0o755)
            done = subprocess.run([os.path.join(alone, "impasse"), "explore", "--engine", "relacy",
                                   "litmus/abba", "--json", "-"], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 4)
        [record] = json.loads(done.stdout)["scenarios"]
        self.assertEqual(record["verdict"], "error")
        self.assertIn("signal 11", record["reason"])

    def test_results_of_both_engines_stand_side_by_side(self):
        with tempfile.TemporaryDirectory() as folder:
            files = [os.path.join(folder, name) for name in ("f.json", "r.json", "s.json")]
            for file, more in zip(files, ([], ["--engine", "relacy"],
                                          ["--engine", "relacy", "--memory-model", "sc"])):
                run("explore", "litmus/abba", "--json", file, *more)
            out = os.path.join(folder, "out")
            code, _, err = run("report", *files, "--out", out)
            self.assertEqual(code, AS_EXPECTED, err)
            merged = json.loads(text_of(out, "results.json"))["scenarios"]
            self.assertEqual([(one["engine"], one["memory_model"]) for one in merged],
                             [("fiber", "sc"), ("relacy", "c++"), ("relacy", "sc")])


class Compare(unittest.TestCase):
    """What `explore` found earlier beside what it finds now."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.base = os.path.join(self.folder.name, "base.json")
        run("explore", "litmus/abba", "litmus/counter", "--set", "n=3", "--json", self.base)

    def head(self, change):
        with open(self.base, encoding="utf-8") as file:
            document = json.load(file)
        change({one["name"]: one for one in document["scenarios"]}, document["scenarios"])
        path = os.path.join(self.folder.name, "head.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        return path

    def test_the_same_results_have_nothing_new(self):
        code, out, _ = run("compare", self.base, self.base)
        self.assertEqual((code, out), (AS_EXPECTED, "1 still there\n"))

    def test_a_finding_that_is_gone_is_fixed(self):
        def fixed(by_name, _):
            by_name["litmus/abba"].update(verdict="free", findings=[])
        code, out, _ = run("compare", self.base, self.head(fixed))
        self.assertEqual((code, out.splitlines()[-1]), (AS_EXPECTED, "1 fixed"))

    def test_what_is_worse_is_1(self):
        def weaker(by_name, _):
            by_name["litmus/counter"].update(verdict="free-within", bound="preemptions=2", preemptions=2)
        def gone(_, scenarios):
            del scenarios[0]
        for change, line in ((weaker, "weaker  litmus/counter n=3  free -> free-within preemptions=2"),
                             (gone, "gone  litmus/abba n=3  was found cycle, and was not run")):
            code, out, _ = run("compare", self.base, self.head(change))
            self.assertEqual((code, out.splitlines()[0]), (1, line))
        code, out, _ = run("compare", self.head(gone), self.base)
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith("new    litmus/abba n=3  cycle: "), out)

    def test_a_report_says_what_is_new_since_a_base(self):
        def nothing(by_name, _):
            by_name["litmus/abba"].update(verdict="free", findings=[])
        report = os.path.join(self.folder.name, "report")
        base = self.head(nothing)
        code, out, _ = run("report", self.base, "--base", base, "--out", report)
        self.assertEqual((code, out.splitlines()[-1]), (AS_EXPECTED, "since head.json: 1 new"))
        self.assertIn("| new | litmus/abba n=3 | cycle: left waits for", text_of(report, "summary.md"))
        code, out, _ = run("explore", "litmus/counter", "--set", "n=3", "--base", base)
        self.assertEqual((code, out.splitlines()[-1]),
                         (AS_EXPECTED, "since head.json: nothing has changed"))

    def test_merged_runs_give_the_report_of_one_run(self):
        def report_of(*results):
            run("report", *results, "--out", self.folder.name)
            document = json.loads(text_of(self.folder.name, "results.json"))
            for one in document["scenarios"]:
                one["seconds"] = 0
            return document
        parts = []
        for number, names in enumerate((("spin/*", "litmus/c*"), ("litmus/a*", "litmus/l*"))):
            parts.append(os.path.join(self.folder.name, f"part-{number}.json"))
            run("explore", *names, "--json", parts[-1])
        whole = os.path.join(self.folder.name, "whole.json")
        run("explore", "litmus/a*", "litmus/c*", "litmus/l*", "spin/*", "--json", whole)
        self.assertEqual(report_of(*parts), report_of(whole))
        self.assertEqual(report_of(*reversed(parts)), report_of(whole))

    def test_what_is_no_result(self):
        for words in (("compare", self.base), ("compare", self.base, "nowhere.json"),
                      ("compare", self.base, self.folder.name),
                      ("explore", "litmus/abba", "--base", "nowhere.json")):
            self.assertEqual(run(*words)[0], 2, words)


class Results(unittest.TestCase):
    def test_symmetry_runs_one_of_what_differs_only_in_names(self):
        _, plain = results("litmus/counter", "--set", "n=5")
        code, less = results("litmus/counter", "--set", "n=8", "--symmetry")
        self.assertEqual((plain[0]["executions"], plain[0]["symmetry"]), (120, False))
        self.assertEqual((less[0]["executions"], less[0]["symmetry"]), (1, True))
        self.assertEqual((code, less[0]["verdict"]), (AS_EXPECTED, "free"))

    def test_counts_add_up(self):
        _, scenarios = results("litmus/*", "waitmap/*")
        self.assertGreater(len(scenarios), 10)
        for one in scenarios:
            parts = ("complete", "deadlocked", "redundant", "abandoned")
            self.assertEqual(one["executions"], sum(one[part] for part in parts), one["name"])

    def test_list_and_explore_name_the_same_scenarios(self):
        listed = [one["name"] for one in json.loads(run("list", "--json")[1])]
        _, explored = results("litmus/*")
        names = [one["name"] for one in explored]
        self.assertEqual(sorted(set(names)), [name for name in listed if name.startswith("litmus/")])

    def test_equal_runs_give_equal_results(self):
        def plain():
            _, scenarios = results("resolver/yield-after-send/waitmap", "litmus/philosophers")
            for one in scenarios:
                one["seconds"] = 0
            return scenarios
        self.assertEqual(plain(), plain())

    def test_every_findings_schedule_shows_it_again(self):
        _, scenarios = results("waitmap/*", "litmus/*", "resolver/*", "once_map/e*")
        found = [finding for one in scenarios for finding in one["findings"]]
        self.assertGreater(len(found), 5)
        for finding in found:
            code, out, _ = run("replay", finding["schedule"])
            self.assertEqual(code, AS_EXPECTED)
            self.assertIn(finding["summary"], out)

    def test_one_schedule_shows_the_same_a_hundred_times(self):
        _, scenarios = results("resolver/yield-after-send/waitmap")
        schedule = scenarios[0]["findings"][0]["schedule"]
        first = run("replay", schedule, "--trace")
        self.assertEqual(first[0], AS_EXPECTED)
        for _ in range(99):
            again = run("replay", schedule, "--trace")
            self.assertEqual(without_time(first), without_time(again))

    def test_a_story_ends_with_commands_that_work(self):
        _, scenarios = results("once_map/done-in-window/pr1183")
        finding = scenarios[0]["findings"][0]
        code, story, _ = run("explain", finding["schedule"])
        self.assertEqual(code, AS_EXPECTED)
        self.assertIn(f"Behind step {finding['point_of_no_return']} nothing avoids it", story)
        self.assertIn(finding["cause"].split(":")[0], story)
        for line in story.splitlines():
            if "impasse replay " in line:
                self.assertEqual(run(*line.split("impasse ")[-1].split())[0], AS_EXPECTED)

    def test_a_cause_is_the_first_change_that_removes_the_finding(self):
        _, scenarios = results("litmus/*", "incidents/*")
        found = [finding for one in scenarios for finding in one["findings"]]
        causes = 0
        for finding in found:
            removing = [tried for tried in finding["what_if"] if tried["removes"]]
            self.assertEqual(finding["cause"] is not None, bool(removing))
            if removing:
                causes += 1
                self.assertIn(removing[0]["change"], finding["cause"])
                self.assertIn(removing[0]["came_to"], finding["cause"])
        self.assertGreater(causes, 8)

    def test_json_on_stdout_is_nothing_but_json(self):
        code, out, err = run("explore", "litmus/abba", "--json", "-")
        self.assertEqual(code, AS_EXPECTED)
        self.assertEqual(json.loads(out)["schema"], "impasse-results/1")
        self.assertIn("litmus/abba", err)

    def test_a_report_needs_nothing_from_outside(self):
        with tempfile.TemporaryDirectory() as folder:
            run("explore", "litmus/abba", "--report", folder)
            page = text_of(folder, "index.html")
        for word in ("http://", "https://", " src=", "fetch(", "@import", "url("):
            self.assertNotIn(word, page.replace("http://www.w3.org/", ""))


class Parts(unittest.TestCase):
    """A frontier that is split, explored in parts and joined."""

    def explore(self, *words):
        code, out, err = run("explore", *words, "--json", "results.json", cwd=self.folder)
        return code, out + err, json.loads(text_of(self.folder, "results.json"))["scenarios"]

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        code, _, _ = self.explore("litmus/lastzero", "litmus/philosophers", "--set", "n=5",
                                  "--max-executions", "4")
        self.assertEqual(code, INCONCLUSIVE)
        self.assertEqual(self.command("split", "impasse-frontier.json", "--parts", "3"), AS_EXPECTED)
        self.parts = [f"impasse-frontier-{number}.json" for number in (1, 2, 3)]

    def command(self, *words):
        code, _, err = run(*words, cwd=self.folder)
        self.assertEqual(err, "")
        return code

    def refused(self, *words):
        before = sorted(os.listdir(self.folder))
        code, out, err = run(*words, cwd=self.folder)
        self.assertEqual((code, out, len(err.splitlines())), (USAGE, "", 1), (words, out, err))
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        return err

    def test_rounds_come_to_the_totals_of_one_run(self):
        for _ in range(10):
            for part in self.parts:
                code, said, scenarios = self.explore("--resume", part)
                self.assertIn(code, (AS_EXPECTED, INCONCLUSIVE))
                self.assertIn("impasse join", said)
                for one in scenarios:
                    self.assertIn(one["verdict"], ("inconclusive", "found"))
                    self.assertFalse(one["exhausted"])
            self.command("join", *reversed(self.parts), "--out", "joined.json")
            code, out, _ = run("split", "joined.json", "--parts", "3", "--out", "impasse-frontier",
                               cwd=self.folder)
            if code == USAGE:
                break
        self.assertEqual(code, USAGE)  # nothing is left
        code, _, joined = self.explore("--resume", "joined.json")
        self.assertEqual(code, AS_EXPECTED)
        _, whole = results("litmus/lastzero", "litmus/philosophers", "--set", "n=5")
        for one in joined + whole:
            one["seconds"] = 0
        self.assertEqual(joined, whole)

    def test_what_is_no_set_of_parts(self):
        first, second, third = self.parts
        self.assertIn("part 2 of 3 is missing",
                      self.refused("join", first, third, "--out", "joined.json"))
        self.assertIn("part 1 of 3 is there twice",
                      self.refused("join", first, second, first, "--out", "joined.json"))
        self.refused("join", first, second, "impasse-frontier.json", "--out", "joined.json")
        self.refused("join", first, second, third)
        self.refused("join", "--out", "joined.json")
        self.refused("split", first, "--parts", "2")
        self.refused("split", "impasse-frontier.json")
        self.refused("split", "no-such-file.json", "--parts", "2")
        for number in ("0", "-1", "two", "1001"):
            self.refused("split", "impasse-frontier.json", "--parts", number)

    def test_a_part_that_is_cut_off_is_refused_and_stays(self):
        text = text_of(self.folder, self.parts[1])
        with open(os.path.join(self.folder, self.parts[1]), "w", encoding="utf-8") as file:
            file.write(text[: len(text) // 2])
        self.refused("join", *self.parts, "--out", "joined.json")
        self.refused("explore", "--resume", self.parts[1])
        self.assertEqual(text_of(self.folder, self.parts[1]), text[: len(text) // 2])

    def test_a_part_keeps_the_scenarios_that_were_not_explored(self):
        self.explore("litmus/lastzero", "--set", "n=5", "--resume", self.parts[0])
        names = [one["name"] for one in json.loads(text_of(self.folder, self.parts[0]))["scenarios"]]
        self.assertEqual(sorted(names), ["litmus/lastzero", "litmus/philosophers"])


def without_time(outcome):
    code, out, err = outcome
    return code, out.splitlines()[1:], err


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
