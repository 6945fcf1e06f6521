"""Amazon's catalog: which ASINs a barcode, a SKU or words find, and what is told of each."""

from functools import partial

import pytest

from sandbox.scenario.asins import ean13, isbn10, isbn13, upc_a
from tests.sandbox.cataloguing import PATH, asins, asked, item, refusal
from tests.sandbox.conftest import CA, UK, US

UPC, EAN = upc_a(77), ean13(77)


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param({"identifiersType": "UPC", "identifiers": UPC}, id="UPC-A"),
        pytest.param({"identifiersType": "EAN", "identifiers": "0" + UPC}, id="EAN-13 with a zero before"),
        pytest.param({"identifiersType": "GTIN", "identifiers": "00" + UPC}, id="GTIN-14"),
        pytest.param({"identifiersType": "GTIN", "identifiers": UPC}, id="GTIN of twelve digits"),
    ],
)
@pytest.mark.parametrize("is_listed", [True, False])
def test_one_barcode_in_all_its_spellings(box, seller, amazon, spelling, is_listed):
    if is_listed:
        box.lists(seller, "MUG-1", asin="B0MUG00001", gtin=UPC, gtin_type="upc")
    else:
        box.knows("B0MUG00001", marketplace=US, gtin=UPC)
    assert asins(amazon, **spelling) == ["B0MUG00001"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param("UPC", UPC.lstrip("0"), id="leading zero lost"),
        pytest.param("EAN", UPC, id="twelve digits are no EAN"),
        pytest.param("EAN", "2.00000E+12", id="as a spreadsheet shows it"),
        pytest.param("EAN", EAN[:-1] + str((int(EAN[-1]) + 1) % 10), id="wrong check digit"),
        pytest.param("MINSAN", "A012345678", id="no medicine here"),
        pytest.param("ISBN", EAN, id="no book"),
        pytest.param("JAN", "", id="blank"),
    ],
)
def test_a_damaged_barcode_finds_nothing(box, amazon, kind, text):
    box.knows("B0MUG00001", marketplace=US, gtin=UPC)
    box.knows("B0MUG00002", marketplace=US, gtin=EAN)
    found = asked(amazon, identifiers=text or " ", identifiersType=kind).json()
    assert found == {"numberOfResults": 0, "items": []}


def test_a_book_is_found_by_both_its_isbns(box, amazon):
    isbn = isbn10(30_640_615)
    box.knows(isbn, marketplace=US, gtin=isbn13(isbn))
    for text, kind in ((isbn, "ISBN"), (isbn13(isbn), "ISBN"), (isbn13(isbn), "EAN"), (isbn, "ASIN")):
        assert asins(amazon, identifiers=text, identifiersType=kind) == [isbn]


def test_a_listed_book_without_a_barcode_is_found_by_its_isbn_13(box, seller, amazon):
    isbn = isbn10(30_640_615)
    box.lists(seller, "BOOK", asin=isbn)
    assert asins(amazon, identifiers=isbn13(isbn), identifiersType="ISBN") == [isbn]


def test_several_asins_of_one_barcode(box, seller, amazon):
    box.knows("B0MUG00001", marketplace=US, gtin=EAN)
    box.knows("B0MUG00002", marketplace=US, gtin=EAN)
    box.lists(seller, "MUG-3", asin="B0MUG00003", gtin=EAN)
    box.knows("B0MUG00004", marketplace=CA, gtin=EAN)
    found = ["B0MUG00001", "B0MUG00002", "B0MUG00003"]
    assert asins(amazon, identifiers=EAN, identifiersType="EAN") == found
    assert asins(amazon, identifiers=EAN, identifiersType="JAN") == found


def test_skus_are_the_seller_s_own(box, seller, amazon):
    box.lists(seller, "MUG-1", asin="B0MUG00001")
    box.lists(seller, "mug-1", asin="B0MUG00002")
    box.lists(box.seller(US), "MUG-3", asin="B0MUG00003")
    ours = partial(asins, amazon, sellerId=seller["selling_partner_id"], identifiersType="SKU")
    assert ours(identifiers="MUG-1,MUG-3") == ["B0MUG00001"]
    assert ours(identifiers="mug-1,MUG-1", pageSize=20) == ["B0MUG00001", "B0MUG00002"]


