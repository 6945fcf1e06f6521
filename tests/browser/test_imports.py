"""An import in a browser: the demo's export, tried, imported, mended; a table by a mapping."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from amazon_channel.models import User
from catalog.imports import runs
from catalog.imports.work import carry_out
from catalog.models import Product, ProductImport, Website

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
