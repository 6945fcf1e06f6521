"""What stands in the reports: columns, headers, dates and lines, exactly."""

from datetime import UTC, datetime

import pytest

from sandbox.reports.columns import COLUMNS, header
from sandbox.reports.dialects import dialect_of
from tests.sandbox.conftest import CA, DE, JP, UK, US
from tests.sandbox.reporting import ALL_DATA, CANCELLED, FBA, SUPPRESSED, fetch

FR = "A13V1IB3VIYZZH"
SUMMER = int(datetime(2025, 9, 29, 15, 19, 39, tzinfo=UTC).timestamp() * 1000)
WINTER = int(datetime(2013, 1, 7, 15, 35, 42, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture(autouse=True)
def no_waiting(box):
    box.inside.store.set_setting("report_seconds", "0")


@pytest.mark.parametrize(
    ("report_type", "number"), [(ALL_DATA, 29), (CANCELLED, 42), (SUPPRESSED, 8), (FBA, 21)]
)
def test_as_many_columns_as_amazon_documents(report_type, number):
    assert len(COLUMNS[report_type]) == len(set(COLUMNS[report_type])) == number


def test_headers_by_language():
    assert header(ALL_DATA, language="fr")[:4] == (
        "item-name",
        "item-description",
        "listing-id",
        "seller-sku",
    )
    german, japanese = header(ALL_DATA, language="de"), header(ALL_DATA, language="ja")
    assert german[:7] == (
        "Artikelbezeichnung",
        "Artikelbeschreibung",
        "Angebotsnummer",
        "Händler-SKU",
        "Preis",
        "Menge",
        "Erstellungsdatum",
    )
    assert japanese[3:7] == ("出品者SKU", "価格", "数量", "出品日")
    assert (german[16], german[-3:]) == ("ASIN 1", ("Versender", "Händlerversandgruppe", "Status"))
    assert japanese[-3:] == ("フルフィルメント・チャンネル", "merchant-shipping-group", "ステータス")
    assert len(set(german)) == len(set(japanese)) == 29
    assert header(FBA, language="ja")[0] == "sku"
    for words in (german, japanese):
        "".join(words).encode("cp1252" if words is german else "cp932")


@pytest.mark.parametrize(
    ("marketplace", "moment", "written"),
    [
        (US, WINTER, "2013-01-07 07:35:42 PST"),
        (CA, SUMMER, "2025-09-29 08:19:39 PDT"),
        (UK, SUMMER, "29/09/2025 16:19:39 BST"),
        (UK, WINTER, "07/01/2013 15:35:42 GMT"),
        (DE, SUMMER, "29/09/2025 17:19:39 MEST"),
        (FR, WINTER, "07/01/2013 16:35:42 MET"),
        (JP, SUMMER, "2025/09/30 00:19:39 JST"),
    ],
)
def test_dates(marketplace, moment, written):
    assert dialect_of(marketplace).date(moment) == written


def test_a_line_of_all_data(box, seller, amazon):
    box.inside.clock.freeze(SUMMER)
    box.lists(
        seller,
        "MUG/1",
        title='Mug 12"\twith a tab',
        price="9.99",
        quantity=3,
        asin="B0MUG00001",
        condition="used_good",
        condition_note="A chip\nat the rim",
    )
    line = fetch(amazon, ALL_DATA, US).by("seller-sku")["MUG/1"]
    assert line.pop("listing-id")
    assert {name: value for name, value in line.items() if value} == {
        "item-name": 'Mug 12" with a tab',
        "seller-sku": "MUG/1",
        "price": "9.99",
        "quantity": "3",
        "open-date": "2025-09-29 08:19:39 PDT",
        "item-is-marketplace": "y",
        "product-id-type": "1",
        "item-note": "A chip at the rim",
        "item-condition": "3",
        "asin1": "B0MUG00001",
        "product-id": "B0MUG00001",
        "pending-quantity": "0",
        "fulfillment-channel": "DEFAULT",
        "merchant-shipping-group": "Migrated Template",
        "status": "Active",
    }


@pytest.mark.parametrize(
    ("facts", "status", "quantity"),
    [
        pytest.param({"quantity": 0}, "Inactive", "0", id="sold out"),
        pytest.param({"channel": "AMAZON_NA"}, "Inactive", "", id="by Amazon, and nothing there"),
        pytest.param({"quantity": 3, "price": None}, "Incomplete", "3", id="no price"),
        pytest.param({"quantity": 3, "condition": None}, "Incomplete", "3", id="no condition"),
        pytest.param({"quantity": 3, "asin": None}, "Incomplete", "3", id="no ASIN"),
    ],
)
def test_status_words(box, amazon, facts, status, quantity):
    box.lists(amazon.seller, "SKU", **{"title": "Mug", "price": "9.99", "asin": "B0MUG00001"} | facts)
    line = fetch(amazon, ALL_DATA, US).by("seller-sku")["SKU"]
    assert (line["status"], line["quantity"]) == (status, quantity)


@pytest.mark.parametrize(("kind", "number"), [("ean", "4"), ("upc", "3"), ("isbn", "2")])
def test_the_kind_of_a_barcode_is_named_where_there_is_no_asin(box, seller, amazon, kind, number):
    box.lists(seller, "MUG-1", asin=None, gtin="012345000775", gtin_type=kind)
    row = fetch(amazon, ALL_DATA).by("seller-sku")["MUG-1"]
    assert (row["product-id-type"], row["product-id"]) == (number, "012345000775")


def test_a_report_of_two_marketplaces_holds_both_in_the_first_ones_language(box, connect):
    amazon = connect(box, box.seller(DE, UK))
    box.lists(amazon.seller, "A", marketplace=DE)
    box.lists(amazon.seller, "B", marketplace=UK)
    assert fetch(amazon, ALL_DATA, DE, UK).column("Händler-SKU") == ["A", "B"]
    assert fetch(amazon, ALL_DATA, UK, DE).column("seller-sku") == ["B", "A"]


def test_deleted_listings_move_to_the_cancelled_report_for_thirty_days(box, seller, amazon, connect):
    box.lists(seller, "A", title="Gone", price="5.00", asin="B0MUG00001")
    box.lists(seller, "B")
    box.unlists(seller, "A")
    assert fetch(amazon, ALL_DATA, US).column("seller-sku") == ["B"]
    line = fetch(amazon, CANCELLED, US).by("seller-sku")["A"]
    assert (line["item-name"], line["price"], line["asin1"]) == ("Gone", "5.00", "B0MUG00001")
    box.inside.clock.advance(31 * 86_400)
    assert fetch(connect(box, seller), CANCELLED, US).rows == []


def test_the_demo_s_suppressed_listings(serve, connect):
    box = serve(scenario="demo")
    box.inside.store.set_setting("report_seconds", "0")
    american = next(each for each in box.control("GET", "/sellers") if each["region"] == "NA")
    file = fetch(connect(box, american), SUPPRESSED, US)
    assert len(file.rows) == 6
    assert set(file.column("Status")) == {"Search Suppressed"}
    assert sorted(file.column("Reason")) == ["Invalid information"] * 2 + ["Missing image"] * 4


def test_the_demo_s_reports_tell_the_truth(serve, connect):
    box = serve(scenario="demo")
    box.inside.store.set_setting("report_seconds", "0")
    for seller in box.control("GET", "/sellers"):
        amazon = connect(box, seller)
        for marketplace in seller["marketplaces"]:
            truth, file = box.truth(seller, marketplace), fetch(amazon, ALL_DATA, marketplace)
            sku, status = file.names[3], file.names[-1]
            told = {line[sku]: line[status] for line in file.by(sku).values()}
            untold = truth.keys() - told.keys()
            assert told == {each: truth[each]["report_status"] for each in truth if each not in untold}
            assert untold == {
                each for each, row in truth.items() if not row["is_created"] and not row["title"]
            }
            assert "Incomplete" in told.values()
