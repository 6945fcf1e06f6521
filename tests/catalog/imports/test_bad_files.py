"""Files that cannot be trusted: each has an error of its own, and nothing of them is imported."""

import gzip
import tracemalloc
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from catalog import categories
from catalog.imports import look
from catalog.imports.errors import BadFile
from catalog.imports.look import Layout
from catalog.imports.table import Table
from catalog.models import Attribute, Category, Product, ProductImport
from tests.catalog.imports.conftest import adobe, products, refused, tallies

ADOBE = "sku,attribute_set_code,product_type,name\n"
BAD = [
    pytest.param(b"", "empty", id="empty"),
    pytest.param(b"  \n\n", "empty", id="blank"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(50), "binary", id="picture"),
    pytest.param(b"%PDF-1.7 \n", "binary", id="PDF"),
    pytest.param(b"\xd0\xcf\x11\xe0old excel", "binary", id="old Excel"),
    pytest.param(b"sku,name\n" + bytes(range(256)) * 40, "binary", id="binary"),
    pytest.param(b"PK\x03\x04 not a zip", "binary", id="broken workbook"),
    pytest.param(b"sku,name\n" + b"\x81\x8d,\xff\x90\n" * 9, "encoding", id="no known encoding"),
    pytest.param(b"\xff\xfes\x00k\x00u", "encoding", id="cut UTF-16"),
    pytest.param(b"sku,sku\n", "header", id="a name twice"),
    pytest.param(b",,\n1,2,3\n", "header", id="no names"),
    pytest.param(",".join(f"c{n}" for n in range(2_001)).encode(), "too_many_columns", id="columns"),
    pytest.param(",".join(f"c{n}" for n in range(10_000)).encode(), "too_many_columns", id="10,000 columns"),
    pytest.param(gzip.compress(b"sku,name\nA,Mug\n" * 99), "binary", id="gzip"),
    pytest.param(gzip.compress(b"sku,name\nA,Mug\n" * 99)[:30], "binary", id="cut gzip"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "code"), BAD)
def test_a_bad_file_is_not_even_kept(opened, settings, content, code):
    with pytest.raises(BadFile) as bad:
        opened(content)
    assert bad.value.code == code
    assert (ProductImport.objects.count(), list(settings.IMPORT_DIR.iterdir())) == (0, [])


@pytest.mark.django_db
def test_another_zip_file_is_no_workbook(opened):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("products.csv", "sku\n")
    with pytest.raises(BadFile, match="ZIP"):
        opened(packed.getvalue())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(ADOBE, "no_rows", id="only a header"),
        pytest.param("name,price\nMug,1\n", "no_sku", id="no SKU column"),
        pytest.param(ADOBE + "A,,simple," + "x" * (look.LONGEST + 1) + "\n", "line_too_long", id="long line"),
        pytest.param(ADOBE + 'A,,simple,"x\n' + "y\n" * look.LONGEST, "line_too_long", id="open quote"),
    ],
)
def test_a_file_that_turns_out_bad_changes_nothing(imported, content, error):
    run = imported(content, batch=1)
    assert (run.state, run.error, run.message != "") == ("failed", error, True)
    assert (products(), run.rows_staged.count()) == ({}, 0)


@pytest.mark.django_db
def test_nothing_is_half_imported(imported):
    """The last line is bad: neither products nor attributes nor categories of the good ones are there."""
    good = adobe({"sku": "A", "name": "A", "categories": "New", "additional_attributes": "fresh=1"})
    run = imported(good + '"' + "x" * look.LONGEST, batch=1)
    assert (run.state, run.error) == ("failed", "line_too_long")
    assert (Product.objects.count(), Category.objects.count()) == (0, 0)
    assert not Attribute.objects.filter(code="fresh").exists()


def test_a_line_without_end_needs_no_memory(tmp_path):
    """Whatever its length, no more than the limit is ever held: a sparse file of 1 GB in milliseconds."""
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"sku,name\nA,")
        file.truncate(1 << 30)
    table = Table(path, Layout("csv"), longest=1 << 16)
    with pytest.raises(BadFile) as bad:
        list(table.records())
    assert bad.value.code == "line_too_long"
    assert "Line 2 is longer than 0.0625 MB" in str(bad.value)


def test_a_header_without_end_needs_no_memory(tmp_path):
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"sku,name,")
        file.truncate(1 << 30)
    with pytest.raises(BadFile) as bad:
        look.layout_of(path)
    assert bad.value.code == "line_too_long"


