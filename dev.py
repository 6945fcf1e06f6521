#!/usr/bin/env python3
"""The developer's commands: up, test, run, bench. Needs nothing but Python itself.

This file parses on old Pythons on purpose, so that they can be told what is missing.
"""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit(
        "Amazon Channel needs Python 3.11 or newer; this is {}.{}. Install a newer one, for example with"
        " 'apt-get install python3.11 python3.11-venv', and run 'python3.11 dev.py' instead.".format(
            *sys.version_info[:2]
        )
    )

from devtools.cli import main  # noqa: E402 - only after the version is known to be right

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
