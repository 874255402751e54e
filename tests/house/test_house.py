#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The house keeps its rules: rooms include downwards only, the hardware's
side never meets the software's, kernel side and host side do not mix, and
what is public is documented. Reads the sources; runs nothing of them."""
import os
import re
import sys

import tap

ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "../..")
FLOORS = {"base": 0, "machine": 1, "models": 2, "device": 2, "mapping": 3, "engine": 4,
          "drivers": 5, "clients": 5, "world": 6, "cli": 7}
FREESTANDING = {"float.h", "limits.h", "stdalign.h", "stdarg.h", "stdbool.h", "stddef.h",
                "stdint.h", "stdnoreturn.h", "iso646.h"}
# what tests/unit.h brings along is allowed on both sides
TEST_HEADERS = {"setjmp.h", "cmocka.h"}
DMA_HEADERS = ["dmaengine.h", "dma-mapping.h", "dma-direction.h", "dmapool.h", "scatterlist.h",
               "of_dma.h", "acpi_dma.h"]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def sources(*folders):
    for folder in folders:
        for where, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(where, name), ROOT)


def includes(path):
    return [m.group(2) for m in INCLUDE.finditer(read(path))]


def header_rooms():
    """header → room, from rooms.tsv; a kernel header that is not in it belongs to base"""
    rooms = {}
    for line in read("tests/house/rooms.tsv").splitlines():
        if line and not line.startswith("#"):
            pattern, room = line.split("\t")
            rooms[re.compile(pattern + r"\Z")] = room
    return rooms


ROOMS = header_rooms()


def is_ours(header):
    return os.path.exists(os.path.join(ROOT, "include", header))


def room_of_header(header):
    for pattern, room in ROOMS.items():
        if pattern.match(header):
            return room
    return "base"


def room_of(path):
    return path.split("/")[1]


def target_room(path, header):
    """the room that an #include in @path leads to; None: outside the house, or the same room"""
    local = os.path.normpath(os.path.join(os.path.dirname(path), header))
    if os.path.exists(os.path.join(ROOT, local)) and local.startswith("src/"):
        return room_of(local)
    if os.path.exists(os.path.join(ROOT, "src", header)):
        return header.split("/")[0]
    if os.path.exists(os.path.join(ROOT, "include/drivers/dma", header)):
        return "engine"
    if header.startswith(("linux/", "asm/")) and is_ours(header):
        return room_of_header(header)
    return None


def rooms_include_only_downwards():
    faults = []
    for path in sources("src"):
        room = room_of(path)
        if room not in FLOORS:
            faults.append("%s: %s is no room of the house" % (path, room))
            continue
        for header in includes(path):
            target = target_room(path, header)
            if target is None or target == room:
                continue
            if FLOORS[target] >= FLOORS[room]:
                faults.append("%s (floor %d) includes %s of %s (floor %d)" % (
                    path, FLOORS[room], header, target, FLOORS[target]))
    return faults


def drivers_and_clients_do_not_know_one_another():
    faults = []
    for path in sources("src/drivers", "src/clients"):
        own = "/".join(path.split("/")[1:3])
        for header in includes(path):
            if header.startswith(("drivers/", "clients/")) and not header.startswith(own + "/"):
                faults.append("%s includes %s of its neighbour" % (path, header))
    return faults


def kernel_headers_include_only_downwards():
    faults = []
    for path in sources("include/linux", "include/asm"):
        header = path[len("include/"):]
        room = room_of_header(header)
        for target in includes(path):
            if target.startswith(("linux/", "asm/")) and is_ours(target) and \
                    FLOORS[room_of_header(target)] > FLOORS[room]:
                faults.append("%s (%s) includes %s (%s)" % (
                    header, room, target, room_of_header(target)))
    return faults


def models_see_only_the_hardware_side():
    faults = []
    for path in sources("src/models"):
        for header in includes(path):
            if header.startswith(("linux/", "asm/")):
                faults.append("%s includes <%s>" % (path, header))
            elif "/" in header and not header.startswith(("dmae/model.h", "models/", "sys/", "nettle/")):
                faults.append("%s includes %s: a model knows only <dmae/model.h>" % (path, header))
    return faults


def the_software_side_never_includes_a_model():
    faults = []
    for path in sources("src", "include"):
        if path.startswith("src/models/"):
            continue
        faults += ["%s includes %s" % (path, h) for h in includes(path) if h.startswith("models/")]
    return faults


