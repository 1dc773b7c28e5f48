#!/usr/bin/env python3
"""The table of mutations in docs/memory-model.md: which weakened memory order is caught by which scenario.

    mutations_test.py IMPASSE DOC            explores memory/* in the second engine and compares
    mutations_test.py IMPASSE DOC --update   writes the table anew; survivors are explained by hand, below it
    mutations_test.py --self-test            feeds it differences and checks that each is seen

What no scenario catches is a survivor: the page must explain it, in a line that begins with "- **model number**", and
nothing that is caught may be explained so. Exit codes: 0 the page is right, 1 it is not, 2 usage, 4 no results.
"""
import json
import re
import subprocess
import sys

BEGIN, END = "<!-- mutations -->\n", "<!-- /mutations -->"


def results_of(impasse):
    """By model: the orders, and for each the scenarios that catch it with what."""
    listed = json.loads(subprocess.run([impasse, "list", "--json"], stdout=subprocess.PIPE, check=True,
                                       text=True).stdout)
    ran = subprocess.run([impasse, "explore", "memory/*", "--engine", "relacy", "--progress", "never",
                          "--json", "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    models = {}
    for scenario in listed:
        for param in scenario["params"]:
            if param["name"] == "weaken":
                orders = re.findall(r"; \d+: ([^;]*)", param["about"])[1:]  # 0: none
                assert len(orders) == param["max"], scenario["name"]
                model = scenario["name"].split("/")[1]
                models.setdefault(model, (orders, {n: {} for n in range(1, len(orders) + 1)}))
    for record in json.loads(ran.stdout)["scenarios"]:
        number = record["params"].get("weaken")
        if not number:
            continue
        assert record["as_expected"], record["name"]
        _, model, client = record["name"].split("/")
        if record["findings"]:
            models[model][1][number][client] = record["findings"][0]["kind"]
    return models


def table_of(models):
    lines = ["| model | | order in the original | caught by |\n", "|---|---|---|---|\n"]
    for model, (orders, caught) in sorted(models.items()):
        for number, order in enumerate(orders, 1):
            by = ", ".join(f"{client} ({kind})" for client, kind in sorted(caught[number].items()))
            lines.append(f"| {model} | {number} | {order} | {by or '**survives**'} |\n")
    return "".join(lines)


def survivors(models):
    return {f"{model} {number}" for model, (_, caught) in models.items()
            for number, by in caught.items() if not by}


def complaints(page, models):
    if BEGIN not in page or END not in page:
        return ["the page has no place for the table"]
    table, rest = page.split(BEGIN, 1)[1].split(END, 1)
    wrong = [] if table == table_of(models) else ["the table is not what was explored (--update)"]
    explained = set()
    for model, numbers in re.findall(r"^- \*\*([\w-]+) ([\d, ]+)\*\*", rest, re.MULTILINE):
        explained |= {f"{model} {number.strip()}" for number in numbers.split(",")}
    wrong += [f"{one} survives, and the page does not say why" for one in sorted(survivors(models) - explained)]
    wrong += [f"{one} is caught, and the page explains why not" for one in sorted(explained - survivors(models))]
    return wrong


def self_test():
    models = {"m": (["a", "b"], {1: {"c": "race"}, 2: {}})}
    right = f"{BEGIN}{table_of(models)}{END}\n- **m 2**: because.\n"
    cases = [(right, 0), (right.replace("race", "cycle"), 1), (right.replace("- **m 2**", ""), 1),
             (right + "- **m 1, 2**: because.\n", 1), ("", 1), (right.replace("m 2", "m 3"), 2)]
    wrong = [page for page, want in cases if len(complaints(page, models)) != want]
    for page in wrong:
        print(f"self-test: {complaints(page, models)} of\n{page}")
    print(f"mutations: self-test {'failed' if wrong else 'passed'}, {len(cases)} cases")
    return 1 if wrong else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) not in (2, 3) or arguments[2:] not in ([], ["--update"]):
        print("usage: mutations_test.py IMPASSE DOC [--update] | --self-test", file=sys.stderr)
        return 2
    try:
        models = results_of(arguments[0])
    except (OSError, ValueError, KeyError, AssertionError, subprocess.CalledProcessError) as why:
        print(f"mutations: no results: {why!r}", file=sys.stderr)
        return 4
    with open(arguments[1], encoding="utf-8") as file:
        page = file.read()
    if arguments[2:]:
        before, rest = page.split(BEGIN, 1)
        page = before + BEGIN + table_of(models) + END + rest.split(END, 1)[1]
        with open(arguments[1], "w", encoding="utf-8") as file:
            file.write(page)
    wrong = complaints(page, models)
    for line in wrong:
        print(f"mutations: {line}")
    caught = sum(bool(by) for _, numbers in models.values() for by in numbers.values())
    print(f"mutations: {caught} orders are caught, {len(survivors(models))} survive")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
