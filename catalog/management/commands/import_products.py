"""manage.py import_products: a file of products into the catalog, from the command line."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.imports import mappings, runs
from catalog.imports.choices import Preview, suggested_options
from catalog.imports.errors import BadFile
from catalog.imports.look import PIECE
from catalog.imports.reading import Options, options_with
from catalog.imports.work import carry_out
from catalog.models import ImportMapping, ProductImport

LOOK_AGAIN = 1.0  # seconds, while another import runs
SHOWN = 20  # refused rows that are listed without --json


class Command(BaseCommand):
    """Exit status 0: everything went in; 1: rows were refused; 2: the file could not be imported."""

    help = (
        "Imports products: Adobe Commerce's, Shopify's or WooCommerce's CSV, or any CSV or XLSX file."
        " Exit status 1 if rows were refused, 2 if the file could not be imported."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--mapping", default="", help="the name of a saved mapping of columns")
        parser.add_argument("--image-base", default="", help="address to put before relative picture paths")
        parser.add_argument(
            "--store-view",
            action="append",
            default=[],
            metavar="VIEW=WEBSITE",
            help="the website of a store view, where its name does not tell; may be repeated",
        )
        parser.add_argument(
            "--make-nothing",
            action="store_true",
            help="refuse or leave out what needs attributes, sets or websites that are not there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as source:
                run = runs.open_file(
                    path.name, iter(lambda: source.read(PIECE), b""), by="", now=timezone.now()
                )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
        except BadFile as bad:
            self._bad(bad.code, str(bad), as_json=options["json"])
        wish = self._wish(run, options)
        runs.start(run, wish, dry_run=options["dry_run"], by="", now=timezone.now(), to_worker=False)
        run = _done(run)
        if run.state != ProductImport.State.DONE:
            self._bad(run.error or run.state, run.message, as_json=options["json"])
        if options["json"]:
            self.stdout.writelines(_json(run))
        else:
            self._tell(run)
        if run.refused:
            sys.exit(1)

    def _wish(self, run: ProductImport, options: dict[str, Any]) -> Options:
        wish = suggested_options(Preview(run))
        if options["mapping"]:
            saved = ImportMapping.objects.filter(name=options["mapping"]).first()
            if saved is None:
                known = ", ".join(ImportMapping.objects.values_list("name", flat=True)) or "none"
                raise CommandError(
                    f"There is no mapping {options['mapping']!r}. Saved: {known}.", returncode=2
                )
            wish = options_with(saved.options, mapping=saved.columns)
            ProductImport.objects.filter(pk=run.pk).update(format="mapped")
            mappings.use(saved, run, by="", now=timezone.now())
        if options["make_nothing"]:
            wish = replace(wish, make_attributes=False, make_sets=False, make_websites=False)
        pairs = [each.partition("=") for each in options["store_view"]]
        wish = replace(wish, views={**wish.views, **{view: site for view, _equals, site in pairs}})
        return replace(wish, image_base=options["image_base"] or wish.image_base)

    def _bad(self, code: str, message: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": code, "message": message}))
            sys.exit(2)
        raise CommandError(message, returncode=2)

    def _tell(self, run: ProductImport) -> None:
        deed = "Would be" if run.dry_run else "Done:"
        self.stdout.write(
            f"{deed} {run.created} created, {run.changed} changed, {run.unchanged} unchanged,"
            f" {run.refused} refused; {run.left} in the catalog are not in the file."
        )
        for each in run.refusals.order_by("line", "id")[:SHOWN]:
            self.stdout.write(f"  line {each.line}, {each.column or '–'}: {each.value!r}: {each.reason}")
        if run.refused > SHOWN:
            self.stdout.write("  … --json lists all of them.")


def _done(run: ProductImport) -> ProductImport:
    """Carry the import out here, or wait for the worker that was faster."""
    while True:
        claimed = runs.claim(run.pk, now=timezone.now())
        if claimed is not None:
            carry_out(claimed)
        run.refresh_from_db()
        if not run.is_open:
            return run
        time.sleep(LOOK_AGAIN)


def _json(run: ProductImport) -> Iterator[str]:
    """One object, its list of refused rows streamed."""
    tallies = ("created", "changed", "unchanged", "left", "rows", "dry_run", "format", "made")
    head = json.dumps({name: getattr(run, name) for name in tallies})
    yield head[:-1] + ', "refused": ['
    refusals = run.refusals.order_by("line", "id").values("line", "column", "value", "reason")
    for number, each in enumerate(refusals.iterator()):
        yield (", " if number else "") + json.dumps(each)
    yield "]}\n"
