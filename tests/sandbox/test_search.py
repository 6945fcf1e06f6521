"""searchListingsItems of the sandbox: filters, order, pages, caps."""

import pytest

from tests.sandbox.conftest import CA, US

ALL = "summaries,attributes,issues,offers,fulfillmentAvailability,procurement,relationships,productTypes"


@pytest.fixture
def frozen(box):
    """A clock that stands at noon, and moves by hand."""
    box.control("POST", "/clock", {"freeze": "2026-11-23T12:00:00Z"})
    return lambda seconds: box.control("POST", "/clock", {"advance": seconds})


@pytest.fixture
def three(box, seller, frozen):
    """A, B and C, a second apart, C newest."""
    for sku in ("A", "B", "C"):
        box.lists(seller, sku, gtin="036000291452" if sku == "A" else None, fnsku="X00" + sku)
        frozen(1)


def test_an_item_with_everything(box, seller, frozen, amazon):
    box.lists(
        seller,
        "MUG-1",
        title="Mug",
        price="9.99",
        quantity=3,
        image="/images/mug.svg",
        asin="B0MUG00001",
        handling_days=2,
        product_type="DRINKING_CUP",
        condition="used_good",
        description="Holds tea",
    )
    [item] = amazon.search(includedData=ALL).json()["items"]
    here = {"marketplace_id": US}
    assert item == {
        "sku": "MUG-1",
        "summaries": [
            {
                "marketplaceId": US,
                "asin": "B0MUG00001",
                "productType": "DRINKING_CUP",
                "conditionType": "used_good",
                "status": ["BUYABLE", "DISCOVERABLE"],
                "itemName": "Mug",
                "createdDate": "2026-11-23T12:00:00.000Z",
                "lastUpdatedDate": "2026-11-23T12:00:00.000Z",
                "mainImage": {"link": f"{box.url}/images/mug.svg", "height": 1000, "width": 1000},
            }
        ],
        "attributes": {
            "item_name": [{"value": "Mug", "language_tag": "en_US", **here}],
            "product_description": [{"value": "Holds tea", "language_tag": "en_US", **here}],
            "condition_type": [{"value": "used_good", **here}],
            "merchant_suggested_asin": [{"value": "B0MUG00001", **here}],
            "main_product_image_locator": [{"media_location": f"{box.url}/images/mug.svg", **here}],
            "fulfillment_availability": [
                {"fulfillment_channel_code": "DEFAULT", "quantity": 3, "lead_time_to_ship_max_days": 2}
            ],
            "purchasable_offer": [
                {
                    "currency": "USD",
                    "audience": "ALL",
                    **here,
                    "our_price": [{"schedule": [{"value_with_tax": 9.99}]}],
                }
            ],
        },
        "issues": [],
        "offers": [
            {
                "marketplaceId": US,
                "offerType": "B2C",
                "price": {"currencyCode": "USD", "amount": "9.99"},
                "audience": {"value": "ALL", "displayName": "Sell on Amazon"},
            }
        ],
        "fulfillmentAvailability": [{"fulfillmentChannelCode": "DEFAULT", "quantity": 3}],
        "procurement": [],
        "relationships": [{"marketplaceId": US, "relationships": []}],
        "productTypes": [{"marketplaceId": US, "productType": "DRINKING_CUP"}],
    }