def test_an_asin_that_several_list_is_one(box, seller, amazon):
    for sku in ("NEW", "USED"):
        box.lists(seller, sku, asin="B0MUG00001", title="Blue mug")
    box.lists(box.seller(US), "OTHER", asin="B0MUG00001", title="Blue mug")
    assert asins(amazon, keywords="mug,BLUE") == ["B0MUG00001"]
    assert asins(amazon, identifiers="B0MUG00001", identifiersType="ASIN") == ["B0MUG00001"]


def test_a_gcid_is_found_as_a_word_and_told_among_the_identifiers(box, amazon):
    box.knows("B0MUG00001", marketplace=US, gcid="4D0E12AB34CD56EF")
    box.knows("B0MUG00002", marketplace=US, title="Box for 4D0E12AB34CD56EF")
    assert asins(amazon, keywords="4D0E12AB34CD56EF") == ["B0MUG00001", "B0MUG00002"]
    assert asked(amazon, identifiers="4D0E12AB34CD56EF", identifiersType="GCID").status_code == 400
    told = item(amazon, "B0MUG00001", includedData="identifiers,attributes")
    assert told["identifiers"][0]["identifiers"] == [
        {"identifierType": "GCID", "identifier": "4D0E12AB34CD56EF"}
    ]
    assert told["attributes"]["externally_assigned_product_identifier"] == [
        {"type": "gcid", "value": "4D0E12AB34CD56EF", "marketplace_id": US}
    ]


def test_what_was_deleted_stays_in_the_catalog(box, seller, amazon):
    box.lists(seller, "MUG-1", asin="B0MUG00001")
    box.unlists(seller, "MUG-1")
    assert item(amazon, "B0MUG00001") == {
        "asin": "B0MUG00001",
        "summaries": [
            {
                "marketplaceId": US,
                "adultProduct": False,
                "autographed": False,
                "itemClassification": "BASE_PRODUCT",
                "itemName": "Listing MUG-1",
                "memorabilia": False,
                "packageQuantity": 1,
                "tradeInEligible": False,
            }
        ],
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({}, "Missing required 'identifiers' or 'keywords'."),
        (
            {"identifiers": EAN, "identifiersType": "EAN", "keywords": "mug"},
            "Invalid combination of 'identifiers' and 'keywords' provided.",
        ),
        ({"identifiers": EAN}, "Missing required 'identifiersType'."),
        ({"identifiers": "MUG-1", "identifiersType": "SKU"}, "Missing required 'sellerId'."),
        ({"identifiers": "SHORT", "identifiersType": "ASIN"}, "Invalid 'asin' provided."),
        (
            {"identifiers": EAN, "identifiersType": "EAN", "brandNames": "Kelmora"},
            "Invalid combination of 'identifiers' and 'brandNames' provided.",
        ),
        ({"keywords": "mug", "locale": "german"}, "Invalid 'locale' provided."),
        ({"keywords": "mug", "pageToken": "x"}, "Invalid 'pageToken' provided."),
        ({"keywords": "mug", "pageSize": 21}, "Invalid value '21' for parameter 'pageSize'."),
        (
            {"identifiers": ",".join(["1"] * 21), "identifiersType": "EAN"},
            "Parameter 'identifiers' takes 1 to 20 values, not 21.",
        ),
        ({"keywords": "mug", "marketplace": UK}, f"Invalid 'marketplaceIds' provided: {UK}."),
        ({"keywords": "mug", "color": "red"}, "Unknown query parameter 'color'."),
    ],
)
def test_what_is_refused(amazon, query, message):
    assert refusal(asked(amazon, **query)) == (400, "InvalidInput", message)


def test_another_seller_s_skus_are_not_told(box, amazon):
    other = box.seller(US)["selling_partner_id"]
    answer = asked(amazon, identifiers="MUG-1", identifiersType="SKU", sellerId=other)
    assert answer.status_code == 403


def test_an_unknown_asin_is_404_in_that_marketplace(box, amazon):
    box.knows("B0MUG00001", marketplace=CA)
    assert item(amazon, "B0MUG00001", marketplace=CA)["asin"] == "B0MUG00001"
    answer = amazon.call("GET", f"{PATH}/B0MUG00001", marketplaceIds=US)
    assert refusal(answer) == (
        404,
        "NOT_FOUND",
        f"Requested item 'B0MUG00001' not found in marketplace(s) {US}.",
    )
    both = item(amazon, "B0MUG00001", marketplace=f"{US},{CA}")
    assert [each["marketplaceId"] for each in both["summaries"]] == [CA]


