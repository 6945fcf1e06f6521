"""A file into the catalog as a worker does it: imported("sku,name\\n…") is the finished import."""

import itertools

import pytest

from catalog.imports import runs
from catalog.imports.reading import Options
from catalog.imports.work import carry_out
from catalog.models import Product
from tests.conftest import NOON

COLUMNS = [field.attname for field in Product._meta.concrete_fields]


@pytest.fixture(autouse=True)
def _import_folder(settings, tmp_path):
    settings.IMPORT_DIR = tmp_path / "imports"


@pytest.fixture
def opened(db):
    """opened(text or bytes): the file as a draft import."""

    def open_it(content, *, name="products.csv"):
        data = content.encode() if isinstance(content, str) else content
        return runs.open_file(name, [data], by="mia", now=NOON)

    return open_it


@pytest.fixture
def carried_out():
    """carried_out(run): started, claimed and done; the row as it is then."""

    def do(run, *, dry_run=False, batch=1_000, **options):
        mapping = options.pop("mapping", {})
        runs.start(run, Options(mapping=mapping, **options), dry_run=dry_run, by="mia", now=NOON)
        carry_out(runs.claim(run.pk, now=NOON), clock=lambda: NOON, batch=batch)
        run.refresh_from_db()
        return run

    return do


@pytest.fixture
def imported(opened, carried_out):
    """imported(text, dry_run=…, batch=…, any option): the finished import."""
    return lambda content, **how: carried_out(opened(content), **how)


def tallies(run):
    """created, changed, unchanged, refused."""
    return run.created, run.changed, run.unchanged, run.refused


def refused(run):
    """Line, column and value of everything that was refused, in order."""
    return list(run.refusals.order_by("line", "id").values_list("line", "column", "value"))


def products():
    """Everything the database holds of the products, times included."""
    return {row["sku"]: row for row in Product.objects.order_by("sku").values(*COLUMNS)}


def csv_of(*rows):
    """Rows of cells as CSV, quoted as Adobe Commerce does."""
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return "\n".join(quoted) + "\n"


def adobe(*products, **common):
    """Adobe Commerce's CSV of dictionaries: adobe({"sku": "MUG", "name": "Mug"})."""
    rows = [
        {"attribute_set_code": "Default", "product_type": "simple", "product_websites": "uk"} | common | each
        for each in products
    ]
    header = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
    return csv_of(header, *([row.get(name, "") for name in header] for row in rows))


def table(header, *rows):
    """A CSV of dictionaries under a given header."""
    return csv_of(header, *([row.get(name, "") for name in header] for row in rows))


__all__ = ["adobe", "csv_of", "products", "refused", "table", "tallies"]
