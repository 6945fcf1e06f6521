"""python-amazon-sp-api's habits, and what we send and read in spite of them."""

import subprocess
import sys
from datetime import UTC, date, datetime
from importlib.metadata import version
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.amazon.library import path_part

US = "ATVPDKIKX0DER"
CA = "A2EUQ1WTGCTBG2"
SUBMITTED = {"sku": "MUG-1", "status": "ACCEPTED", "submissionId": "s", "issues": []}


def say(odd, body, **more):
    odd.answers = [type(odd.answers[0])(body, **more)]


def query_of(got):
    return dict(parse_qsl(got.query, keep_blank_values=True, strict_parsing=bool(got.query)))


def test_the_version_whose_private_parts_we_know():
    assert version("python-amazon-sp-api") == "2.1.35"


def test_host_header_is_the_endpoint_without_any_trick(odd, amazon):
    say(odd, {"payload": []})
    amazon.participations()
    [got] = odd.requests
    assert got.headers["host"] == odd.url.removeprefix("http://")
    assert "authorization" not in got.headers


def test_headers_of_a_call(odd, amazon):
    say(odd, {"payload": []})
    amazon.participations()
    [got] = odd.requests
    assert got.headers["x-amz-access-token"] == "token-1"
    assert got.headers["user-agent"].startswith("AmazonChannel/")
    assert got.query == ""
    assert got.body == b""


def test_get_report_sends_no_marketplace_of_its_own(odd, amazon):
    say(odd, {"processingStatus": "IN_QUEUE", "createdTime": "2026-11-23T12:00:00Z"})
    assert amazon.get_report("R 1").status == "IN_QUEUE"
    [got] = odd.requests
    assert (got.method, got.raw_path, got.query) == ("GET", "/reports/2021-06-30/reports/R%201", "")


def test_create_report_body_is_just_the_model(odd, amazon):
    say(odd, {"reportId": "R1"}, status=202)
    assert amazon.create_report("GET_MERCHANT_LISTINGS_ALL_DATA", US) == "R1"
    [got] = odd.requests
    assert got.json == {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [US]}
    assert got.query == ""


def test_cancel_report_takes_an_empty_answer(odd, amazon):
    say(odd, b"")
    amazon.cancel_report("R1")
    assert (odd.requests[0].method, odd.requests[0].query) == ("DELETE", "")


@pytest.mark.parametrize(
    ("zone", "first", "interval"),
    [
        ("America/Los_Angeles", "2026-10-31", "2026-10-31T00:00:00-07:00--2026-11-23T04:30:00-08:00"),
        ("Asia/Tokyo", "2026-11-23", "2026-11-23T00:00:00+09:00--2026-11-23T21:30:00+09:00"),
        ("Europe/London", "2026-11-22", "2026-11-22T00:00:00+00:00--2026-11-23T12:30:00+00:00"),
        ("Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00--2026-11-23T14:30:00+02:00"),
    ],
)
def test_days_begin_at_the_stores_midnight_whatever_this_machines_zone(odd, amazon, zone, first, interval):
    say(odd, {"payload": []})
    until = datetime(2026, 11, 23, 12, 30, 0, 999, tzinfo=UTC)
    amazon.daily_sales(US, first=date.fromisoformat(first), until=until, time_zone=zone)
    [got] = odd.requests
    assert (got.method, got.raw_path) == ("GET", "/sales/v1/orderMetrics")
    assert query_of(got) == {
        "marketplaceIds": US,
        "interval": interval,
        "granularity": "Day",
        "granularityTimeZone": zone,
    }


def test_report_document_asks_for_no_encoding_header(odd, amazon):
    say(odd, {"url": odd.url + "/documents/1", "compressionAlgorithm": "GZIP"})
    document = amazon.report_document("D1")
    assert document.gzip
    assert odd.requests[0].query == ""


def test_lists_are_joined_by_commas(odd, amazon):
    say(odd, {"items": [], "numberOfResults": 0})
    amazon.search_listings(US, skus=["A", "B C"], included=["summaries", "issues"])
    query = query_of(odd.requests[0])
    assert query["identifiers"] == "A,B C"
    assert query["includedData"] == "summaries,issues"
    assert query["marketplaceIds"] == US
    assert query["identifiersType"] == "SKU"
    assert odd.requests[0].query.count("marketplaceIds") == 1


