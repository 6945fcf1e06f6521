"""The client against a counterpart that speaks Amazon's language over real HTTP, faults included."""

import gzip
import io
import math
import threading
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from sandbox.testing import sandbox_server
from sync.amazon.addresses import Credentials
from sync.amazon.answers import SearchPage
from sync.amazon.client import Amazon
from sync.amazon.errors import Denied, Invalid, LinkExpired, Revoked, Throttled, Unauthorized, Unreachable
from sync.amazon.login import Tokens
from sync.amazon.pool import new_pool
from sync.amazon.throttle import BackOff, RedisThrottle, Unthrottled

US, CA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"


@pytest.fixture
def seller(box):
    return box.seller(US, CA, name="Mug shop")


@pytest.fixture
def shop(box, seller):
    for number in range(45):
        box.lists(seller, f"MUG-{number:03}", price="9.99", quantity=3)
    return seller


def fault(box, name, operation="searchListingsItems", **more):
    box.control("POST", "/faults", {"name": name, "operation": operation, **more})


def pages(amazon, **filters):
    token: str | None = None
    found: list[SearchPage] = []
    while not found or token:
        page = amazon.search_listings(US, page_token=token, **filters)
        found.append(page)
        token = page.next_token
    return found


def test_participations(box_amazon, seller):
    found = {each.marketplace_id: each for each in box_amazon(seller).participations()}
    assert set(found) == {US, CA}
    assert (found[US].country, found[US].currency, found[US].language) == ("US", "USD", "en_US")
    assert found[US].participating
    assert not found[US].suspended


def test_every_page_of_a_search(box_amazon, shop):
    found = pages(box_amazon(shop), sort_by="sku")
    assert [len(page.items) for page in found] == [20, 20, 5]
    assert {page.total for page in found} == {45}
    assert [item["sku"] for page in found for item in page.items] == [f"MUG-{n:03}" for n in range(45)]
    assert {"summaries", "issues", "offers", "fulfillmentAvailability"} <= set(found[0].items[0])


def test_search_by_sku_status_and_time(box, box_amazon, shop):
    amazon = box_amazon(shop)
    assert [item["sku"] for item in amazon.search_listings(US, skus=["MUG-007", "NONE"]).items] == ["MUG-007"]
    assert amazon.search_listings(US, without_status=["BUYABLE"]).total == 0
    later = datetime.now(UTC) + timedelta(days=1)
    assert amazon.search_listings(US, updated_after=later).total == 0
    assert amazon.search_listings(US, updated_before=later).total == 45


@pytest.mark.parametrize(
    "sku", ["a/b", "a b", "50%", "a+b", "a&b", "ＭＵＧ", "A,B", "..", "x?y#z", "a%2Fb", 'a"b']
)
def test_odd_skus_are_found_by_path_and_by_search(box, box_amazon, seller, sku):
    box.lists(seller, sku, price="9.99", quantity=3)
    amazon = box_amazon(seller)
    found = amazon.get_listing(US, sku)
    assert found is not None
    assert found["sku"] == sku
    assert [item["sku"] for item in amazon.search_listings(US, skus=[sku]).items] == [sku]


def test_a_listing_that_is_not_there(box_amazon, shop):
    assert box_amazon(shop).get_listing(US, "GONE") is None
    assert box_amazon(shop).get_listing(CA, "MUG-001") is None


def test_patch_and_delete_are_in_the_marketplace_that_was_named(box, box_amazon, seller):
    for marketplace in (US, CA):
        box.lists(seller, "MUG-1", marketplace=marketplace, price="9.99", quantity=3)
    amazon = box_amazon(seller)
    assert amazon.delete_listing(CA, "MUG-1")["status"] == "ACCEPTED"
    assert amazon.get_listing(CA, "MUG-1") is None
    assert amazon.get_listing(US, "MUG-1") is not None
    quantity = [{"fulfillment_channel_code": "DEFAULT", "quantity": 8}]
    patch = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": quantity}
    body = {"productType": "PRODUCT", "patches": [patch]}
    assert amazon.patch_listing(US, "MUG-1", body, preview=True)["status"] == "VALID"
    assert box.truth(seller)["MUG-1"]["quantity"] == 3
    assert amazon.patch_listing(US, "MUG-1", body)["status"] == "ACCEPTED"
    assert box.truth(seller)["MUG-1"]["quantity"] == 8


