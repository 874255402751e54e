#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the cmocka programs of one or more build directories and count every test.

Usage: run-tests.py [--suite fibers|threads]... BUILD[:fibers|:threads]...

Programs run side by side, one per CPU. What a failing program printed is
shown; the end names every test that failed, and the last line is
"N passed, N failed, N skipped" over all of them. A test that is skipped
without a word has failed.
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

# cmocka writes "ok 1 - name", "not ok 2 - name" and "not ok 3 # SKIP name"
RESULT = re.compile(r"^(ok|not ok) \d+ (-|# SKIP) (\S+)")
# a test that skips itself prints this line first
WHY = re.compile(r"^skipped: (.*)")


class Program:
    def __init__(self, build, test):
        self.build = build
        self.name = test["name"]
        self.suites = [s.split(":")[-1] for s in test["suite"]]
        self.cmd = test["cmd"]
        self.env = dict(os.environ, **test["env"], CMOCKA_MESSAGE_OUTPUT="TAP")
        self.timeout = test["timeout"] * int(os.environ.get("DMAE_TEST_SLOWNESS", "1"))
        self.env.setdefault("ASAN_OPTIONS", "detect_stack_use_after_return=0:abort_on_error=0")
        self.env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
        self.env.setdefault("TSAN_OPTIONS", "second_deadlock_stack=1:halt_on_error=0:exitcode=66")
        self.passed, self.failed, self.skipped = [], [], []
        self.output = ""
        self.seconds = 0.0

    def run(self):
        begin = time.monotonic()
        try:
            done = subprocess.run(self.cmd, env=self.env, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=self.timeout)
            code, out = done.returncode, done.stdout
        except subprocess.TimeoutExpired as late:
            code, out = None, late.stdout or b""
        self.seconds = time.monotonic() - begin
        self.output = out.decode(errors="replace")
        self.count(code)
        return self

    def count(self, code):
        why = None
        for line in self.output.splitlines():
            said, m = WHY.match(line), RESULT.match(line)
            if said:
                why = said.group(1)
            if not m:
                continue
            if m.group(2) != "-" and why:
                self.skipped.append("%s: %s" % (m.group(3), why))
            elif m.group(2) != "-":
                self.failed.append("%s (skipped without a word)" % m.group(3))
            elif m.group(1) == "ok":
                self.passed.append(m.group(3))
            else:
                self.failed.append(m.group(3))
            why = None
        if code is None:
            self.failed.append("(timed out after %d s)" % self.timeout)
        elif code and not self.failed:
            self.failed.append("(the program ended with status %d)" % code)
        elif not code and not (self.passed or self.failed or self.skipped):
            self.failed.append("(the program ran no test)")


def programs(build, wanted):
    listed = subprocess.run(["meson", "introspect", "--tests", build], check=True,
                            stdout=subprocess.PIPE).stdout
    for test in json.loads(listed):
        program = Program(build, test)
        if not wanted or wanted in program.suites:
            yield program


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("builds", nargs="+", metavar="BUILD[:SUITE]")
    parser.add_argument("--match", help="only programs whose name contains this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    args = parser.parse_args()

    todo = []
    for spec in args.builds:
        build, _, suite = spec.partition(":")
        todo += [p for p in programs(build, suite) if not args.match or args.match in p.name]
    passed = skipped = 0
    failed = []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for p in pool.map(Program.run, todo):
            passed += len(p.passed)
            skipped += len(p.skipped)
            where = os.path.basename(p.build.rstrip("/"))
            mark = "FAIL" if p.failed else "ok"
            print("%-4s %-12s %-44s %3d passed%s  %6.2f s" % (
                mark, where, p.name, len(p.passed),
                ", %d failed" % len(p.failed) if p.failed else "", p.seconds), flush=True)
            for name in p.failed:
                print("     failed: %s" % name)
                failed.append("%s, %s: %s" % (where, p.name, name))
            for name in p.skipped:
                print("     skipped: %s" % name)
            if p.failed:
                print("\n".join("     | " + line for line in p.output.splitlines()[-80:]))
    for name in failed:
        print("failed: " + name)
    print("%d passed, %d failed, %d skipped" % (passed, len(failed), skipped))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
