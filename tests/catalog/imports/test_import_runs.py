"""One import at a time, a second delivery, a kill at any moment, cancel, and the files that are kept."""

import itertools
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from amazon_channel.models import User
from catalog import tasks
from catalog.imports import files, runs
from catalog.imports.job import Job, Lost
from catalog.imports.reading import Options
from catalog.imports.work import carry_out
from catalog.models import ImportMapping, Product, ProductChange, ProductImport, ProductLink
from tests.catalog.imports.conftest import adobe, products, tallies
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
KIT = [
    *({"sku": f"P-{n}", "name": f"Part {n}", "categories": f"C/{n % 3}"} for n in range(7)),
    {"sku": "KIT", "name": "Kit", "product_type": "grouped", "associated_skus": "P-1=2,P-3=1"},
    {"sku": "SET", "name": "Set", "product_type": "grouped", "associated_skus": "P-2=1"},
    {"sku": "P-0", "name": "Twice"},
    {"sku": "BAD", "name": "Bad", "price": "cheap"},
]


def started(run, *, dry_run=False):
    return runs.start(run, Options(), dry_run=dry_run, by="mia", now=NOON)


class Killed(BaseException):
    """The process is gone: nothing that would tidy up runs."""


def dying_clock(after):
    """A clock that kills who asks it once too often."""
    asked = itertools.count(1)

    def clock():
        if next(asked) > after:
            raise Killed
        return NOON

    return clock


def everything():
    """What a person can see of an import's outcome."""
    run = ProductImport.objects.latest("pk")
    rows = {
        sku: {
            name: value
            for name, value in row.items()
            if name not in ("id", "category_ids", "attribute_set_id")
        }
        for sku, row in products().items()
    }
    links = sorted(ProductLink.objects.values_list("parent__sku", "child__sku", "quantity", "position"))
    refusals = sorted(run.refusals.values_list("line", "column", "value"))
    return tallies(run), run.rows, run.state, rows, links, refusals


def test_killed_at_any_moment_it_goes_on_where_it_stopped(opened, django_assert_max_num_queries):
    carry_out(runs.claim(started(opened(adobe(*KIT))).pk, now=NOON), clock=lambda: NOON, batch=2)
    whole = everything()
    assert whole[0] == (9, 0, 0, 2)
    Product.objects.all().delete()
    run, now, deaths = started(opened(adobe(*KIT))), NOON, 0
    while True:
        claimed = runs.claim(run.pk, now=now)
        try:
            carry_out(claimed, clock=dying_clock(2 + deaths % 3), batch=2)
            break
        except Killed:
            deaths += 1
            ProductImport.objects.filter(pk=run.pk).update(beat_at=now)
            now += timedelta(hours=1)
    assert deaths >= 8
    assert everything() == whole


def test_the_history_of_a_product_names_the_import(opened, carried_out):
    mia = User.objects.create_user("mia")
    run = carried_out(opened("sku,name\nMUG,Mug\n"), mapping={"sku": "sku", "name": "name"})
    assert run.state == "done"
    (change,) = ProductChange.objects.filter(new="MUG")
    assert (change.source, change.number, change.user_id) == ("import", run.pk, mia.pk)


def test_only_one_runs_and_the_next_waits(opened):
    first, second = started(opened(adobe(*KIT))), started(opened(adobe(*KIT)))
    held = runs.claim(first.pk, now=NOON)
    assert runs.claim(second.pk, now=NOON) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductImport.objects.filter(pk=second.pk).update(state="running")
    carry_out(held, clock=lambda: NOON)
    assert runs.claimable(now=NOON) == [second.pk]
    assert runs.claim(second.pk, now=NOON).pk == second.pk


def test_one_that_lost_its_worker_comes_before_older_ones_that_wait(opened):
    older, lost = started(opened(adobe(*KIT))), started(opened(adobe(*KIT)))
    runs.claim(lost.pk, now=NOON)
    assert runs.claimable(now=NOON) == [older.pk]
    assert runs.claimable(now=NOON + timedelta(hours=1)) == [lost.pk, older.pk]


def test_a_second_delivery_does_nothing(opened):
    run = started(opened(adobe(*KIT)))
    tasks.import_products(run_id=run.pk)
    before = everything()
    tasks.import_products(run_id=run.pk)
    assert everything() == before
    assert before[0] == (9, 0, 0, 2)


def test_who_lost_it_writes_nothing_more(opened):
    run = started(opened(adobe(*KIT)))
    slow = Job(runs.claim(run.pk, now=NOON), lambda: NOON)
    assert runs.claim(run.pk, now=NOON) is None
    assert runs.claim(run.pk, now=NOON + timedelta(hours=1)) is not None
    with pytest.raises(Lost):
        slow.save(rows=1)
    carry_out(slow.run, clock=lambda: NOON)
    assert (ProductImport.objects.get(pk=run.pk).state, Product.objects.count()) == ("running", 0)


def test_a_running_import_stops_behind_its_batch(opened):
    run = started(opened(adobe(*KIT)))
    claimed = runs.claim(run.pk, now=NOON)
    runs.cancel(run, by="mia", now=NOON)
    assert ProductImport.objects.get(pk=run.pk).state == "running"
    carry_out(claimed, clock=lambda: NOON)
    ended = ProductImport.objects.get(pk=run.pk)
    assert (ended.state, ended.message) == ("cancelled", "Stopped before anything was written.")
    assert (Product.objects.count(), ended.rows_staged.count()) == (0, 0)


