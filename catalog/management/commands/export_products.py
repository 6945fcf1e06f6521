"""manage.py export_products: all products as Adobe Commerce's CSV, to a file or to standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.imports import export


class Command(BaseCommand):
    """A file is there whole or not at all."""

    help = "Writes all products in Adobe Commerce's CSV format. import_products reads it back unchanged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: standard output")
        parser.add_argument(
            "--no-guard",
            action="store_true",
            help="leave cells that a spreadsheet would take for formulas as they are",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lines = export.lines(guarded=not options["no_guard"])
        path: Path | None = options["file"]
        if path is None:
            for piece in lines:
                self.stdout.write(piece, ending="")
            return
        part = path.with_name(f"{path.name}.part")
        try:
            with part.open("w", encoding="utf-8", newline="") as target:
                target.writelines(lines)
            part.replace(path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
