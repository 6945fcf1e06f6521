"""Every answer of the sandbox's core against Amazon's models, and its parameters against theirs."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.catalog_items.operations import PARAMETERS as CATALOG_PARAMETERS
from sandbox.definitions.operations import PARAMETERS as DEFINITION_PARAMETERS
from sandbox.listings.operations import PARAMETERS as ITEM_PARAMETERS
from sandbox.listings.search import PARAMETERS as SEARCH_PARAMETERS
from sandbox.parameters import Parameter
from sandbox.sales.metrics import PARAMETERS as SALES_PARAMETERS
from sandbox.testing import sandbox_server
from sandbox.throttle import PLANS
from tests.contract.amazon_models import ABSENT, FOLDER, Judge, complaints, operations
from tests.sandbox.conftest import CA, OFFER, US, Caller, price, put, replace

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)]

ALL_DATA = "summaries,attributes,issues,offers,fulfillmentAvailability,procurement,relationships,productTypes"
CORE = (
    "searchListingsItems",
    "getListingsItem",
    "putListingsItem",
    "patchListingsItem",
    "deleteListingsItem",
    "getMarketplaceParticipations",
    "getAccount",
    "getMyFeesEstimateForASIN",
    "getOrderMetrics",
    "searchCatalogItems",
    "getCatalogItem",
    "searchDefinitionsProductTypes",
    "getDefinitionsProductType",
)
PARAMETERS = {
    **ITEM_PARAMETERS,
    "searchListingsItems": SEARCH_PARAMETERS,
    **CATALOG_PARAMETERS,
    **DEFINITION_PARAMETERS,
    "getOrderMetrics": SALES_PARAMETERS,
}
CATALOG_DATA = (
    "attributes,classifications,dimensions,identifiers,images,productTypes,relationships,salesRanks,summaries,"
    "vendorDetails"
)
CATALOG, DEFINITIONS = "/catalog/2022-04-01/items", "/definitions/2020-09-01/productTypes"
FEES = {
    "MarketplaceId": US,
    "Identifier": "probe",
    "PriceToEstimateFees": {"ListingPrice": {"CurrencyCode": "USD", "Amount": 9.99}},
}
REFUSED = {"throttled": 429, "server_error": 500, "unavailable": 503, "forbidden": 403}


def call(amazon, operation):
    """One plain call of an operation; its status."""
    bodies = {
        "putListingsItem": {"productType": "HOME", "attributes": {}},
        "patchListingsItem": {"productType": "HOME", "patches": [replace("purchasable_offer", price(1))]},
        "getMyFeesEstimateForASIN": {"FeesEstimateRequest": FEES},
    }
    model = operations()[operation]
    paths = {
        "searchListingsItems": amazon.items,
        "getMarketplaceParticipations": "/sellers/v1/marketplaceParticipations",
        "getAccount": "/sellers/v1/account",
        "getMyFeesEstimateForASIN": "/products/fees/v0/items/B0MUG00001/feesEstimate",
        "getOrderMetrics": "/sales/v1/orderMetrics",
        "searchCatalogItems": CATALOG,
        "getCatalogItem": f"{CATALOG}/B0MUG00001",
        "searchDefinitionsProductTypes": DEFINITIONS,
        "getDefinitionsProductType": f"{DEFINITIONS}/TOWEL",
    }
    path = paths.get(operation, f"{amazon.items}/MUG-1")
    query = {"marketplaceIds": US} if path.startswith(("/listings", "/sales", CATALOG, DEFINITIONS)) else {}
    query |= {"keywords": "mug"} if operation == "searchCatalogItems" else {}
    if operation == "getOrderMetrics":
        now = datetime.now(UTC).replace(microsecond=0)
        query |= {"interval": f"{(now - timedelta(days=2)).isoformat()}--{now.isoformat()}"}
        query |= {"granularity": "Day", "granularityTimeZone": "UTC"}
    return amazon.call(model.method, path, json=bodies.get(operation), **query).status_code


@pytest.fixture
def judged():
    """A sandbox whose every answer is judged: (judge, box, caller)."""
    judge = Judge()
    with sandbox_server(wrap=judge.wrap) as box:
        seller = box.seller(US, CA, name="Mug shop")
        with Caller.login(box, seller) as amazon:
            yield judge, box, amazon
    assert judge.complaints == []


def test_a_busy_life_is_all_as_modelled(judged):
    judge, box, amazon = judged
    seller = amazon.seller
    box.lists(seller, "SHIRT", is_parent=True, price=None, variation_theme="COLOR", image="/x.svg")
    box.lists(
        seller, "SHIRT-1", parent_sku="SHIRT", variation_theme="COLOR", gtin="4006381333931", fnsku="X001"
    )
    box.lists(seller, "FBA", channel="AMAZON_NA", fba_fulfillable=3)
    box.lists(seller, "DRAFT", is_created=False, asin=None, price=None, condition=None)
    where = {"seller": seller["selling_partner_id"], "marketplace": US, "sku": "FBA", "code": "18027"}
    until = {"exemption": "EXEMPT_UNTIL_EXPIRY_DATE", "exempt_until": "2030-01-01T00:00:00Z"}
    box.control(
        "POST", "/issues", where | until | {"actions": ["SEARCH_SUPPRESSED"], "attribute_names": ["brand"]}
    )
    business = price(9) | {"audience": "B2B"}
    put(
        amazon,
        "MUG-1",
        OFFER | {"purchasable_offer": [price(9.99), business]},
        includedData="issues,identifiers",
    )
    put(amazon, "MUG-2", OFFER, mode="VALIDATION_PREVIEW", includedData="identifiers")
    put(amazon, "MUG-2", {})
    amazon.patch("MUG-1", replace("purchasable_offer", price(5)), marketplaceIds=US)
    amazon.patch("NONE", replace("purchasable_offer", price(5)))
    assert len(list(amazon.pages(includedData=ALL_DATA, pageSize=2))) == 3
    assert amazon.search(marketplaceIds=f"{US},{CA}", includedData=ALL_DATA).status_code == 200
    assert amazon.item("DELETE", "MUG-1").status_code == 200
    assert amazon.item("GET", "MUG-1").status_code == 404
    assert amazon.search(pageSize=500).status_code == 400
    box.sells(seller, f"{datetime.now(UTC):%Y-%m-%d}", "61.25", orders=2, units=5)
    for operation in (
        "getAccount",
        "getMarketplaceParticipations",
        "getMyFeesEstimateForASIN",
        "getOrderMetrics",
    ):
        assert call(amazon, operation) == 200
    assert look_things_up(box, amazon) == [200, 200, 404, 400, 200, 200, 404, 400]
    assert set(judge.judged) == set(CORE)


def look_things_up(box, amazon):
    """Amazon's catalog and its definitions, asked well and badly; the statuses."""
    facts = {"gtin": "4006381333931", "gcid": "4D0E12AB34CD56EF", "brand": "Kelmora", "image": "/x.svg"}
    box.knows("B0MUG00009", marketplace=US, **facts)
    everything = {"marketplaceIds": US, "includedData": CATALOG_DATA}
    calls = (
        (CATALOG, everything | {"identifiers": "4006381333931", "identifiersType": "EAN"}),
        (f"{CATALOG}/B0MUG00009", everything),
        (f"{CATALOG}/B0MUG00010", everything),
        (CATALOG, everything),
        (DEFINITIONS, {"marketplaceIds": US, "keywords": "towel"}),
        (f"{DEFINITIONS}/TOWEL", {"marketplaceIds": US}),
        (f"{DEFINITIONS}/SUBMARINE", {"marketplaceIds": US}),
        (DEFINITIONS, {}),
    )
    return [amazon.call("GET", path, **query).status_code for path, query in calls]


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.parametrize("operation", CORE)
def test_every_refusal_of_every_operation_is_as_modelled(judged, operation, fault):
    judge, box, amazon = judged
    box.control("POST", "/faults", {"name": fault, "operation": operation})
    assert call(amazon, operation) == REFUSED[fault]
    assert judge.judged[operation] == {REFUSED[fault]}


