"""FBA Inventory v1: summaries by page, and the sandbox-only operations."""

import pytest

from tests.sandbox.conftest import CA, UK, US
from tests.sandbox.reporting import FBA, fetch

SUMMARIES = "/fba/inventory/v1/summaries"
ITEMS = "/fba/inventory/v1/items"


def look(amazon, marketplace=US, **query):
    return amazon.call(
        "GET",
        SUMMARIES,
        granularityType="Marketplace",
        granularityId=marketplace,
        marketplaceIds=marketplace,
        **query,
    )


def summaries(amazon, marketplace=US, **query):
    answer = look(amazon, marketplace, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["payload"]["inventorySummaries"]


def make(amazon, sku, units=None, *, token="t"):
    body = {"sellerSku": sku, "marketplaceId": US, "productName": f"Name of {sku}"}
    assert amazon.call("POST", ITEMS, json=body).status_code == 200
    if units is not None:
        assert add(amazon, sku, units, token=f"{token}-{sku}").status_code == 200


def add(amazon, sku, units, *, token):
    return amazon.http.post(
        f"{ITEMS}/inventory",
        headers={"x-amzn-idempotency-token": token},
        json={"inventoryItems": [{"sellerSku": sku, "marketplaceId": US, "quantity": units}]},
    )


@pytest.fixture
def stopped(box):
    box.inside.clock.freeze(1_795_392_000_000)
    return box.inside.clock


def test_goods_come_in_and_are_seen_everywhere_in_the_region(amazon, stopped):
    make(amazon, "MUG", 5)
    expected = {
        "sellerSku": "MUG",
        "condition": "NewItem",
        "lastUpdatedTime": "2026-11-23T00:00:00.000Z",
        "productName": "Name of MUG",
        "totalQuantity": 5,
        "stores": [],
    }
    assert summaries(amazon, US) == summaries(amazon, CA) == [expected]
    details = summaries(amazon, details="true")[0]["inventoryDetails"]
    assert details["fulfillableQuantity"] == 5
    assert details["reservedQuantity"]["totalReservedQuantity"] == 0


def test_an_idempotency_token_works_once(amazon):
    make(amazon, "MUG", 5)
    assert add(amazon, "MUG", 3, token="again").status_code == 200
    assert add(amazon, "MUG", 3, token="again").status_code == 200
    assert summaries(amazon)[0]["totalQuantity"] == 8


def test_goods_move_the_listing(box, seller, amazon, stopped):
    make(amazon, "MUG")
    box.lists(seller, "MUG", price="9.99", asin="B0MUG00001", channel="AMAZON_NA", title="Mug")
    assert box.truth(seller)["MUG"]["status"] == ["DISCOVERABLE"]
    stopped.advance(60)
    add(amazon, "MUG", 2, token="1")
    assert box.truth(seller)["MUG"]["status"] == ["BUYABLE", "DISCOVERABLE"]
    assert amazon.skus(lastUpdatedAfter="2026-11-23T00:00:30Z") == ["MUG"]
    assert summaries(amazon)[0]["asin"] == "B0MUG00001"


def test_pages_of_fifty_whose_token_lives_thirty_seconds(amazon, stopped):
    for number in range(120):
        make(amazon, f"SKU-{number:03d}")
    pages, token = [], {}
    while token is not None:
        page = look(amazon, **token).json()
        pages.append([each["sellerSku"] for each in page["payload"]["inventorySummaries"]])
        token = page.get("pagination")
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [sku for page in pages for sku in page] == [f"SKU-{number:03d}" for number in range(120)]
    token = look(amazon).json()["pagination"]
    stopped.advance(29)
    assert look(amazon, **token).status_code == 200
    stopped.advance(1)
    answer = look(amazon, **token)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, "Next token has expired.")


def test_by_sku_and_by_time(amazon, stopped):
    make(amazon, "A", 1)
    stopped.advance(60)
    make(amazon, "B", 1)
    make(amazon, "C", 1)
    assert [each["sellerSku"] for each in summaries(amazon, sellerSkus="A,C")] == ["A", "C"]
    assert [each["sellerSku"] for each in summaries(amazon, sellerSku="B")] == ["B"]
    since = {"startDateTime": "2026-11-23T00:00:30Z"}
    assert [each["sellerSku"] for each in summaries(amazon, **since)] == ["B", "C"]
    # Amazon ignores SKUs beside a start.
    assert [each["sellerSku"] for each in summaries(amazon, sellerSku="A", **since)] == ["B", "C"]


@pytest.mark.parametrize(
    "query",
    [
        {"granularityId": CA},
        {"startDateTime": "2024-01-01T00:00:00Z"},
        {"sellerSkus": ",".join(map(str, range(51)))},
        {"nextToken": "nonsense"},
        {"marketplaceIds": UK, "granularityId": UK},
        {"granularityType": "Country"},
    ],
)
def test_questions_that_amazon_refuses(amazon, query):
    given = {"granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US} | query
    assert amazon.call("GET", SUMMARIES, **given).status_code == 400


def test_a_token_belongs_to_its_question(amazon):
    for number in range(51):
        make(amazon, f"SKU-{number:03d}")
    token = look(amazon).json()["pagination"]["nextToken"]
    assert look(amazon, nextToken=token, sellerSku="SKU-000").status_code == 400


def test_what_is_not_there_cannot_be_filled_or_deleted(amazon):
    assert add(amazon, "MUG", 1, token="1").status_code == 404
    assert amazon.call("DELETE", f"{ITEMS}/MUG", marketplaceId=US).status_code == 404
    assert amazon.call("POST", f"{ITEMS}/inventory", json={"inventoryItems": []}).status_code == 400
    assert amazon.call("POST", ITEMS, json={"sellerSku": "MUG"}).status_code == 400


def test_deleted_goods_are_gone(amazon):
    make(amazon, "A/B 1", 1)
    assert amazon.call("DELETE", f"{ITEMS}/A%2FB%201", marketplaceId=US).status_code == 200
    assert summaries(amazon) == []


def test_the_report_tells_the_same(box, seller, amazon):
    box.inside.store.set_setting("report_seconds", "0")
    make(amazon, "MUG", 5)
    box.lists(seller, "MUG", price="9.99", asin="B0MUG00001", channel="AMAZON_NA", title="Mug")
    box.lists(
        seller, "MUG", marketplace=CA, price="12.99", asin="B0MUG00001", channel="AMAZON_NA", title="Tasse"
    )
    american, canadian = (fetch(amazon, FBA, place).by("sku")["MUG"] for place in (US, CA))
    assert (american["product-name"], american["your-price"]) == ("Mug", "9.99")
    assert (canadian["product-name"], canadian["your-price"]) == ("Tasse", "12.99")
    for line in (american, canadian):
        assert (line["afn-fulfillable-quantity"], line["afn-total-quantity"]) == ("5", "5")
        assert (line["mfn-listing-exists"], line["mfn-fulfillable-quantity"]) == ("No", "")
