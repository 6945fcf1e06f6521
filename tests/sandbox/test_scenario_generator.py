"""Generated shops: any number of listings, the same for the same seed."""

from collections import Counter

import pytest

from sandbox.scenario.generator import generate
from tests.sandbox.conftest import CA, DE, US


@pytest.fixture
def fill(box):
    def make(count, *, seed=1, marketplaces=(US,)):
        seller = box.seller(*marketplaces)
        box.inside.clock.freeze(1_795_392_000_000)
        generate(box.inside, seller["selling_partner_id"], marketplaces, count=count, seed=seed)
        return seller

    return make


def facts(box, seller, marketplace=US):
    rows = box.truth(seller, marketplace).items()
    return {sku: {name: value for name, value in row.items() if name != "seller_id"} for sku, row in rows}


def test_the_same_seed_makes_the_same_shop(box, fill):
    first, second, third = fill(500, seed=7), fill(500, seed=7), fill(500, seed=8)
    assert facts(box, first) == facts(box, second)
    assert facts(box, first) != facts(box, third)


@pytest.mark.parametrize("count", [1, 39, 1000])
def test_exactly_as_many_as_asked_for(box, fill, count):
    assert len(box.truth(fill(count))) == count


def test_believable_shares(box, fill):
    rows = box.truth(fill(4000)).values()
    states = Counter(tuple(row["status"]) for row in rows)
    assert 3500 < states[("BUYABLE", "DISCOVERABLE")] < 3800
    assert 5 < states[("BUYABLE",)] < 60
    assert 1100 < sum(row["channel"] == "AMAZON_NA" for row in rows) < 1300
    assert len({row["asin"] for row in rows}) == 4000


def test_several_marketplaces_share_skus_and_stock_in_their_own_words(box, fill, connect):
    seller = fill(60, marketplaces=(US, CA))
    american, canadian = facts(box, seller, US), facts(box, seller, CA)
    assert american.keys() == canadian.keys()
    assert {row["currency"] for row in canadian.values()} == {"CAD"}
    german = box.truth(fill(60, marketplaces=(DE,)), DE)
    assert any("ü" in row["title"] for row in german.values())


def test_amazon_s_models_accept_them(box, fill, connect):
    amazon = connect(box, fill(100))
    included = "summaries,attributes,issues,offers,fulfillmentAvailability"
    assert sum(map(len, amazon.pages(includedData=included, pageSize=20))) == 100
