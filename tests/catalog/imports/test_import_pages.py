"""The pages of an import, as a person goes through them: send, choose, try, import, mend, send again."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amazon_channel.models import SettingChange, User
from catalog.imports import runs
from catalog.imports.work import carry_out
from catalog.models import Attribute, ImportMapping, ImportRefusal, Product, ProductImport, Website
from tests.catalog.imports.conftest import adobe, tallies
from tests.conftest import NOON

LIST = "/catalog/productimport/"
GOOD, BAD = {"sku": "A", "name": "A", "price": "1"}, {"sku": "B", "name": "=B", "price": "cheap"}


@pytest.fixture
def merchant(db):
    client = Client()
    client.force_login(User.objects.create_user("mia", role="merchant"))
    return client


@pytest.fixture
def send(merchant):
    """send(content): the page's address of a file that was sent."""

    def send_it(content, name="products.csv"):
        data = content.encode() if isinstance(content, str) else content
        return merchant.post(f"{LIST}add/", {"file": SimpleUploadedFile(name, data)})

    return send_it


def work(run):
    """What a worker does with an import."""
    carry_out(runs.claim(run.pk, now=NOON), clock=lambda: NOON)
    run.refresh_from_db()
    return run


def chosen(client, address, **changed):
    """The choices as the page shows them, as a browser would send them."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    ticked = {
        name: "on" if value is True else value for name, value in values.items() if value not in (None, False)
    }
    return ticked | {"deed": "dry"} | changed


def test_from_the_file_to_the_catalog(merchant, send):
    address = send(adobe(GOOD, BAD)).url
    page = merchant.get(address).content.decode()
    assert "Recognised: <b>Adobe Commerce</b>" in page
    merchant.post(f"{address.removesuffix('change/')}start/", chosen(merchant, address))
    run = work(ProductImport.objects.get())
    assert (run.dry_run, tallies(run), Product.objects.count()) == (True, (1, 0, 0, 1), 0)
    page = merchant.get(address).content.decode()
    assert "would be created" in page
    assert "Import now" in page
    assert "cheap" in page
    merchant.post(f"{address.removesuffix('change/')}start/", {"deed": "import"})
    run = work(run)
    assert (run.dry_run, tallies(run), Product.objects.count()) == (False, (1, 0, 0, 1), 1)
    states = SettingChange.objects.filter(field="state").order_by("id").values_list("by", "old", "new")
    assert list(states) == [
        ("mia", "Not started", "Waiting (dry run)"),
        ("mia", "Done", "Waiting (import)"),
    ]


def test_refused_rows_are_mended_and_sent_again(merchant, send):
    address = send(adobe(GOOD, BAD)).url
    merchant.post(f"{address.removesuffix('change/')}start/", chosen(merchant, address, deed="import"))
    run = work(ProductImport.objects.get())
    answer = merchant.get(f"{address.removesuffix('change/')}refused/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text))
    assert header[-1] == "refused_because"
    assert row[header.index("name")] == "'=B"  # no spreadsheet runs it
    assert (
        row[-1]
        == "price “cheap”: The value is not a number. Write it like 1234.50, without thousands separators."
    )
    again = send(text.replace(",cheap,", ",2,")).url
    merchant.post(f"{again.removesuffix('change/')}start/", chosen(merchant, again, deed="import"))
    run = work(ProductImport.objects.latest("pk"))
    assert tallies(run) == (1, 0, 0, 0)
    assert Product.objects.get(sku="B").name == "=B"


def test_a_table_of_ones_own_by_a_mapping_that_is_kept(merchant, send):
    Attribute.objects.create(code="colour", label="Colour", type="text")
    Website.objects.create(code="uk")
    table = "Artikelnummer;Bezeichnung;Preis;Farbe;Bestand\nM-1;Becher;1,50;Blau;7\n"
    address = send(table).url
    form = merchant.get(address).context["form"]
    held = [field.value() for field, _samples in form.columns()]
    assert held == ["sku", "name", "price", "+", "quantity"]
    assert [samples for _field, samples in form.columns()][1] == ["Becher"]
    choices = chosen(merchant, address, deed="import", save_as="Warenwirtschaft")
    assert choices["decimal_comma"] == "on"  # for 1,50
    choices |= {"column-3": "colour"}
    merchant.post(f"{address.removesuffix('change/')}start/", choices)
    work(ProductImport.objects.get())
    product = Product.objects.get()
    assert (product.sku, product.name, str(product.price), product.quantity) == ("M-1", "Becher", "1.5000", 7)
    assert (product.attributes, product.websites) == ({"colour": "Blau"}, ["uk"])
    kept = ImportMapping.objects.get()
    assert (kept.name, kept.columns["Farbe"]) == ("Warenwirtschaft", "colour")
    again = send(table.replace("7", "8")).url
    merchant.post(
        f"{again.removesuffix('change/')}start/", chosen(merchant, again, deed="import", saved=kept.name)
    )
    assert tallies(work(ProductImport.objects.latest("pk"))) == (0, 1, 0, 0)


def test_another_delimiter_shows_the_columns_anew(merchant, send):
    address = send("sku;name;z,x\nA;B;C\n").url
    answer = merchant.post(
        f"{address.removesuffix('change/')}start/", chosen(merchant, address, delimiter=",")
    )
    assert answer.url == f"{address}?again"
    form = merchant.get(address).context["form"]
    assert [field.label for field, _samples in form.columns()] == ["sku;name;z", "x"]
    assert ProductImport.objects.get().state == "draft"


def test_a_mapping_needs_a_sku(merchant, send):
    address = send("a,b\n1,2\n").url
    answer = merchant.post(f"{address.removesuffix('change/')}start/", chosen(merchant, address))
    assert "Choose the column that holds the SKU." in answer.content.decode()
    assert ProductImport.objects.get().state == "draft"


def test_a_bad_file_is_refused_at_once_and_not_kept(merchant, send, settings):
    answer = send(b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.csv")
    assert "This is a PNG file" in answer.content.decode()
    assert ProductImport.objects.count() == 0
    assert [path for path in settings.IMPORT_DIR.iterdir()] == []


def test_an_upload_beyond_the_limit_stops(merchant, send, settings):
    settings.IMPORT_MAX_MB = 0
    assert "The file has more than 0 MB." in send(adobe(GOOD)).content.decode()
    assert ProductImport.objects.count() == 0
    assert list(settings.IMPORT_DIR.iterdir()) == []


def test_cancel_and_delete(merchant, send):
    address = send(adobe(GOOD)).url.removesuffix("change/")
    merchant.post(f"{address}start/", chosen(merchant, f"{address}change/"))
    assert "Waits for its turn" in merchant.get(f"{address}change/").content.decode()
    merchant.post(f"{address}remove/")
    assert ProductImport.objects.get().state == "waiting"
    merchant.post(f"{address}cancel/")
    run = ProductImport.objects.get()
    assert (run.state, runs.claim(run.pk, now=NOON)) == ("cancelled", None)
    merchant.post(f"{address}remove/")
    assert ProductImport.objects.count() == 0


def test_refused_rows_come_a_page_at_a_time(merchant, django_assert_max_num_queries):
    run = ProductImport.objects.create(name="x.csv", opened_at=NOON, state="done", refused=120)
    ImportRefusal.objects.bulk_create(
        ImportRefusal(run=run, line=n // 2, reason=f"r{n}.") for n in range(120)
    )
    seen, after = [], ""
    while True:
        with django_assert_max_num_queries(8):
            page = merchant.get(f"{LIST}{run.pk}/change/", {"after": after})
        seen += [each.reason for each in page.context["refusals"]]
        if not (after := page.context["following"]):
            break
    assert seen == [f"r{n}." for n in range(120)]
    assert merchant.get(f"{LIST}{run.pk}/change/", {"after": "x-²"}).status_code == 200


def test_the_list_and_the_export(merchant, imported):
    imported(adobe(GOOD))
    page = merchant.get(LIST).content.decode()
    assert "products.csv" in page
    assert "1 / 0 / 0 / 0" in page
    text = b"".join(merchant.get(f"{LIST}export/").streaming_content).decode()
    assert [row["sku"] for row in csv.DictReader(io.StringIO(text))] == ["A"]


def test_a_viewer_sees_none_of_it(db):
    viewer = Client()
    viewer.force_login(User.objects.create_user("val", role="viewer"))
    for address in (LIST, f"{LIST}add/", f"{LIST}export/"):
        assert viewer.get(address).status_code == 403
    assert "productimport" not in viewer.get("/").content.decode()


def test_thousands_of_attributes_are_offered_once(merchant, send):
    """A list of all attributes for each column made 20 MB of a hundred columns."""
    Attribute.objects.bulk_create(
        Attribute(code=f"a{number}", label=f"Attribute {number}") for number in range(3_000)
    )
    columns = [f"Column {number}" for number in range(100)]
    address = send(f"SKU,Title,{','.join(columns)}\nM-1,Mug,{',' * 99}x\n".replace(",", ";")).url
    page = merchant.get(address).content
    assert len(page) < 400_000
    assert page.count(b'value="a2999"') == 1
    start = f"{address.removesuffix('change/')}start/"
    wrong = merchant.post(start, chosen(merchant, address) | {"column-101": "nonsense"})
    assert list(wrong.context["form"].errors) == ["column-101"]
    merchant.post(start, chosen(merchant, address) | {"column-101": "a2999"})
    run = ProductImport.objects.get()
    assert (run.state, run.options["mapping"]["Column 99"]) == ("waiting", "a2999")
