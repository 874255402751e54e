#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turn compiled boards into a C table: what board_builtin() looks in.

usage: embed-boards.py OUT.c BOARD.dtb...
"""
import os
import sys


def rows(data):
    for i in range(0, len(data), 12):
        yield "\t" + " ".join(f"0x{byte:02x}," for byte in data[i:i + 12])


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip().splitlines()[-1])
    out, boards = sys.argv[1], sys.argv[2:]
    named = sorted((os.path.splitext(os.path.basename(b))[0], b) for b in boards)
    text = [
        "// SPDX-License-Identifier: MIT",
        "/* The shipped boards. Made by tools/embed-boards.py; read by src/machine/board_builtin.c. */",
        '#include "machine/board.h"',
        "",
        "extern const struct board_blob board_blobs[];",
        "extern const unsigned int board_blob_count;",
        "",
    ]
    for i, (name, path) in enumerate(named):
        with open(path, "rb") as f:
            data = f.read()
        text.append(f"/* {name} */")
        text.append(f"static const _Alignas(8) unsigned char board_{i}[] = {{")
        text.extend(rows(data))
        text.append("};")
        text.append("")
    text.append("const struct board_blob board_blobs[] = {")
    for i, (name, _) in enumerate(named):
        text.append(f'\t{{ "{name}", board_{i}, sizeof(board_{i}) }},')
    text.append("};")
    text.append("")
    text.append(f"const unsigned int board_blob_count = {len(named)};")
    with open(out, "w") as f:
        f.write("\n".join(text) + "\n")


main()
