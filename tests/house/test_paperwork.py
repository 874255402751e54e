#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What goes with the code: the manual page renders, every package is
explained, the pages name no verb that is not there, every kernel parameter
is in the manual; and the plain build leaks nothing under valgrind."""
import os
import re
import shutil
import subprocess

import tap

ROOT = os.environ["DMAE_SOURCE"]
DMAE = os.environ["DMAE"]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL)


def the_manual_page_renders_without_a_warning():
    if not shutil.which("man"):
        return "man is not installed"
    done = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", os.path.join(ROOT, "man/dmae.1"))
    return done.stderr.splitlines()


def every_package_is_explained():
    explained = read("docs/dependencies.md")
    packages = re.sub(r"#.*", "", read("packages.txt")).split()
    return ["%s is in packages.txt, not in docs/dependencies.md" % p for p in packages if p not in explained]


def every_page_that_is_linked_exists():
    faults = []
    for page in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/dependencies.md",
                 "docs/mapping.md", "docs/textbook-dmac.md", "examples/README.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", read(page)):
            if not os.path.exists(os.path.join(ROOT, os.path.dirname(page), target)):
                faults.append("%s links to %s" % (page, target))
    return faults


def the_pages_name_only_verbs_that_exist():
    verbs = set(re.findall(r"^  (\w+) ", run(DMAE, "--help").stdout, re.M))
    faults = []
    for page in ("README.md", "man/dmae.1"):
        for verb in re.findall(r"^(?:\$ )?(?:build/)?dmae ([a-z]\w*)", read(page), re.M):
            if verb not in verbs:
                faults.append("%s: there is no verb %s" % (page, verb))
    return faults


def every_kernel_parameter_is_in_the_manual():
    manual = read("man/dmae.1").replace("\\-", "-")
    names = run(DMAE, "ls", "--append", "no_such_parameter=1").stderr.partition("one of the kernel's:")[2].split()
    if not names:
        return ["dmae does not say which kernel parameters there are"]
    return ["%s is not in man/dmae.1" % n for n in names if not re.search(r"^\.B\S* %s=" % re.escape(n), manual, re.M)]


def leaks(*arguments):
    if not shutil.which("valgrind"):
        return "valgrind is not installed"
    done = run("valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite",
               DMAE, *arguments)
    return [] if done.returncode == 0 else done.stderr.splitlines()[-40:]


def valgrind_finds_nothing_in_threads():
    return leaks("test", "--threads", "iterations=2", "max_channels=1")


def valgrind_finds_nothing_in_fibers():
    return leaks("test", "--board", "textbook", "iterations=2", "max_channels=1")


tap.run([
    the_manual_page_renders_without_a_warning,
    every_package_is_explained,
    every_page_that_is_linked_exists,
    the_pages_name_only_verbs_that_exist,
    every_kernel_parameter_is_in_the_manual,
    valgrind_finds_nothing_in_threads,
    valgrind_finds_nothing_in_fibers,
])