def finished_report(box, amazon):
    report_id = amazon.create_report("GET_MERCHANT_LISTINGS_ALL_DATA", US)
    box.control("POST", "/clock", {"advance": 1800})
    report = amazon.get_report(report_id)
    assert report.status == "DONE"
    return report


def test_a_report_from_the_request_to_its_bytes(box, box_amazon, shop):
    amazon = box_amazon(shop)
    report = finished_report(box, amazon)
    assert report.created_at < report.processing_end
    document = amazon.report_document(report.document_id)
    target = io.BytesIO()
    got = amazon.download(document, target)
    lines = gzip.decompress(target.getvalue()).decode(got.charset).splitlines()
    assert document.gzip
    assert got.size == len(target.getvalue())
    assert len(lines) == 46
    assert "seller-sku" in lines[0].split("\t")


def test_an_old_link_has_expired(box, box_amazon, shop):
    amazon = box_amazon(shop)
    document = amazon.report_document(finished_report(box, amazon).document_id)
    box.control("POST", "/clock", {"advance": 301})
    with pytest.raises(LinkExpired):
        amazon.download(document, io.BytesIO())


def test_fba_summaries(box, box_amazon, seller):
    box.lists(seller, "FBA-1", price="9.99", channel="AMAZON_NA", fba_fulfillable=7)
    page = box_amazon(seller).fba_summaries(US)
    assert [summary["sellerSku"] for summary in page.summaries] == ["FBA-1"]
    assert page.next_token is None


def test_daily_sales(box, box_amazon, seller):
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo("America/Los_Angeles")).date()
    box.sells(seller, f"{today - timedelta(days=1)}", "45.90", orders=2, units=4)
    first = today - timedelta(days=2)
    told = box_amazon(seller).daily_sales(US, first=first, until=now, time_zone="America/Los_Angeles")
    assert [row["totalSales"]["amount"] for row in told] == ["0", "45.9", "0"]
    assert [row["interval"][:10] for row in told] == [f"{first + timedelta(days=n)}" for n in range(3)]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("throttled", Throttled),
        ("server_error", Unreachable),
        ("unavailable", Unreachable),
        ("cut_body", Unreachable),
        ("timeout", Unreachable),
        ("forbidden", Denied),
    ],
)
def test_a_fault_is_its_error_and_the_next_call_is_well(box, box_amazon, shop, name, error):
    amazon = box_amazon(shop)
    assert amazon.search_listings(US).total == 45
    fault(box, name)
    with pytest.raises(error) as caught:
        amazon.search_listings(US)
    assert type(caught.value) is error
    assert caught.value.retryable
    assert amazon.search_listings(US).total == 45


def test_p30_token_ends_in_the_middle_of_the_pages(box, box_amazon, shop, notes):
    fault(box, "expired_token", skip=1)
    found = pages(box_amazon(shop), sort_by="sku")
    assert [item["sku"] for page in found for item in page.items] == [f"MUG-{n:03}" for n in range(45)]
    assert len(notes.of("loginWithAmazon")) == 2


def test_a_bad_page_token_is_invalid(box_amazon, shop):
    with pytest.raises(Invalid) as caught:
        box_amazon(shop).search_listings(US, page_token="nonsense")
    assert caught.value.status_code == 400
    assert caught.value.request_id


def test_wrong_refresh_token_and_wrong_secret(box, box_amazon, seller):
    with pytest.raises(Revoked):
        box_amazon(seller | {"refresh_token": "Atzr|nobody"}).participations()
    credentials = Credentials(
        "amzn1.application-oa2-client.demo", "wrong", seller["refresh_token"], "NA", sandbox_url=box.url
    )
    with new_pool(sandbox_url=box.url) as http, pytest.raises(Unauthorized):
        Amazon(credentials, throttle=Unthrottled(), tokens=Tokens(), http=http).participations()