def test_default_is_summaries_newest_first(three, amazon):
    assert amazon.skus() == ["C", "B", "A"]
    assert set(amazon.search().json()["items"][0]) == {"sku", "summaries"}


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        pytest.param({"sortBy": "sku", "sortOrder": "ASC"}, ["A", "B", "C"], id="by SKU upwards"),
        pytest.param({"sortBy": "createdDate"}, ["C", "B", "A"], id="by creation"),
        pytest.param({"sortOrder": "ASC"}, ["A", "B", "C"], id="oldest change first"),
        pytest.param({"lastUpdatedAfter": "2026-11-23T12:00:01Z"}, ["C", "B"], id="at or after"),
        pytest.param(
            {"lastUpdatedBefore": "2026-11-23T13:00:01+01:00"}, ["B", "A"], id="at or before, any zone"
        ),
        pytest.param({"createdAfter": "2026-11-23T12:00:02Z"}, ["C"], id="created after"),
        pytest.param({"createdBefore": "2026-11-23T12:00:00.000Z"}, ["A"], id="created before"),
        pytest.param({"identifiers": "A,C,Z", "identifiersType": "SKU"}, ["C", "A"], id="SKUs"),
        pytest.param(
            {"identifiers": ["A", "B"], "identifiersType": "SKU"}, ["B", "A"], id="repeated parameter"
        ),
        pytest.param(
            {"identifiers": "0036000291452", "identifiersType": "EAN"}, ["A"], id="UPC found as EAN"
        ),
        pytest.param({"identifiers": "X00B", "identifiersType": "FNSKU"}, ["B"], id="FNSKU"),
        pytest.param({"packageHierarchySku": "A"}, [], id="no packages"),
        pytest.param({"marketplaceIds": CA}, [], id="another marketplace"),
    ],
)
def test_filters(three, amazon, query, skus):
    assert amazon.skus(**query) == skus
    assert amazon.search(**query).json()["numberOfResults"] == len(skus)


def test_status_and_issue_filters(box, seller, three, amazon):
    box.lists(seller, "B", quantity=0)
    box.control(
        "POST",
        "/issues",
        {
            "seller": seller["selling_partner_id"],
            "marketplace": US,
            "sku": "C",
            "code": "8026",
            "actions": ["SEARCH_SUPPRESSED"],
            "severity": "WARNING",
        },
    )
    assert amazon.skus(withStatus="BUYABLE", sortBy="sku", sortOrder="ASC") == ["A", "C"]
    assert amazon.skus(withoutStatus="BUYABLE") == ["B"]
    assert amazon.skus(withoutStatus="DISCOVERABLE") == ["C"]
    assert amazon.skus(withStatus="BUYABLE,DISCOVERABLE") == ["A"]
    assert amazon.skus(withIssueSeverity="WARNING,ERROR") == ["C"]
    assert amazon.skus(withIssueSeverity="ERROR") == []


