# SPDX-License-Identifier: MIT
"""The least a Python test needs to speak TAP as the cmocka programs do."""
import sys


def run(tests):
    """Call each function; a list of faults that is not empty is a failure, a text says why the
    test cannot be run here."""
    failed = 0
    print("1..%d" % len(tests))
    for number, test in enumerate(tests, 1):
        faults = test()
        if isinstance(faults, str):
            print("skipped: " + faults)
            print("not ok %d # SKIP %s" % (number, test.__name__), flush=True)
            continue
        failed += bool(faults)
        print("%sok %d - %s" % ("not " if faults else "", number, test.__name__), flush=True)
        for fault in faults[:50]:
            print("# " + fault)
        if len(faults) > 50:
            print("# and %d more" % (len(faults) - 50))
    sys.exit(1 if failed else 0)