def test_p33_two_accounts_see_their_own_listings(box, box_amazon):
    tokens = Tokens()
    names = ["first", "second"]
    sellers = [box.seller(US, name=name) for name in names]
    for seller, name in zip(sellers, names, strict=True):
        box.lists(seller, f"SKU-{name}", price="1.00", quantity=1)
    clients = [box_amazon(seller, tokens=tokens) for seller in sellers]
    for _ in range(5):
        for client, name in zip(clients, names, strict=True):
            assert [item["sku"] for item in client.search_listings(US).items] == [f"SKU-{name}"]


@pytest.fixture
def strict_box():
    """A sandbox with Amazon's own limits."""
    with sandbox_server(throttle=1) as running:
        yield running


def test_p27_a_throttled_account_does_not_slow_another(strict_box, redis: Redis, notes):
    """A is hammered far beyond its 5 calls a second in one thread while B makes its 5 in another."""
    box, tokens = strict_box, Tokens()
    throttle = RedisThrottle(redis, back_off=BackOff(), patience=0.0)
    spent = {}

    def work(name, seller, calls):
        credentials = Credentials(
            "amzn1.application-oa2-client.demo", "demo-secret", seller["refresh_token"], "NA",
            seller["selling_partner_id"], box.url,
        )  # fmt: skip
        with new_pool(sandbox_url=box.url) as http:
            amazon = Amazon(credentials, throttle=throttle, tokens=tokens, observer=notes, http=http)
            throttled, longest, started = 0, 0.0, time.monotonic()
            for _ in range(calls):
                begun = time.monotonic()
                try:
                    amazon.search_listings(US)
                except Throttled:
                    throttled += 1
                longest = max(longest, time.monotonic() - begun)
            spent[name] = (throttled, time.monotonic() - started, longest)

    a, b = box.seller(US, name="A"), box.seller(US, name="B")
    threads = [
        threading.Thread(target=work, args=("A", a, 300)),
        threading.Thread(target=work, args=("B", b, 5)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused, seconds, longest = spent["A"]
    assert refused >= 300 - 5 - 5 * seconds - 1  # a burst of 5, then 5 a second, however slow the machine
    assert spent["B"][0] == 0
    assert spent["B"][1] < 5.0
    # Our own bucket kept A within Amazon's limit. What left us in time can still arrive too close to what
    # left before it and was held up on the way: at 5 a second, 5 times as many as it was held up for seconds.
    assert box.calls("searchListingsItems", seller=a) <= 5 + 5 * seconds + 1
    in_vain = [call for call in notes.calls if call.status_code == 429]
    assert len(in_vain) <= math.ceil(5 * longest)
    assert box.calls("searchListingsItems", seller=b) == 5


def test_a_429_shuts_the_bucket_for_all_processes(strict_box, redis: Redis, box_amazon):
    box = strict_box
    seller = box.seller(US)
    fault(box, "throttled")
    with new_pool(sandbox_url=box.url) as http:
        credentials = Credentials(
            "amzn1.application-oa2-client.demo", "demo-secret", seller["refresh_token"], "NA",
            seller["selling_partner_id"], box.url,
        )  # fmt: skip
        steady = BackOff(shortest=30.0, jitter=lambda: 1.0)

        def client():
            return Amazon(
                credentials, throttle=RedisThrottle(redis, back_off=steady), tokens=Tokens(), http=http
            )

        with pytest.raises(Throttled) as first:
            client().search_listings(US)
        with pytest.raises(Throttled) as second:
            client().search_listings(US)
    assert (first.value.by_amazon, first.value.wait) == (True, 30.0)
    assert not second.value.by_amazon
    assert 25 < second.value.wait <= 30
    assert box.calls("searchListingsItems") == 1


def test_an_unthrottled_sandbox_is_as_fast_as_it_can(box_amazon, shop, redis: Redis):
    """It names a high rate in its answers, and our throttle goes by that; no setting is needed."""
    slept: list[float] = []
    amazon = box_amazon(shop, throttle=RedisThrottle(redis), sleep=slept.append)
    for _ in range(60):
        amazon.search_listings(US)
    assert sum(slept) < 0.1