@pytest.mark.parametrize("operation", CORE)
def test_missing_and_spent_tokens_are_refused_as_modelled(judged, operation):
    _, box, amazon = judged
    box.control("POST", "/clock", {"advance": 3601})
    assert call(amazon, operation) == 403
    del amazon.http.headers["x-amz-access-token"]
    assert call(amazon, operation) == 403


def test_the_judge_is_strict():
    path = "/listings/2021-08-01/items/A1"
    headers = {"x-amzn-ratelimit-limit": "5", "x-amzn-requestid": "x", "content-type": "application/json"}
    good = b'{"numberOfResults": 1, "items": [{"sku": "A"}]}'
    assert complaints("GET", path, status=200, headers=headers, body=good) == []
    for bad in (
        b'{"items": []}',
        b'{"numberOfResults": "1", "items": []}',
        b'{"numberOfResults": 1, "items": [], "extra": 1}',
        b'{"numberOfResults": 1, "items": [{"sku": "A", "summaries": [{}]}]}',
        b'{"numberOfResults": 1, "items": [{"sku": null}]}',
        b'{"numberOfResults": 1, "items": [{"sku": "A", "summaries": [{"marketplaceId": "M",'
        b' "productType": "P",'
        b' "status": [], "createdDate": "2026-11-23", "lastUpdatedDate": "2026-11-23T12:00:00Z"}]}]}',
    ):
        assert complaints("GET", path, status=200, headers=headers, body=bad), bad
    assert complaints("GET", path, status=200, headers={"content-type": "application/json"}, body=good)
    assert complaints("GET", path, status=418, headers=headers, body=good)