def test_finding_out_the_encoding_holds_a_line_at_a_time(tmp_path):
    """Of 32 lines of 1 MB, neither UTF-8 nor broken often enough to stop."""
    path = tmp_path / "lines.csv"
    with path.open("wb") as file:
        for _line in range(32):
            file.write(b"\xe9" * (look.LONGEST - 1) + b"\n")
    tracemalloc.start()
    assert look.encoding_of(path) == "cp1252"
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6 * look.LONGEST


@pytest.mark.django_db
def test_categories_cannot_form_a_ring(imported):
    """A category has one place: a name that stands above itself is another category of the same name."""
    ring = {"sku": "A", "name": "A", "categories": "Mugs/Cups/Mugs,Cups/Mugs/Cups"}
    deep = {"sku": "B", "name": "B", "categories": "/".join(["Mugs"] * 21)}
    run = imported(adobe(ring, deep))
    assert [(line, column) for line, column, _value in refused(run)] == [(3, "categories")]
    assert sorted(len(path) for path in categories.paths().values()) == [1, 1, 2, 2, 3, 3]
    assert len(Product.objects.get().category_ids) == 2


@pytest.mark.django_db
def test_ten_thousand_attributes(imported):
    many = ",".join(f"a{n}=1" for n in range(10_000))
    run = imported(adobe({"sku": "A", "name": "A", "additional_attributes": many}))
    assert (run.state, run.error) == ("failed", "too_many_attributes")
    assert (Product.objects.count(), Attribute.objects.filter(column="").count()) == (0, 0)
    run = imported(adobe({"sku": "A", "name": "A", "additional_attributes": many}), make_attributes=False)
    assert (tallies(run), len(run.notes["attributes"])) == ((1, 0, 0, 0), 200)


@pytest.mark.django_db
def test_bad_lines_never_block_good_ones(imported):
    run = imported(
        (ADOBE + "A,,simple,Good\nB,,simple\nC,,simple,x,y\nD,,simple,N\x00UL\n").encode()
        + b"E,,simple,\xff\xfe broken\n"
        + b'F,,simple,"quoted"x\n\n,,,\nG,,simple,Good,\n'
        + "H,,simple,Größe\n".encode()
        + "".join(f"I{n},,simple,Größe\n" for n in range(150)).encode()
    )
    assert [(line, column) for line, column, _value in refused(run)] == [(n, "") for n in (3, 4, 5, 6, 7)]
    assert {sku for sku in products() if not sku.startswith("I")} == {"A", "G", "H"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("encode", "came_as"),
    [
        pytest.param(lambda text: text.encode(), "utf-8", id="UTF-8"),
        pytest.param(lambda text: text.encode("utf-8-sig"), "utf-8", id="with a mark"),
        pytest.param(lambda text: text.encode("utf-16"), "utf-16", id="UTF-16"),
        pytest.param(lambda text: text.encode("utf-16-be"), "utf-16-be", id="UTF-16 without a mark"),
        pytest.param(lambda text: text.encode("cp1252"), "cp1252", id="Windows-1252"),
        pytest.param(lambda text: text.replace(",", ";").encode(), "utf-8", id="semicolons"),
        pytest.param(lambda text: text.replace(",", "\t").encode(), "utf-8", id="tabs"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), "utf-8", id="CRLF"),
    ],
)
def test_encodings_and_delimiters_are_found_out(imported, encode, came_as):
    run = imported(encode(ADOBE + " 007,,simple,Größe 3 €\n"))
    assert (run.came_as, tallies(run)) == (came_as, (1, 0, 0, 0)), run.message
    assert Product.objects.values_list("sku", "name").get() == (" 007", "Größe 3 €")


@pytest.mark.django_db
def test_a_workbook(imported):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["SKU", "Name", "Price", "Qty", "EAN", "Sale_starts_on"])
    sheet.append(["007", "Mug", 12.5, 3.0, 4006381333931, date(2026, 1, 2)])
    sheet.append([8, "Cup", 1, None, None])
    sheet.append(["", "None", 1, 1])
    packed = BytesIO()
    book.save(packed)
    run = imported(packed.getvalue(), batch=1)
    assert (run.format, tallies(run), refused(run)) == ("mapped", (2, 0, 0, 1), [(4, "SKU", "")])
    mug = Product.objects.get(sku="007")
    assert (str(mug.price), mug.quantity, mug.attributes) == ("12.5000", 3, {"ean": "4006381333931"})
    assert (str(mug.sale_starts_on), Product.objects.get(sku="8").quantity) == ("2026-01-02", 0)