def test_pages_go_forth_and_back(box, amazon):
    for number in range(5):
        box.knows(f"B0MUG0000{number}", marketplace=US, title="Blue mug")
    first = asked(amazon, keywords="mug", pageSize=2).json()
    assert first["numberOfResults"] == 5
    second = asked(amazon, keywords="mug", pageSize=2, pageToken=first["pagination"]["nextToken"]).json()
    assert [each["asin"] for each in second["items"]] == ["B0MUG00002", "B0MUG00003"]
    third = asked(amazon, keywords="mug", pageSize=2, pageToken=second["pagination"]["nextToken"]).json()
    assert [each["asin"] for each in third["items"]] == ["B0MUG00004"]
    assert set(third["pagination"]) == {"previousToken"}
    back = asked(amazon, keywords="mug", pageSize=2, pageToken=third["pagination"]["previousToken"]).json()
    assert back["items"] == second["items"]
    foreign = asked(amazon, keywords="cup", pageSize=2, pageToken=first["pagination"]["nextToken"])
    assert foreign.status_code == 400


def test_words_are_taken_as_they_are(box, amazon):
    box.knows("B0MUG00001", marketplace=US, title="Mug 100% cotton_bag")
    box.knows("B0MUG00002", marketplace=US, title="Mug 1000 cotton bags")
    assert asins(amazon, keywords="100%") == ["B0MUG00001"]
    assert asins(amazon, keywords="cotton_bag") == ["B0MUG00001"]
    assert asins(amazon, keywords="mug cotton") == ["B0MUG00001", "B0MUG00002"]


@pytest.mark.parametrize("fault", ["duplicate_rows", "endless_token", "repeated_page", "reordered_rows"])
def test_searches_can_be_spoilt(box, amazon, fault):
    for number in range(2):
        box.knows(f"B0MUG0000{number}", marketplace=US, title="Blue mug")
    box.control("POST", "/faults", {"name": fault, "operation": "searchCatalogItems"})
    found = asked(amazon, keywords="mug").json()
    shown = [each["asin"][-1] for each in found["items"]]
    assert (shown, "pagination" in found) == {
        "duplicate_rows": (["0", "0", "1", "1"], False),
        "endless_token": (["0", "1"], True),
        "repeated_page": (["0", "1"], False),
        "reordered_rows": (["1", "0"], False),
    }[fault]


def test_two_calls_a_second(serve, connect):
    box = serve(throttle=1)
    box.control("POST", "/clock", {"freeze": True})
    amazon = connect(box, box.seller(US))
    assert [asked(amazon, keywords="x").status_code for _ in range(3)] == [200, 200, 429]
    box.control("POST", "/clock", {"advance": 0.5})
    answer = asked(amazon, keywords="x")
    assert (answer.status_code, answer.headers["x-amzn-ratelimit-limit"]) == (200, "2")
    assert box.calls("searchCatalogItems") == 4


def test_a_family_of_the_seller_s_own(box, seller, amazon):
    box.lists(seller, "SHIRT", asin="B0SHIRT000", is_parent=True, price=None, variation_theme="COLOR")
    box.lists(seller, "SHIRT-1", asin="B0SHIRT001", parent_sku="SHIRT")
    told = item(amazon, "B0SHIRT000", includedData="relationships,summaries")
    theme = {"attributes": ["color"], "theme": "COLOR"}
    assert told["summaries"][0]["itemClassification"] == "VARIATION_PARENT"
    assert told["relationships"] == [
        {
            "marketplaceId": US,
            "relationships": [{"type": "VARIATION", "childAsins": ["B0SHIRT001"], "variationTheme": theme}],
        }
    ]
    [child] = item(amazon, "B0SHIRT001", includedData="relationships")["relationships"]
    assert child["relationships"] == [
        {"type": "VARIATION", "parentAsins": ["B0SHIRT000"], "variationTheme": theme}
    ]


def test_a_control_takes_an_asin_out_of_the_catalog(box, amazon):
    box.knows("B0MUG00001", marketplace=US, gtin=EAN)
    box.control("DELETE", "/catalog", {"marketplace": US, "asin": "B0MUG00001"})
    assert asins(amazon, identifiers=EAN, identifiersType="EAN") == []