def test_put_leaves_the_body_and_sends_it_unchanged(odd, amazon):
    say(odd, SUBMITTED)
    body = {
        "productType": "PRODUCT",
        "requirements": "LISTING_OFFER_ONLY",
        "attributes": {"a": [{"value": 1}]},
    }
    before = {**body, "attributes": {"a": [{"value": 1}]}}
    amazon.put_listing(US, "MUG-1", body)
    assert body == before
    assert odd.requests[0].json == before
    assert query_of(odd.requests[0])["marketplaceIds"] == US


def test_delete_names_the_callers_marketplace(odd, amazon):
    say(odd, SUBMITTED)
    amazon.delete_listing(CA, "MUG-1")
    [got] = odd.requests
    assert (got.method, query_of(got)) == ("DELETE", {"marketplaceIds": CA})


def test_preview_is_a_mode(odd, amazon):
    say(odd, SUBMITTED | {"status": "VALID"})
    assert amazon.patch_listing(US, "MUG-1", {"patches": []}, preview=True)["status"] == "VALID"
    assert query_of(odd.requests[0])["mode"] == "VALIDATION_PREVIEW"


ODD_SKUS = [
    "a/b",
    "a b",
    "100%",
    "a%2Fb",
    "a+b",
    "a&b=c",
    "ＦＵＬＬ幅",
    "x?y#z",
    "..",
    ".",
    "a:b@c;d",
    "{0}",
    "<version>",
    "é\u0301",
]


@pytest.mark.parametrize("sku", ODD_SKUS)
def test_p17_sku_arrives_in_the_path_exactly(odd, amazon, sku):
    say(odd, {"sku": sku})
    amazon.get_listing(US, sku)
    raw = odd.requests[0].raw_path
    assert raw.startswith("/listings/2021-08-01/items/A1SELLER/")
    last = raw.removeprefix("/listings/2021-08-01/items/A1SELLER/")
    assert "/" not in last
    assert unquote(last) == sku


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_sku_is_one_part_of_a_path(sku):
    part = path_part(sku)
    assert unquote(part) == sku
    assert part.isascii()
    assert not set(part) & set("/?# +")
    assert part not in (".", "..")


@pytest.mark.parametrize("sku", ODD_SKUS)
def test_sku_arrives_in_a_search_exactly(odd, amazon, sku):
    say(odd, {"items": [], "numberOfResults": 0})
    amazon.search_listings(US, skus=[sku, "B"])
    assert query_of(odd.requests[0])["identifiers"] == f"{sku},B"


def test_p17_sku_with_a_comma_is_fetched_alone_by_its_path(odd, amazon):
    say(odd, {"sku": "A,B"})
    page = amazon.search_listings(US, skus=["A,B"])
    assert ([item["sku"] for item in page.items], page.total, page.next_token) == (["A,B"], 1, None)
    assert odd.requests[0].raw_path.endswith("/A%2CB")


def test_sku_with_a_comma_among_others_is_refused(amazon, odd):
    with pytest.raises(ValueError, match="comma"):
        amazon.search_listings(US, skus=["A,B", "C"])
    assert odd.requests == []


def test_default_marketplace_of_the_environment_has_no_power():
    """The library would send everything there; our objects take their endpoint from nobody but us."""
    code = (
        "import os; os.environ['SP_API_DEFAULT_MARKETPLACE'] = 'DE'\n"
        "from sync.amazon.library import Listings\n"
        "print(Listings('http://127.0.0.1:9', None, str).endpoint)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "http://127.0.0.1:9"


def test_settings_refuse_a_default_marketplace():
    code = "import os; os.environ['SP_API_DEFAULT_MARKETPLACE'] = 'DE'\nimport amazon_channel.settings"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "Unset SP_API_DEFAULT_MARKETPLACE" in found.stderr


def test_an_api_object_opens_nothing(amazon):
    assert not hasattr(amazon._listings, "credentials")
    assert amazon._listings._transport is amazon._caller.wire
