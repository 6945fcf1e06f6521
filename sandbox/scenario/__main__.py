"""python -m sandbox.scenario [FILE]: writes the demo shop's own catalog, by default where it is committed."""

import sys
from pathlib import Path

from sandbox.scenario.catalog import write
from sandbox.scenario.shop import build

DEFAULT = Path(__file__).parents[2] / "catalog" / "demo" / "products.csv"


def main(arguments: list[str]) -> int:
    """Write the file named, or the default one; the exit code."""
    path = Path(arguments[0]) if arguments else DEFAULT
    sys.stdout.write(f"{write(path, build())} products written to {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
