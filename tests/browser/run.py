#!/usr/bin/env python3
"""The report in a real browser (viewer_test.mjs) and against the schemas of its formats (schemas_test.mjs), and
made of evil words (untrusted_test.mjs); or exit code 77 with the reason where there is none.

    run.py IMPASSE FOLDER     FOLDER: where scripts/browser put its packages
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77


def missing(folder):
    for program in ("chromium", "node"):
        if not shutil.which(program):
            return f"{program} is not installed"
    if not (folder / "node_modules" / "playwright-core").is_dir():
        return f"{folder} has no playwright-core"
    return None


def impasse(binary, *words):
    done = subprocess.run([binary, *words, "--progress", "never"], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"impasse {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def main(binary, folder):
    folder = pathlib.Path(folder)
    if why := missing(folder):
        print(f"skipped: {why} (scripts/browser installs what it needs)")
        return SKIPPED
    here = pathlib.Path(__file__).parent
    # node finds packages beside the file that asks for them
    tests = [folder / name for name in ("viewer_test.mjs", "schemas_test.mjs", "untrusted_test.mjs")]
    for test in tests:
        shutil.copyfile(here / test.name, test)
    binary = os.path.abspath(binary)
    with tempfile.TemporaryDirectory() as work:
        base = os.path.join(work, "base.json")
        impasse(binary, "explore", "litmus/abba", "litmus/counter", "litmus/lost-wakeup", "--json", base)
        impasse(binary, "explore", "litmus/*", "spin/heartbeat-beside-a-lost-wakeup", "once_map/*",
                "--max-executions", "4000", "--base", base, "--report", os.path.join(work, "report"))
        environment = dict(os.environ, IMPASSE=binary, REPORT=os.path.join(work, "report", "index.html"),
                           SCHEMA=str(here.parent.parent / "reports" / "results.schema.json"),
                           CHROMIUM=shutil.which("chromium"))
        command = ["node", "--test", "--test-concurrency=1", "--test-reporter=spec", *map(str, tests)]
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
