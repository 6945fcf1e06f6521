"""Every request the client sends is one that Amazon's models describe: path, parameters, values, body."""

import json
import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import pytest
from jsonschema_rs import Draft4Validator

from sync.amazon.addresses import Credentials
from sync.amazon.catalog import IDENTIFIER_TYPES
from sync.amazon.catalog import INCLUDED as CATALOG_INCLUDED
from sync.amazon.choices import INCLUDED, SEVERITIES, SORT_BY, SORT_ORDER, STATUSES
from sync.amazon.client import Amazon
from sync.amazon.errors import Unreachable
from sync.amazon.listing_writes import delete_offer, put_offer, try_offer
from sync.amazon.login import Tokens
from sync.amazon.pool import new_pool
from sync.amazon.rates import ACCOUNT_RATES
from sync.amazon.throttle import Unthrottled
from sync.push.offer import offer_on
from tests.contract.amazon_models import ABSENT, FOLDER, OWN, Operation, operation_of, operations

pytestmark = [pytest.mark.contract, pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)]

US = "ATVPDKIKX0DER"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PATCH = {"op": "replace", "path": "/attributes/list_price", "value": [{"value": 1}]}
PUT = {"productType": "PRODUCT", "requirements": "LISTING_OFFER_ONLY", "attributes": {}}