def test_cancelled_in_the_middle_what_is_written_stays(opened):
    run = started(opened(adobe(*KIT)))
    asked = itertools.count()

    def clock():
        if Product.objects.exists() and next(asked) == 0:
            ProductImport.objects.filter(pk=run.pk).update(cancel_asked_at=NOON)
        return NOON

    carry_out(runs.claim(run.pk, now=NOON), clock=clock, batch=2)
    ended = ProductImport.objects.get(pk=run.pk)
    assert (ended.state, Product.objects.count()) == ("cancelled", ended.created)
    assert 0 < ended.created < 9
    carry_out(runs.claim(started(run).pk, now=NOON), clock=lambda: NOON)
    again = ProductImport.objects.get(pk=run.pk)
    assert (again.state, again.created + again.unchanged + again.changed) == ("done", 9)


def test_deeds_that_make_no_sense_are_refused(opened):
    run = opened(adobe(*KIT))
    with pytest.raises(runs.NotPossible, match="not under way"):
        runs.cancel(run, by="mia", now=NOON)
    started(run)
    with pytest.raises(runs.NotPossible, match="under way already"):
        started(run)
    with pytest.raises(runs.NotPossible, match="Cancel this import"):
        runs.remove(run, by="mia", now=NOON)


def test_a_file_that_was_lost_is_named(opened, settings):
    run = started(opened(adobe(*KIT)))
    for path in settings.IMPORT_DIR.iterdir():
        path.unlink()
    carry_out(runs.claim(run.pk, now=NOON), clock=lambda: NOON)
    ended = ProductImport.objects.get()
    assert (ended.state, ended.error) == ("failed", "file_gone")


def test_old_files_go_and_their_rows_stay(opened, settings):
    old, new, busy = (opened(adobe(*KIT)) for _ in range(3))
    started(busy)
    ProductImport.objects.exclude(pk=new.pk).update(opened_at=NOON - timedelta(days=15))
    assert files.purge(now=NOON) == 1
    assert {path.name for path in settings.IMPORT_DIR.iterdir()} == {new.file, busy.file}
    assert ProductImport.objects.get(pk=old.pk).file == ""
    with pytest.raises(runs.NotPossible, match="no longer kept"):
        started(old)


# --- from the command line


@pytest.fixture
def command(tmp_path, capsys):
    """command(text, "--json"): exit status and output of import_products."""

    def run(text, *words):
        path = tmp_path / "products.csv"
        path.write_text(text)
        try:
            call_command("import_products", str(path), *words)
            status = 0
        except CommandError as error:
            status, text = error.returncode, str(error)
            return status, text
        except SystemExit as left:
            status = left.code
        return status, capsys.readouterr().out

    return run


def test_the_command_tells_what_it_did(command):
    status, said = command(adobe(*KIT[:3]), "--json")
    assert status == 0
    assert json.loads(said) == {
        "created": 3,
        "changed": 0,
        "unchanged": 0,
        "left": 0,
        "rows": 3,
        "dry_run": False,
        "format": "adobe",
        "made": {"category": 4, "set": 1, "website": 1},
        "refused": [],
    }
    status, said = command(adobe(*KIT), "--dry-run", "--json")
    assert (status, Product.objects.count()) == (1, 3)
    told = json.loads(said)
    assert [told[name] for name in ("created", "changed", "unchanged", "left", "dry_run")] == [
        6,
        0,
        3,
        0,
        True,
    ]
    assert told["refused"][1] == {
        "line": 12,
        "column": "price",
        "value": "cheap",
        "reason": "The value is not a number. Write it like 1234.50, without thousands separators.",
    }
    status, said = command(adobe(*KIT))
    assert (status, said.splitlines()[0]) == (
        1,
        "Done: 6 created, 0 changed, 3 unchanged, 2 refused; 0 in the catalog are not in the file.",
    )


def test_the_command_on_a_bad_file(command, tmp_path):
    assert command("") == (2, "The file is empty.")
    status, said = command("name\nx\n", "--json")
    assert (status, json.loads(said)["error"]) == (2, "no_sku")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_products", str(tmp_path / "nowhere.csv"))


def test_the_command_with_a_saved_mapping(command):
    ImportMapping.objects.create(name="Mine", columns={"a": "sku", "b": "name"}, options={"separator": ";"})
    assert command("a,b,sku\n1,One,x\n", "--mapping", "Mine")[0] == 0
    assert Product.objects.values_list("sku", "name").get() == ("1", "One")
    assert command("a,b\n", "--mapping", "Yours") == (2, "There is no mapping 'Yours'. Saved: Mine.")


def test_export_and_import_by_commands(command, tmp_path, capsys):
    command(adobe(*KIT))
    before = products()
    target = tmp_path / "export.csv"
    call_command("export_products", str(target))
    call_command("export_products")
    text = target.read_text()
    assert text == capsys.readouterr().out
    status, said = command(text, "--json")
    assert (status, json.loads(said)["unchanged"], products()) == (0, 9, before)
    assert list(tmp_path.glob("*.part")) == []