def test_several_marketplaces_make_one_item_of_a_sku(box, seller, frozen, amazon):
    box.lists(seller, "A", price="5")
    frozen(1)
    box.lists(seller, "B")
    frozen(1)
    box.lists(seller, "A", marketplace=CA, price="7")
    page = amazon.search(
        marketplaceIds=f"{US},{CA}", includedData="summaries,offers,fulfillmentAvailability"
    ).json()
    assert page["numberOfResults"] == 2
    assert [item["sku"] for item in page["items"]] == ["A", "B"]
    first = page["items"][0]
    assert [summary["marketplaceId"] for summary in first["summaries"]] == [US, CA]
    assert [offer["price"]["currencyCode"] for offer in first["offers"]] == ["USD", "CAD"]
    assert first["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 1}]


def test_variations(box, seller, amazon):
    box.lists(seller, "SHIRT", is_parent=True, variation_theme="COLOR/SIZE", price=None)
    box.lists(seller, "SHIRT-RED", parent_sku="SHIRT", variation_theme="COLOR/SIZE")
    assert amazon.skus(variationParentSku="SHIRT") == ["SHIRT-RED"]
    parent = amazon.item("GET", "SHIRT", includedData=ALL).json()
    theme = {"theme": "COLOR/SIZE", "attributes": ["color", "size"]}
    assert parent["relationships"][0]["relationships"] == [
        {"type": "VARIATION", "childSkus": ["SHIRT-RED"], "variationTheme": theme}
    ]
    assert parent["offers"] == parent["fulfillmentAvailability"] == []
    assert parent["summaries"][0]["status"] == ["DISCOVERABLE"]
    child = amazon.item("GET", "SHIRT-RED", includedData="relationships").json()
    assert child["relationships"][0]["relationships"] == [
        {"type": "VARIATION", "parentSkus": ["SHIRT"], "variationTheme": theme}
    ]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"marketplaceIds": ""}, id="no marketplace"),
        pytest.param({"marketplaceIds": "A1F83G8C2ARO7P"}, id="not the seller's marketplace"),
        pytest.param({"includedData": "summaries,prices"}, id="unknown data set"),
        pytest.param({"pageSize": "21"}, id="page too big"),
        pytest.param({"pageSize": "0"}, id="page too small"),
        pytest.param({"pageSize": "ten"}, id="no number"),
        pytest.param({"identifiers": "A"}, id="identifiers without type"),
        pytest.param({"identifiersType": "SKU"}, id="type without identifiers"),
        pytest.param(
            {"identifiers": ",".join("ABCDEFGHIJKLMNOPQRSTU"), "identifiersType": "SKU"}, id="21 identifiers"
        ),
        pytest.param(
            {"identifiers": "A", "identifiersType": "SKU", "variationParentSku": "B"}, id="exclusive"
        ),
        pytest.param({"lastUpdatedAfter": "yesterday"}, id="no date"),
        pytest.param({"lastUpdatedAfter": "2026-11-23T12:00:00"}, id="no zone"),
        pytest.param({"withStatus": "ACTIVE"}, id="unknown status"),
        pytest.param({"sortBy": "price"}, id="unknown order"),
        pytest.param({"pageToken": "rubbish"}, id="foreign token"),
        pytest.param({"nextToken": "x"}, id="unknown parameter"),
    ],
)
def test_refusals(amazon, query):
    answer = amazon.search(**query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


def test_extra_marketplace_parameters_of_the_client_library_are_tolerated(amazon):
    assert amazon.search(MarketplaceId=US, MarketplaceIds=US, marketplace_ids=US).status_code == 200


def test_a_token_belongs_to_its_parameters(three, amazon):
    token = amazon.search(pageSize=2).json()["pagination"]["nextToken"]
    assert amazon.skus(pageSize=2, pageToken=token) == ["A"]
    assert amazon.search(pageSize=1, pageToken=token).status_code == 400
    assert amazon.search(pageSize=2, pageToken=token, withStatus="BUYABLE").status_code == 400


def test_pages_forth_and_back(box, seller, amazon):
    box.control("POST", "/clock", {"freeze": True})  # all with one and the same lastUpdatedDate
    for number in range(7):
        box.lists(seller, f"S{number}")
    assert list(amazon.pages(pageSize=3)) == [["S6", "S5", "S4"], ["S3", "S2", "S1"], ["S0"]]
    second = amazon.search(
        pageSize=3, pageToken=amazon.search(pageSize=3).json()["pagination"]["nextToken"]
    ).json()
    third = amazon.search(pageSize=3, pageToken=second["pagination"]["nextToken"]).json()
    assert set(third["pagination"]) == {"previousToken"}
    back = amazon.search(pageSize=3, pageToken=third["pagination"]["previousToken"]).json()
    assert back["items"] == second["items"]
    first = amazon.search(pageSize=3, pageToken=back["pagination"]["previousToken"]).json()
    assert [item["sku"] for item in first["items"]] == ["S6", "S5", "S4"]
    assert "previousToken" not in first["pagination"]


def test_pages_over_several_marketplaces(box, seller, amazon):
    for number in range(5):
        box.lists(seller, f"S{number}")
        box.lists(seller, f"S{number}", marketplace=CA)
    pages = list(amazon.pages(marketplaceIds=f"{US},{CA}", pageSize=2, sortBy="sku", sortOrder="ASC"))
    assert pages == [["S0", "S1"], ["S2", "S3"], ["S4"]]


def test_a_change_between_pages_shifts_nothing(box, seller, three, frozen, amazon):
    first = amazon.search(pageSize=1, sortOrder="ASC").json()
    box.lists(seller, "A", price="1.00")  # A moves to the end
    token = first["pagination"]["nextToken"]
    assert amazon.skus(pageSize=1, sortOrder="ASC", pageToken=token) == ["B"]


def test_no_more_than_1000_can_be_paged_but_the_number_is_true(box, seller, amazon):
    with box.inside.store.writing() as db:
        db.executemany(
            "INSERT INTO listing (seller_id, marketplace_id, sku, currency, created_at, updated_at)"
            " VALUES (?, ?, ?, 'USD', ?, ?)",
            [(seller["selling_partner_id"], US, f"S{number:04}", number, number) for number in range(1010)],
        )
    assert amazon.search().json()["numberOfResults"] == 1010
    pages = list(amazon.pages(pageSize=20, sortOrder="ASC"))
    assert len(pages) == 50
    assert [sku for page in pages for sku in page] == [f"S{number:04}" for number in range(1000)]
