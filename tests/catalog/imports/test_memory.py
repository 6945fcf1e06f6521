"""However long the file is, an import holds no more of it at once."""

import gc
import subprocess
import sys
import tracemalloc

import pytest

from benchmarks import product_file
from catalog.imports import checks, linking, runs, staging, writing
from catalog.imports.job import Job
from catalog.imports.reading import Options
from catalog.models import Product
from tests.catalog.imports.conftest import adobe
from tests.conftest import NOON

STAGES = (staging.read, checks.check, writing.write, linking.link)
BATCH = 100
LOOK = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from catalog.imports import look
from catalog.imports.table import Table
path = Path(sys.argv[1])
look.normalise(path)
rows = sum(1 for _record in Table(path, look.layout_of(path)).records())
print(rows, Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def looked_at(path, *, products):
    """How many rows a process of its own found in a file of so many products, and its KB at its peak."""
    product_file.write(path, product_file.rows(products))
    done = subprocess.run([sys.executable, "-c", LOOK, path], check=True, capture_output=True, text=True)
    return [int(word) for word in done.stdout.split()]


def test_looking_at_a_file_and_reading_it_leaves_nothing_behind(tmp_path):
    """Pieces of 1 MB would leave 9 MB of holes of a file of 12 MB, and more of a longer one."""
    (few, small), (many, large) = (looked_at(tmp_path / "x.csv", products=n) for n in (500, 15_000))
    assert (few, many) == (510, 15_300)
    assert large - small < 1_024


def alike(count):
    """A file of products of the same length, each ten of which are variants of the last of them."""
    rows = []
    for number in range(count):
        row = {"sku": f"P{number:06}", "name": "Café", "additional_attributes": f"ean=40{number:06},size=S"}
        row |= {"product_type": "simple", "configurable_variations": "", "categories": "Home/Kitchen"}
        if number % 10 == 9:
            variants = "|".join(f"sku=P{each:06},size=S" for each in range(number - 9, number))
            row |= {"product_type": "configurable", "configurable_variations": variants}
        rows.append(row)
    return adobe(*rows)


@pytest.fixture
def peaks(opened):
    """peaks(rows): bytes of Python's objects at the peak of each stage of an import of so many products."""

    def of(count, *, content=alike, batch=BATCH):
        run = runs.start(opened(content(count)), Options(), dry_run=False, by="mia", now=NOON)
        job = Job(runs.claim(run.pk, now=NOON), collecting, batch)
        found = {}
        tracemalloc.start()
        for stage in STAGES:
            tracemalloc.reset_peak()
            stage(job)
            _now, found[stage.__name__] = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        runs.finish(job.run, "done", now=NOON)
        assert Product.objects.count() == count
        Product.objects.all().delete()
        return found

    gc.freeze()  # so that collecting is quick
    yield of
    gc.unfreeze()


def collecting():
    """A clock, asked in every batch, that leaves no garbage to chance."""
    gc.collect()
    return NOON


@pytest.mark.django_db
def test_four_times_the_rows_need_no_more_memory(peaks):
    """A set of the SKUs that were seen would fail it."""
    peaks(BATCH)  # what is made once
    grown: list[dict[str, int]] = []
    # Threads of other tests' servers may still tidy up meanwhile. What grows with the rows grows each time.
    while len(grown) < 3 and not (grown and max(grown[-1].values()) <= 60):
        few, many = peaks(3 * BATCH), peaks(12 * BATCH)
        grown.append({stage: (many[stage] - few[stage]) // (9 * BATCH) for stage in few})
    assert max(grown[-1].values()) <= 60, grown  # bytes a row


def heavy(count):
    """A file of products of 300 KB."""
    long = {f"long_{number}": f"{number} word " * 12_000 for number in range(3)}
    return adobe(*({"sku": f"P{number:06}", "name": "Heavy"} | long for number in range(count)))


@pytest.mark.django_db
def test_a_batch_of_heavy_rows_ends_before_it_is_full(peaks):
    """1,000 rows of 630 KB each once took 4 GB, and more than PostgreSQL takes in a statement."""
    found = peaks(60, content=heavy, batch=1_000)
    assert [(stage, most) for stage, most in found.items() if most > 32 << 20] == []
