"""Amazon's usage plans in the sandbox."""

import pytest

from tests.sandbox.conftest import US, price, replace


@pytest.fixture
def metered(serve, connect):
    """A sandbox at Amazon's pace whose clock stands still, its seller, and the seller's caller."""
    box = serve(throttle=1)
    box.control("POST", "/clock", {"freeze": "2026-11-23T12:00:00Z"})
    seller = box.seller(US)
    return box, seller, connect(box, seller)


def statuses(call, times):
    return [call().status_code for _ in range(times)]


def test_burst_then_429_then_refill_at_the_rate(metered):
    box, _, amazon = metered
    assert statuses(amazon.search, 6) == [200] * 5 + [429]
    refused = amazon.search()
    assert refused.json()["errors"][0]["code"] == "QuotaExceeded"
    assert refused.headers["x-amzn-ratelimit-limit"] == "5"
    box.control("POST", "/clock", {"advance": 0.4})
    assert statuses(amazon.search, 3) == [200, 200, 429]
    box.control("POST", "/clock", {"advance": 3600 - 60})
    assert statuses(amazon.search, 6) == [200] * 5 + [429]


def test_each_operation_and_seller_has_its_own_bucket(metered, connect):
    box, _, amazon = metered
    statuses(amazon.search, 6)
    assert statuses(lambda: amazon.item("GET", "A"), 11) == [404] * 10 + [429]
    assert amazon.call("GET", "/sellers/v1/account").status_code == 200
    other = connect(box, box.seller(US))
    assert statuses(other.search, 6) == [200] * 5 + [429]


def test_slow_operations_refill_slowly(metered):
    box, _, amazon = metered

    def account():
        return amazon.call("GET", "/sellers/v1/account")

    assert statuses(account, 16) == [200] * 15 + [429]
    box.control("POST", "/clock", {"advance": 62})
    assert statuses(account, 1) == [429]
    box.control("POST", "/clock", {"advance": 1})
    assert statuses(account, 2) == [200, 429]


def test_validation_previews_share_a_limit_of_the_application(metered, connect):
    box, _, _ = metered
    answers = []
    for _ in range(5):
        seller = box.seller(US)
        amazon = connect(box, seller)
        body = {"productType": "PRODUCT", "patches": [replace("purchasable_offer", price(5))]}
        answers += statuses(lambda: amazon.item("PATCH", "A", json=body, mode="VALIDATION_PREVIEW"), 5)  # noqa: B023
    assert answers == [200] * 20 + [429] * 5


@pytest.mark.parametrize(("factor", "calls", "refused"), [(10, 6, 1), (0, 30, 0)])
def test_factor(metered, factor, calls, refused):
    box, _, amazon = metered
    box.control("PUT", "/throttle", {"factor": factor})
    assert statuses(amazon.search, calls).count(429) == refused
    box.control("POST", "/clock", {"advance": 0.1})
    assert amazon.search().status_code == 200
