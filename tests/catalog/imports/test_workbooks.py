"""Workbooks: read row by row with a progress, and refused by name where they are damaged or do not fit."""

import zipfile
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from catalog.imports import runs, unpacked
from catalog.imports.errors import BadFile
from catalog.imports.job import Job
from catalog.imports.reading import Options
from catalog.imports.staging import read
from catalog.imports.work import carry_out
from catalog.models import Product, ProductImport
from catalog.pages.import_show import shown
from tests.catalog.imports.conftest import tallies
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
SHEET = "xl/worksheets/sheet1.xml"
BEFORE = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
AFTER = b"</sheetData></worksheet>"
HEADER = b'<row><c t="inlineStr"><is><t>sku</t></is></c><c t="inlineStr"><is><t>name</t></is></c></row>'


def book_of(rows):
    """A workbook as bytes."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def with_part(name, content):
    """The workbook with another part in the place of one of its own."""
    packed = BytesIO()
    old = zipfile.ZipFile(BytesIO(book_of([["sku", "name"]])))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return packed.getvalue()


def sheet(rows):
    """A workbook whose sheet is written by hand."""
    return with_part(SHEET, BEFORE + HEADER + rows + AFTER)


def cell(text):
    return b'<c t="inlineStr"><is><t>' + text + b"</t></is></c>"


def percents(run, *, batch):
    """What the bar of an import shows behind each batch that is read."""
    seen = []

    def clock():
        seen.append(shown(ProductImport.objects.get(pk=run.pk), "")["percent"])
        return NOON

    read(Job(runs.claim(run.pk, now=NOON), clock, batch))
    return seen


def started(run):
    mapping = {"sku": "sku", "name": "name"}
    return runs.start(run, Options(mapping=mapping), dry_run=False, by="mia", now=NOON)


def test_a_workbook_shows_how_far_it_is_read(opened):
    rows = [[f"S{number}", f"Name {number * 7919}"] for number in range(4_000)]
    seen = percents(started(opened(book_of([["sku", "name"], *rows]))), batch=500)
    assert seen == sorted(seen)
    assert len(set(seen)) >= 5
    assert (seen[0], 45 <= seen[-1] <= 50) == (0, True)


class Killed(BaseException):
    """The process is gone."""


def dies_in(calls):
    """A clock that kills who asks it once more."""
    left = iter([NOON] * calls)

    def clock():
        if (now := next(left, None)) is None:
            raise Killed
        return now

    return clock


def test_a_workbook_goes_on_where_it_stopped(opened):
    run = started(opened(book_of([["sku", "name"], ["A", "A"], [None, None], ["B", "B"], ["C", "C"]])))
    with pytest.raises(Killed):
        carry_out(runs.claim(run.pk, now=NOON), clock=dies_in(2), batch=1)
    run.refresh_from_db()
    assert (run.rows, run.place["read"][1]) == (2, 4)
    later = NOON + timedelta(hours=1)
    carry_out(runs.claim(run.pk, now=later), clock=lambda: later, batch=1)
    run.refresh_from_db()
    assert (run.state, run.rows, tallies(run)) == ("done", 3, (3, 0, 0, 0))


def test_rows_beyond_the_size_that_a_workbook_says_are_read(imported):
    """Some programs write A1 for every size."""
    said = BEFORE.replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    rows = b"<row>" + cell(b"A") + cell(b"Mug") + b"</row>"
    assert tallies(imported(with_part(SHEET, said + HEADER + rows + AFTER))) == (1, 0, 0, 0)
    assert Product.objects.values_list("sku", "name").get() == ("A", "Mug")


def test_a_formula_gives_its_value(imported):
    """The text of a formula is no name of a product, and what is typed as text stays as it is."""
    value = b'<c t="str"><f>CONCATENATE("M","ug")</f><v>Mug</v></c>'
    imported(sheet(b"<row>" + cell(b"A") + value + b"</row><row>" + cell(b"B") + cell(b"=1+1") + b"</row>"))
    assert dict(Product.objects.values_list("sku", "name")) == {"A": "Mug", "B": "=1+1"}


def changed(content, at=-1):
    """The bytes with some of them overwritten."""
    return content[:at] + b"\x00\xff" * 40 + content[at + 80 :]


BOOK = book_of([["sku", "name"], *([f"S{number}", f"{number * 7919}"] for number in range(2_000))])
MIDDLE = zipfile.ZipFile(BytesIO(BOOK)).getinfo(SHEET).header_offset + 2_000
DAMAGED = [
    pytest.param(BOOK[: len(BOOK) // 2], id="cut off"),
    pytest.param(BOOK[:-10], id="without its end"),
    pytest.param(changed(BOOK, MIDDLE), id="a sheet that does not unpack"),
    pytest.param(with_part(SHEET, BEFORE + HEADER), id="a sheet without end"),
    pytest.param(with_part(SHEET, BEFORE + b"<row>" + cell(b"<![CDATA[sku]]>") + AFTER), id="CDATA"),
    pytest.param(with_part("[Content_Types].xml", b"<Types"), id="broken types"),
    pytest.param(with_part("xl/workbook.xml", b"<workbook"), id="a broken workbook"),
    pytest.param(sheet(b'<row><c t="s"><v>99</v></c></row>'), id="a shared string that is nowhere"),
    pytest.param(sheet(b"<row><c><v>x</v></c></row>"), id="a number that is none"),
]


def refusal(imported, content):
    """The code and the words by which a file was refused, before it was kept or on the way."""
    try:
        run = imported(content)
    except BadFile as bad:
        return bad.code, str(bad)
    return run.error, run.message


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_workbook_changes_nothing(imported, content):
    assert refusal(imported, content) == ("binary", str(unpacked.damaged()))
    assert Product.objects.count() == 0


def laughs():
    """A billion laughs: entities of entities."""
    entities = b"".join(
        b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10 if number else b"ha")
        for number in range(10)
    )
    return b"<!DOCTYPE x [" + entities + b"]>" + BEFORE + b"<row>" + cell(b"&a9;") + b"</row>" + AFTER


TOO_LARGE = [
    pytest.param(sheet(b"<row>" + cell(b"A") + cell(b"x" * (5 << 20)) + b"</row>"), id="a cell of 5 MB"),
    pytest.param(sheet(b"<row>" + cell(b"A") * 120_000 + b"</row>"), id="a row of 120,000 cells"),
    pytest.param(sheet(b"<row/>" * ((1 << 20) + 1)), id="more rows than Excel has"),
    pytest.param(with_part("xl/styles.xml", b"<x>" + b" " * (17 << 20) + b"</x>"), id="styles of 17 MB"),
    pytest.param(with_part("docProps/core.xml", bytes(17 << 20)), id="properties of 17 MB"),
]


@pytest.mark.parametrize("content", TOO_LARGE)
def test_a_workbook_that_would_not_fit_in_memory_is_not_even_kept(opened, settings, content):
    assert len(content) < 1 << 20
    with pytest.raises(BadFile) as bad:
        opened(content)
    assert (bad.value.code, str(bad.value)) == ("too_large", str(unpacked.too_large()))
    assert (ProductImport.objects.count(), list(settings.IMPORT_DIR.iterdir())) == (0, [])


def test_entities_that_multiply_are_not_even_looked_at(opened):
    with pytest.raises(BadFile) as bad:
        opened(with_part(SHEET, laughs()))
    assert bad.value.code == "binary"


def test_a_row_of_a_number_beyond_excels_ends_the_import(imported):
    """openpyxl would go through all the rows in between."""
    run = imported(sheet(b'<row r="99999999999">' + cell(b"A") + cell(b"Mug") + b"</row>"))
    assert (run.state, run.error, Product.objects.count()) == ("failed", "too_large", 0)
