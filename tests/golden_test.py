#!/usr/bin/env python3
"""The stories of the flagship scenarios, as `impasse explain` tells them, against what is pinned.

    golden_test.py IMPASSE FOLDER [--update]

Each file of FOLDER is named after a scenario ("litmus+abba.txt"); its story is that of the first
finding, of the first parameter set that has one. --update writes the files anew; read what has changed before you commit it.
"""
import json
import pathlib
import subprocess
import sys


def output(*command):
    """What the command prints; its exit code is 0 if what it shows is expected."""
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {run.returncode}\n{run.stdout}{run.stderr}")
    return run.stdout


def story(impasse, scenario):
    results = json.loads(output(impasse, "explore", scenario, "--progress", "never", "--json", "-"))
    schedule = next(f["schedule"] for r in results["scenarios"] for f in r["findings"])
    return output(impasse, "explain", schedule)


def main(impasse, folder, update=False):
    files = sorted(pathlib.Path(folder).glob("*.txt"))
    if not files:
        sys.exit(f"{folder}: no story is pinned there")
    differ = 0
    for file in files:
        told = story(impasse, file.stem.replace("+", "/"))
        lines = told.count("\n")
        if lines > 30:
            sys.exit(f"{file.name}: a story of {lines} lines, 30 at most")
        if update:
            file.write_text(told)
        elif told != file.read_text():
            differ += 1
            print(f"--- {file.name} has\n{file.read_text()}+++ but the story is\n{told}")
    print(f"{len(files)} stories, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], "--update" in sys.argv[3:]))
