"""An import in a browser: the demo's export, tried, imported, mended; a table by a mapping."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from amazon_channel.models import User
from catalog.imports import mappings, runs
from catalog.imports.reading import Options
from catalog.imports.work import carry_out
from catalog.models import ImportMapping, Product, ProductImport, Website

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EXPORT = Path(django_settings.BASE_DIR) / "catalog" / "demo" / "catalog_product.csv"
LIST = "/catalog/productimport/"


@pytest.fixture
def mia(settings, tmp_path):
    settings.IMPORT_DIR = tmp_path / "imports"
    return User.objects.create_user("mia", role="merchant")


def work():
    """What a worker does with the import that waits."""
    run = ProductImport.objects.get(state="waiting")
    carry_out(runs.claim(run.pk, now=timezone.now()))


def send(page, path):
    page.goto(f"{LIST}add/")
    page.set_input_files("input[type=file]", path)
    page.click("button:has-text('Send the file')")
    page.wait_for_selector("#choices")


def test_an_export_is_tried_imported_and_mended(mia, open_as, shoot):
    page = open_as(mia)
    page.goto(LIST)
    page.wait_for_selector("text=No file was imported yet")
    shoot(page, "imports-empty")
    send(page, EXPORT)
    page.wait_for_selector("text=Recognised: Adobe Commerce")
    shoot(page, "imports-choices", full=True)
    page.click("button[value=dry]")
    page.wait_for_selector("text=Waits for its turn")
    work()
    page.wait_for_selector("text=Import now")  # the page noticed by itself
    assert page.is_visible("text=would be created")
    assert Product.objects.count() == 0
    shoot(page, "imports-dry-run", full=True)
    page.click("text=Choose otherwise")
    page.select_option("#id_view-0", "jp")
    page.click("button[value=import]")
    page.wait_for_selector("text=Waits for its turn")
    work()
    page.wait_for_selector("span.ch-good:has-text('Done')")
    run = ProductImport.objects.get()
    assert (run.created, run.refused, Product.objects.count()) == (657, 0, 657)
    assert Website.objects.get(code="jp").store_views == ["ja"]
    with page.expect_download() as export:
        page.goto(LIST)
        page.click("text=Export all products")
    send(page, export.value.path())
    page.click("button[value=dry]")
    work()
    page.wait_for_selector("text=Import now")
    assert ProductImport.objects.latest("pk").unchanged == 657


def test_a_table_of_ones_own_on_a_phone_in_the_dark(mia, open_as, shoot, tmp_path):
    table = tmp_path / "waren.csv"
    table.write_text("Artikelnummer;Bezeichnung;Preis;Farbe\nM-1;Becher;1,50;Blau\nM-2;Tasse;gratis;Rot\n")
    page = open_as(mia, width=390, dark=True)
    send(page, table)
    assert page.locator("select[name=column-0]").input_value() == "sku"
    assert page.is_visible("text=Becher")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "imports-mapping-dark-narrow", full=True)
    page.click("button[value=import]")
    page.wait_for_selector("text=Waits for its turn")
    work()
    page.wait_for_selector("text=Done, rows refused")
    shoot(page, "imports-refused-dark-narrow", full=True)
    with page.expect_download() as refused:
        page.click("text=Refused rows as a file")
    mended = tmp_path / "mended.csv"
    mended.write_text(Path(refused.value.path()).read_text("utf-8-sig").replace("gratis", "0"))
    send(page, mended)
    page.click("button[value=import]")
    page.wait_for_selector("text=Waits for its turn")
    work()
    page.wait_for_selector("span.ch-good:has-text('Done')")
    assert sorted(Product.objects.values_list("sku", flat=True)) == ["M-1", "M-2"]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_a_mapping_is_looked_at_renamed_and_deleted(mia, open_as, shoot, width, dark):
    page = open_as(mia, width=width, dark=dark)
    name = f"{width}{'-dark' if dark else ''}"
    page.goto(LIST)
    page.click("a:has-text('Saved mappings')")
    page.wait_for_selector("text=No mapping is kept yet")
    shoot(page, f"mappings-empty-{name}")
    columns = {"Artikelnummer": "sku", "Bezeichnung": "name", "Preis": "price", "Farbe": "farbe", "Lager": ""}
    mappings.keep("Warenwirtschaft", columns, Options(), by="mia", now=timezone.now())
    run = ProductImport.objects.create(name="x.csv", opened_at=timezone.now(), layout={"kind": "xlsx"})
    mappings.use(ImportMapping.objects.get(), run, by="mia", now=timezone.now())
    page.reload()
    shoot(page, f"mappings-{name}")
    page.click("a:has-text('Warenwirtschaft')")
    page.wait_for_selector("text=left out")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shoot(page, f"mapping-{name}", full=True)
    page.fill("input[name=name]", "ERP")
    page.click("button[name=_save]")
    page.click("a:has-text('ERP')")
    page.click("a:has-text('Delete')")
    page.wait_for_selector("text=Are you sure")
    assert ImportMapping.objects.get().name == "ERP"
    shoot(page, f"mapping-delete-{name}")
    page.click("button[type=submit]:has-text('Yes'), input[type=submit]")
    page.wait_for_selector("text=No mapping is kept yet")
    assert ImportMapping.objects.count() == 0