def drivers_include_no_model_api():
    return ["%s includes <dmae/model.h>" % p
            for p in sources("src/drivers", "src/clients", "src/device", "src/mapping", "src/engine")
            if "dmae/model.h" in includes(p)]


def no_file_mixes_kernel_headers_with_the_c_library():
    faults = []
    for path in sources("src", "examples", "tests", "bench", "fuzz"):
        kernel, libc = [], []
        for header in includes(path):
            if header.startswith("uapi/"):
                continue        # what programs ask: it goes with either
            if header.startswith(("linux/", "asm/", "trace/", "generated/")):
                (kernel if is_ours(header) else libc).append(header)
            elif header in FREESTANDING or header.startswith("dmae/") or \
                    target_room(path, header):
                continue
            elif path.startswith("tests/") and header in TEST_HEADERS:
                continue
            elif re.search(r'#\s*include\s*<%s>' % re.escape(header), read(path)):
                libc.append(header)
        if kernel and libc:
            faults.append("%s includes <%s> of ours and <%s> of the system" % (
                path, kernel[0], libc[0]))
    return faults


def public_headers_bring_no_c_library():
    faults = []
    for path in sources("include"):
        for header in includes(path):
            if header in FREESTANDING or header.startswith("dmae/") or is_ours(header):
                continue
            if os.path.exists(os.path.join(ROOT, os.path.dirname(path), header)) or \
                    header.startswith("drivers/"):
                continue
            faults.append("%s includes <%s>" % (path, header))
    return faults


FUNCTION = re.compile(
    r"^(?:extern\s+)?(?:static\s+(?:__always_)?inline\s+)?(?:__must_check\s+)?"
    r"(?:const\s+)?(?:struct\s+|enum\s+|unsigned\s+)?\w+[\s\*]+(?:__must_check\s+)?(?:\w+\s+\**)?"
    r"(\w+)\s*\(", re.M)
NOT_FUNCTIONS = {"if", "while", "for", "return", "switch", "sizeof", "typedef", "define", "else"}


def undocumented_functions(path):
    text = read(path)
    documented = set(re.findall(r"/\*\*\s*\*?\s*(\w+)\(\)", text))
    documented |= set(re.findall(r"^ \* (\w+)\(\) - ", text, re.M))
    # the second of two spellings on one line: "/** a(), b() - ..."
    for line in re.findall(r"/\*\*(?:\s*\*)?\s*((?:\w+\(\)[,/ and]*)+) - ", text):
        documented |= set(re.findall(r"(\w+)\(\)", line))
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    code = re.sub(r"\\\n", " ", code)
    code = re.sub(r"^\s*#.*$", "", code, flags=re.M)
    names = []
    for m in FUNCTION.finditer(code):
        name = m.group(1)
        if name in NOT_FUNCTIONS or name.startswith("__") or "typedef" in m.group(0):
            continue
        names.append(name)
    return [n for n in dict.fromkeys(names) if n not in documented]


def public_functions_have_kernel_doc():
    faults = []
    paths = list(sources("include/dmae")) + ["include/linux/" + h for h in DMA_HEADERS]
    for path in paths:
        faults += ["%s: %s() has no kernel-doc" % (path, n) for n in undocumented_functions(path)]
    return faults


def every_source_file_says_its_licence():
    return ["%s: first line is no SPDX-License-Identifier" % p
            for p in sources("src", "include", "tests", "examples", "bench", "fuzz")
            if "SPDX-License-Identifier: MIT" not in read(p).split("\n", 1)[0]]


FORBIDDEN_NAMES = {"util", "utils", "misc", "common", "helper", "helpers", "manager"}


def no_file_is_named_after_nothing():
    return ["%s: a file is named after its subject" % p for p in sources("src", "include/dmae")
            if FORBIDDEN_NAMES & set(re.split(r"[_\-./]", p))]


def nothing_is_left_to_do():
    return ["%s:%d: %s" % (p, n, line.strip())
            for p in sources("src", "include", "examples", "bench")
            for n, line in enumerate(read(p).splitlines(), 1)
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line)]


tap.run([
    rooms_include_only_downwards,
    drivers_and_clients_do_not_know_one_another,
    kernel_headers_include_only_downwards,
    models_see_only_the_hardware_side,
    the_software_side_never_includes_a_model,
    drivers_include_no_model_api,
    no_file_mixes_kernel_headers_with_the_c_library,
    public_headers_bring_no_c_library,
    public_functions_have_kernel_doc,
    every_source_file_says_its_licence,
    no_file_is_named_after_nothing,
    nothing_is_left_to_do,
])