@pytest.mark.parametrize("operation", PARAMETERS)
def test_query_parameters_are_those_of_the_model(operation):
    ours = {each.name: each for each in PARAMETERS[operation]}
    theirs = {each["name"]: each for each in operations()[operation].parameters if each["in"] == "query"}
    assert set(ours) == set(theirs)
    for name, parameter in theirs.items():
        assert described(ours[name]) == modelled(parameter), name


def described(parameter: Parameter):
    """One of the sandbox's parameters, to compare."""
    return (
        parameter.kind,
        parameter.required,
        set(parameter.allowed),
        parameter.max_items,
        parameter.maximum,
        parameter.default,
    )


def modelled(parameter):
    """One of the model's, in the same form."""
    is_list = parameter["type"] == "array"
    is_time = parameter.get("format") == "date-time"
    kind = (
        "csv"
        if is_list
        else "time"
        if is_time
        else {"string": "text"}.get(parameter["type"], parameter["type"])
    )
    allowed = parameter.get("items", {}).get("enum", []) or parameter.get("enum", [])
    return (
        kind,
        parameter["required"],
        set(allowed),
        parameter.get("maxItems"),
        parameter.get("maximum"),
        parameter.get("default"),
    )


def test_every_modelled_operation_served_has_a_usage_plan():
    assert set(CORE) <= set(PLANS)


def test_every_demo_listing_is_as_modelled_and_the_search_shows_the_truth():
    judge = Judge()
    with sandbox_server(scenario="demo", wrap=judge.wrap) as box:
        for seller in box.control("GET", "/sellers"):
            with Caller.login(box, seller) as amazon:
                for marketplace in seller["marketplaces"]:
                    query = {"marketplaceIds": marketplace, "includedData": ALL_DATA, "pageSize": 20}
                    found = [sku for page in amazon.pages(**query) for sku in page]
                    ghosts = set(found) - set(box.truth(seller, marketplace))
                    assert len(found) == len(set(found))
                    assert set(found) - ghosts == set(box.truth(seller, marketplace))
                    assert len(ghosts) <= 2
                assert call(amazon, "getAccount") == 200
    assert judge.complaints == []
    assert judge.judged == {"searchListingsItems": {200}, "getAccount": {200}}
