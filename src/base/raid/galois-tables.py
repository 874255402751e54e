#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the tables of GF(2^8) with the polynomial 0x11d that <linux/raid/pq.h> declares.

usage: galois-tables.py OUT.c
"""
import sys


def mul(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11d if a & 0x80 else 0)
        b >>= 1
    return product


def rows(values):
    for i in range(0, len(values), 16):
        yield "\t" + " ".join(f"0x{value:02x}," for value in values[i:i + 16])


def table(name, values):
    return [f"const unsigned char {name}[{len(values)}] = {{", *rows(values), "};", ""]


def table_of_rows(name, lines):
    text = [f"const unsigned char {name}[{len(lines)}][{len(lines[0])}] = {{"]
    for line in lines:
        text += ["\t{", *rows(line), "\t},"]
    return text + ["};", ""]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip().splitlines()[-1])
    product = [[mul(a, b) for b in range(256)] for a in range(256)]
    power = [1]
    while len(power) < 255:
        power.append(mul(power[-1], 2))
    inverse = [0] + [product[a].index(1) for a in range(1, 256)]
    # there is no 255th power that is not the 0th again, and no logarithm of 0
    power.append(0)
    text = ["// SPDX-License-Identifier: MIT", "/* Made by galois-tables.py. */", "",
            "#include \"base/raid/galois_tables.h\"", ""]
    text += table_of_rows("raid6_gfmul", product)
    text += table_of_rows("raid6_vgfmul", [[mul(a, n) for n in range(16)] +
                                           [mul(a, n << 4) for n in range(16)]
                                           for a in range(256)])
    text += table("raid6_gfexp", power)
    text += table("raid6_gflog", [power.index(a) for a in range(256)])
    text += table("raid6_gfinv", inverse)
    text += table("raid6_gfexi", [inverse[a ^ 1] for a in power])
    with open(sys.argv[1], "w") as out:
        out.write("\n".join(text))


if __name__ == "__main__":
    main()
