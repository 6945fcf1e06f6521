"""python -m sandbox.scenario: writes the demo shop's own catalog and its export, where they are committed."""

import sys
from pathlib import Path

from sandbox.scenario import export
from sandbox.scenario.catalog import write
from sandbox.scenario.shop import build

FOLDER = Path(__file__).parents[2] / "catalog" / "demo"


def write_catalog(path: Path | None = None) -> int:
    """Write products.csv, by default where it is committed; the exit code."""
    path = path or Path(__file__).with_name("products.csv")
    sys.stdout.write(f"{write(path, build())} products written to {path}\n")
    return 0


def write_export(path: Path | None = None) -> int:
    """Write the export of Adobe Commerce, by default where it is committed; the exit code."""
    path = path or FOLDER / "catalog_product.csv"
    sys.stdout.write(f"{export.write(path, build())} lines written to {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(write_catalog() or write_export())
