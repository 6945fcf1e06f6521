"""The saved mappings: listed with their last use, looked at, renamed, deleted, each of it recorded."""

import pytest
from django.core.management import call_command
from django.test import Client

from amazon_channel.models import SettingChange, User
from catalog.imports import mappings
from catalog.imports.reading import Options
from catalog.models import Attribute, ImportMapping, ProductImport
from tests.conftest import NOON

LIST = "/catalog/importmapping/"
COLUMNS = {"Nr": "sku", "Text": "name", "Preis": "price", "Farbe": "colour", "<b>": ""}

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant():
    client = Client()
    client.force_login(User.objects.create_user("mia", role="merchant"))
    return client


@pytest.fixture
def mapping():
    Attribute.objects.create(code="colour", label="Colour", type="text")
    options = Options(decimal_comma=True, date_order="dmy", make_sets=False, websites=("uk",))
    return mappings.keep("Warenwirtschaft", COLUMNS, options, by="mia", now=NOON)


def changes():
    return list(SettingChange.objects.order_by("id").values_list("by", "subject", "field", "old", "new"))


def test_the_list_tells_the_columns_and_the_last_use(merchant, mapping, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = merchant.get(LIST).content.decode()
    assert "Nr, Farbe, Preis and 1 more" in page
    assert "CSV" not in page
    run = ProductImport.objects.create(name="x.csv", opened_at=NOON, layout={"kind": "csv"})
    mappings.use(mapping, run, by="mia", now=NOON)
    page = merchant.get(LIST).content.decode()
    assert "CSV" in page
    assert "23 Nov 2026" in page
    assert "mia" in page


def test_the_page_tells_what_each_column_holds(merchant, mapping):
    page = merchant.get(f"{LIST}{mapping.pk}/change/").content.decode()
    assert "<dt>Farbe</dt><dd>Colour</dd>" in page
    assert "<dt>&lt;b&gt;</dt><dd>left out</dd>" in page
    assert "dates day.month.year · decimal comma · values in a cell are parted by ," in page
    assert "new products on uk · not everything that is missing is made" in page


def test_a_mapping_is_renamed(merchant, mapping):
    address = f"{LIST}{mapping.pk}/change/"
    merchant.post(address, {"name": "ERP", "columns": "{}"})
    mapping.refresh_from_db()
    assert (mapping.name, mapping.columns) == ("ERP", COLUMNS)
    assert changes()[-1] == ("mia", "saved mapping ERP", "name", "Warenwirtschaft", "ERP")
    ImportMapping.objects.create(name="Other", columns={"a": "sku"})
    assert "already exists" in merchant.post(address, {"name": "Other"}).content.decode()
    assert ImportMapping.objects.filter(name="ERP").exists()


def test_a_mapping_is_deleted_once_that_is_confirmed(merchant, mapping):
    address = f"{LIST}{mapping.pk}/delete/"
    assert "Warenwirtschaft" in merchant.get(address).content.decode()
    assert ImportMapping.objects.count() == 1
    merchant.post(address, {"post": "yes"})
    assert ImportMapping.objects.count() == 0
    assert changes()[-1] == ("mia", "saved mapping Warenwirtschaft", "deleted", "Warenwirtschaft", "")


def test_a_mapping_that_is_kept_again_is_the_same(mapping):
    mappings.keep("Warenwirtschaft", {"Nr": "sku"}, Options(), by="jo", now=NOON)
    assert ImportMapping.objects.get().columns == {"Nr": "sku"}
    assert [(by, field) for by, _subject, field, _old, _new in changes()] == [
        ("mia", "added"),
        ("jo", "changed"),
    ]


def test_the_imports_lead_to_the_mappings_and_back(merchant, mapping):
    assert f'href="{LIST}"' in merchant.get("/catalog/productimport/").content.decode()
    assert 'href="/catalog/productimport/"' in merchant.get(LIST).content.decode()


def test_the_command_line_uses_a_mapping_too(merchant, mapping, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Nr;Text\n1;Mug\n")
    call_command("import_products", str(path), "--mapping", "Warenwirtschaft")
    assert "manage.py" in merchant.get(LIST).content.decode()