class Recorder(httpx.BaseTransport):
    """Keeps what would be sent to Amazon; answers every call with an empty object."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != "api.amazon.com":
            self.requests.append(request)
        return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})


CALLS = {
    "getMarketplaceParticipations": lambda amazon: amazon.participations(),
    "searchListingsItems": lambda amazon: amazon.search_listings(
        US,
        skus=["A", "B/C"],
        updated_after=NOON,
        updated_before=NOON,
        created_after=NOON,
        created_before=NOON,
        with_status=STATUSES,
        without_status=["BUYABLE"],
        with_issue_severity=SEVERITIES,
        page_token="t",
    ),
    "getListingsItem": lambda amazon: amazon.get_listing(US, "A B/C"),
    "putListingsItem": lambda amazon: amazon.put_listing(US, "A", PUT, preview=True),
    "patchListingsItem": lambda amazon: amazon.patch_listing(
        US, "A", {"productType": "PRODUCT", "patches": [PATCH]}, preview=True
    ),
    "deleteListingsItem": lambda amazon: amazon.delete_listing(US, "A"),
    "createReport": lambda amazon: amazon.create_report("GET_MERCHANT_LISTINGS_ALL_DATA", US),
    "getReport": lambda amazon: amazon.get_report("R"),
    "cancelReport": lambda amazon: amazon.cancel_report("R"),
    "getReportDocument": lambda amazon: amazon.report_document("D"),
    "getOrderMetrics": lambda amazon: amazon.daily_sales(
        US, first=date(2026, 10, 31), until=NOON, time_zone="America/Los_Angeles"
    ),
    "searchDefinitionsProductTypes": lambda amazon: amazon.product_types(US),
    "getDefinitionsProductType": lambda amazon: amazon.product_type(US, "LUGGAGE"),
    "searchCatalogItems": lambda amazon: amazon.catalog.by_identifiers(
        US, "EAN", [str(4006381333931 + n) for n in range(20)], included=CATALOG_INCLUDED, page_token="t"
    ),
    "getCatalogItem": lambda amazon: amazon.catalog.item(US, "B000000001", included=CATALOG_INCLUDED),
    "getInventorySummaries": lambda amazon: amazon.fba_summaries(US, start=NOON, next_token="n"),
}


def sent_by(call: Any) -> httpx.Request:
    """The one request of a call."""
    network = Recorder()
    credentials = Credentials("client", "secret", "Atzr|one", "NA", "A1SELLER")
    with new_pool(transport=network) as http:
        amazon = Amazon(credentials, throttle=Unthrottled(), tokens=Tokens(), http=http)
        with suppress(Unreachable):  # the empty answer lacks what the model promises
            call(amazon)
    [request] = network.requests
    return request


def complaints(operation: Operation, request: httpx.Request) -> list[str]:
    """What the model does not allow in a request."""
    query = parse_qs(
        request.url.query.decode(), keep_blank_values=True, strict_parsing=bool(request.url.query)
    )
    known = {each["name"]: each for each in operation.parameters if each["in"] == "query"}
    found = [f"unknown parameter {name}" for name in query if name not in known]
    found += [f"{name} is sent twice" for name, values in query.items() if len(values) > 1]
    found += [
        f"{name} is missing" for name, each in known.items() if each.get("required") and name not in query
    ]
    for name, values in query.items():
        if name in known:
            found += _value_complaints(known[name], values[0])
    bodies = [each for each in operation.parameters if each["in"] == "body"]
    if bodies:
        schema = {**bodies[0]["schema"], "definitions": operation.definitions}
        errors = Draft4Validator(schema, validate_formats=True).iter_errors(json.loads(request.content))
        found += [f"body: {error.message}" for error in errors]
    elif request.content:
        found.append("a body where the model has none")
    return found


def _value_complaints(parameter: dict[str, Any], value: str) -> list[str]:
    items = value.split(",") if parameter["type"] == "array" else [value]
    allowed = parameter.get("items", parameter).get("enum")
    found = [f"{parameter['name']}={item}" for item in items if allowed and item not in allowed]
    if len(items) > parameter.get("maxItems", len(items)):
        found.append(f"{parameter['name']} has {len(items)} items")
    if parameter["type"] == "integer" and int(value) > parameter.get("maximum", int(value)):
        found.append(f"{parameter['name']}={value}")
    return found


@pytest.mark.parametrize("name", CALLS)
def test_request_is_as_amazons_model_has_it(name):
    request = sent_by(CALLS[name])
    operation = operation_of(request.method, request.url.raw_path.decode().partition("?")[0])
    assert operation is not None
    assert operation.name == name
    assert complaints(operation, request) == []


ODD_SKUS = ["MUG 1", "A/B", "A%2FB", "A,B", "\uff2d\uff35\uff27-１", "MUG-1"]  # a blank … full-width letters
PRICE = {"marketplace_id": US, "currency": "USD", "our_price": [{"schedule": [{"value_with_tax": 9.99}]}]}
ITEM = {
    "summaries": [{"marketplaceId": US, "asin": "B0OLD00001", "conditionType": "new_new"}],
    "attributes": {
        "purchasable_offer": [PRICE, PRICE | {"audience": "B2B"}],
        "fulfillment_availability": [{"quantity": 5, "lead_time_to_ship_max_days": 3}],
    },
}


@pytest.mark.parametrize("sku", ODD_SKUS)
@pytest.mark.parametrize(
    ("does", "mode"),
    [
        (lambda amazon, sku, body: try_offer(amazon, US, sku, body), ["VALIDATION_PREVIEW"]),
        (lambda amazon, sku, body: put_offer(amazon, US, sku, body), None),
        (lambda amazon, sku, _body: delete_offer(amazon, US, sku), None),
    ],
    ids=["try", "put", "delete"],
)
def test_p17_what_is_sent_for_odd_skus_is_as_amazons_model_has_it(does, mode, sku):
    body = offer_on(ITEM, "B0NEW00001", marketplace_id=US)
    request = sent_by(lambda amazon: does(amazon, sku, body))
    path = request.url.raw_path.decode().partition("?")[0]
    assert unquote(path.rsplit("/", 1)[-1]) == sku
    operation = operation_of(request.method, path)
    assert operation is not None
    assert complaints(operation, request) == []
    assert parse_qs(request.url.query.decode()).get("mode") == mode
    assert request.method == "DELETE" or json.loads(request.content) == body


def test_a_search_by_keywords_is_as_amazons_model_has_it():
    request = sent_by(lambda amazon: amazon.catalog.by_keywords(US, "Blue mug, large"))
    assert parse_qs(request.url.query.decode())["keywords"] == ["Blue mug large"]
    assert complaints(operations()["searchCatalogItems"], request) == []


@pytest.mark.parametrize(
    ("parameter", "ours"), [("includedData", CATALOG_INCLUDED), ("identifiersType", IDENTIFIER_TYPES)]
)
def test_our_enumerations_of_the_catalog_are_amazons(parameter, ours):
    [model] = [each for each in operations()["searchCatalogItems"].parameters if each["name"] == parameter]
    assert set(model.get("items", model)["enum"]) == set(ours)


@pytest.mark.parametrize(
    ("parameter", "ours"),
    [
        ("includedData", INCLUDED),
        ("withStatus", STATUSES),
        ("withIssueSeverity", SEVERITIES),
        ("sortBy", SORT_BY),
        ("sortOrder", SORT_ORDER),
    ],
)
def test_p58_our_enumerations_are_amazons(parameter, ours):
    [model] = [each for each in operations()["searchListingsItems"].parameters if each["name"] == parameter]
    assert set(model.get("items", model)["enum"]) == set(ours)


SMALLER_ON_AMAZONS_PAGE = {"searchDefinitionsProductTypes", "getDefinitionsProductType"}
PLAN = re.compile(r"\|\s*([\d.]+)\s*\|\s*([\d.]+)\s*\|")


def usage_plans():
    """Every operation with a documented rate, over all models: name, rate a second, burst."""
    for file in (*sorted(FOLDER.glob("*.json")), OWN):
        for methods in json.loads(file.read_text(encoding="utf-8")).get("paths", {}).values():
            for operation in methods.values():
                found = PLAN.search(operation.get("description", "")) if isinstance(operation, dict) else None
                if found:
                    yield operation["operationId"], float(found[1]), float(found[2])


def test_our_rates_are_amazons():
    plans = {name: (rate, burst) for name, rate, burst in usage_plans()}
    plans.pop("sendTestNotification")  # exists in Amazon's own sandbox only
    assert len(plans) > 50
    differ = {name: plan for name, plan in plans.items() if ACCOUNT_RATES.get(name) != plan}
    assert set(differ) == SMALLER_ON_AMAZONS_PAGE
    assert all(ACCOUNT_RATES[name].burst < burst for name, (_, burst) in differ.items())
