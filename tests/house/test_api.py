#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every public name of the DMA headers compiles in a program outside the
tree and links, with nothing but what `meson install` and pkg-config give.
The names are in api-names.tsv: header, kind, name, and for members the
struct or enum that they are in."""
import os
import subprocess
import sys
import tempfile

import tap

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ["DMAE_BUILD"]


def names():
    with open(os.path.join(HERE, "api-names.tsv"), encoding="utf-8") as f:
        for line in f:
            header, kind, name, within = (line.rstrip("\n").split("\t") + [""])[:4]
            yield header, kind, name, within


HEADERS = sorted({n[0] for n in names()})
STAGE = tempfile.TemporaryDirectory(prefix="dmae-api-")


def in_stage(path=""):
    return os.path.join(STAGE.name, path.lstrip("/"))


def run(*command, **kwargs):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kwargs)


def pkg_config(*args):
    env = dict(os.environ, PKG_CONFIG_SYSROOT_DIR=STAGE.name)
    for where, _, files in os.walk(STAGE.name):
        if "libdmaengine.pc" in files:
            env["PKG_CONFIG_PATH"] = where
    done = run("pkg-config", *args, "libdmaengine", env=env)
    return done.stdout.split()


def installs_and_is_found_by_pkg_config():
    done = run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", STAGE.name)
    if done.returncode:
        return done.stdout.splitlines()[-5:]
    flags = pkg_config("--cflags", "--libs")
    if "-ldmaengine" not in flags:
        return ["pkg-config gives: " + " ".join(flags)]
    return []


def use(kind, name, within, number):
    if kind == "enumerator":
        return "int use_%d(void) { return (int)%s; }" % (number, name)
    if kind == "macro":
        # Linux makes some of them functions, depending on its configuration
        return "#ifndef %s\nvoid *use_%d(void) { return (void *)%s; }\n#endif" % (name, number, name)
    if kind in ("struct", "enum"):
        return "unsigned long use_%d(void) { return sizeof(%s %s); }" % (number, kind, name)
    if kind == "typedef":
        # a function type has no size of its own
        return "unsigned long use_%d(void) { return sizeof(%s *); }" % (number, name)
    if kind == "member":
        return ("unsigned long use_%d(void) { return (unsigned long)&((__typeof__(struct %s) *)64)->%s; }"
                % (number, within, name))
    if kind == "variable":
        return "void *use_%d(void) { return (void *)&%s; }" % (number, name)
    # a function may be a macro here, as in Linux's other configurations
    return "#ifndef %s\nvoid *use_%d(void) { return (void *)%s; }\n#endif" % (name, number, name)


def compile_one(header, kind, name, within, link):
    source = in_stage("use.c")
    with open(source, "w", encoding="utf-8") as f:
        f.write("#include <%s>\n%s\nint main(void) { return 0; }\n" % (header, use(kind, name, within, 1)))
    command = ["cc", "-std=gnu11", source, "-o", in_stage("use")] + pkg_config("--cflags")
    command += pkg_config("--libs") if link else ["-c"]
    done = run(*command)
    return [] if not done.returncode else ["%s %s %s: %s" % (
        header, kind, name, next((l for l in done.stdout.splitlines() if "error" in l), "?"))]


def each_alone(wanted, link):
    faults = []
    for header, kind, name, within in names():
        if kind in wanted:
            faults += compile_one(header, kind, name, within, link)
    return faults


def all_in_one_program(wanted, link):
    """one program per header with every name; only if that fails, each name alone to tell which"""
    for header in HEADERS:
        lines = ["#include <%s>" % header]
        for number, (h, kind, name, within) in enumerate(names()):
            if h == header and kind in wanted:
                lines.append(use(kind, name, within, number))
        lines.append("int main(void) { return 0; }")
        source = in_stage("all.c")
        with open(source, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
        command = ["cc", "-std=gnu11", "-O0", source, "-o", in_stage("all")] + pkg_config("--cflags")
        command += pkg_config("--libs") if link else ["-c"]
        if run(*command).returncode:
            return each_alone(wanted, link) or ["%s: the names do not compile together" % header]
    return []


def types_macros_and_members_compile():
    return all_in_one_program({"enumerator", "macro", "struct", "enum", "typedef", "member"}, False)


def functions_and_variables_link():
    return all_in_one_program({"prototype", "variable"}, True)


def functions_link_statically():
    lines = ["#include <%s>" % h for h in HEADERS]
    lines += [use(k, n, w, i) for i, (h, k, n, w) in enumerate(names()) if k == "prototype"]
    lines.append("int main(void) { return 0; }")
    source = in_stage("static.c")
    with open(source, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    libs = pkg_config("--libs", "--static")
    archive = [os.path.join(w, "libdmaengine.a") for w, _, f in os.walk(STAGE.name)
               if "libdmaengine.a" in f]
    if not archive:
        return ["no libdmaengine.a was installed"]
    libs = [archive[0] if l == "-ldmaengine" else l for l in libs]
    done = run("cc", "-std=gnu11", source, "-o", in_stage("static"), *pkg_config("--cflags"), *libs)
    return done.stdout.splitlines()[:5] if done.returncode else []


def the_system_headers_survive_beside_ours():
    """a program of the host's side may include any of libc's headers with our include path"""
    source = in_stage("host.c")
    with open(source, "w", encoding="utf-8") as f:
        for header in ("stdio.h", "stdlib.h", "string.h", "errno.h", "limits.h", "signal.h", "fcntl.h",
                       "unistd.h", "sys/ioctl.h", "sys/socket.h", "sys/stat.h", "pthread.h", "time.h"):
            f.write("#include <%s>\n" % header)
        f.write("#include <dmae/world.h>\n#include <dmae/dma.h>\n#include <dmae/model.h>\n"
                "int main(void) { return ENOENT + PATH_MAX + dmae_world_running(); }\n")
    done = run("cc", "-std=gnu11", source, "-o", in_stage("host"), *pkg_config("--cflags"),
               *pkg_config("--libs"))
    return done.stdout.splitlines()[:5] if done.returncode else []


def headers_compile_with_clang_and_as_c17():
    faults = []
    for compiler in (["clang"], ["cc", "-std=gnu17"]):
        for header in HEADERS:
            source = in_stage("alone.c")
            with open(source, "w", encoding="utf-8") as f:
                f.write("#include <%s>\nint nothing;\n" % header)
            done = run(*compiler, "-Wall", "-Werror", "-c", source, "-o", in_stage("alone.o"),
                       *pkg_config("--cflags"))
            if done.returncode:
                faults.append("%s <%s>: %s" % (compiler[0], header, done.stdout.splitlines()[0]))
    return faults


tap.run([
    installs_and_is_found_by_pkg_config,
    types_macros_and_members_compile,
    functions_and_variables_link,
    functions_link_statically,
    the_system_headers_survive_beside_ours,
    headers_compile_with_clang_and_as_c17,
])
