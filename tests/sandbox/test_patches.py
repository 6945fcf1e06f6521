"""What patches make of attributes."""

import pytest

from sandbox.listings import patches
from sandbox.marketplaces import MARKETPLACES, of_region
from tests.sandbox.conftest import US, price

NAME = {"value": "Mug", "language_tag": "en_US", "marketplace_id": US}
SPANISH = {"value": "Taza", "language_tag": "es_US", "marketplace_id": US}
ONE, TWO = ({"value": text, "language_tag": "en_US", "marketplace_id": US} for text in ("one", "two"))
BUSINESS = price(8) | {"audience": "B2B"}


def patch(op, *value):
    return {"op": op, "path": "/attributes/x", **({"value": list(value)} if value else {})}


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        pytest.param([], patch("add", NAME), [NAME], id="add what is not there"),
        pytest.param([ONE], patch("add", TWO), [TWO], id="add over the same selectors"),
        pytest.param([NAME, SPANISH], patch("replace", ONE), [SPANISH, ONE], id="replace one language"),
        pytest.param([ONE, TWO], patch("replace", NAME), [NAME], id="replace every element of the selectors"),
        pytest.param(
            [NAME, SPANISH],
            patch("replace", {"value": "x"}),
            [{"marketplace_id": US, "value": "x"}],
            id="no language given: all languages",
        ),
        pytest.param([NAME], patch("merge", SPANISH), [NAME, SPANISH], id="merge adds what is not there"),
        pytest.param(
            [NAME | {"a": 1}], patch("merge", NAME | {"b": 2}), [NAME | {"a": 1, "b": 2}], id="merge keeps"
        ),
        pytest.param([NAME, SPANISH], patch("delete", {"language_tag": "es_US"}), [NAME], id="delete one"),
        pytest.param([NAME, SPANISH], patch("delete"), None, id="delete all"),
    ],
)
def test_operations(before, change, after):
    result = patches.apply({"x": before} if before else {}, [change], marketplace=MARKETPLACES[US])
    assert result.get("x") == after


def test_offers_are_selected_by_audience_and_currency():
    change = {"op": "delete", "path": "/attributes/purchasable_offer", "value": [{"audience": "B2B"}]}
    result = patches.apply(
        {"purchasable_offer": [price(9), BUSINESS]}, [change], marketplace=MARKETPLACES[US]
    )
    assert result == {"purchasable_offer": [price(9)]}


def test_the_given_attributes_stay_untouched():
    before = {"x": [NAME]}
    patches.apply(before, [patch("merge", NAME | {"value": "new"})], marketplace=MARKETPLACES[US])
    assert before == {"x": [NAME]}


def test_every_marketplace_of_amazon_is_there():
    assert [len(of_region(region)) for region in ("NA", "EU", "FE")] == [4, 16, 3]
    assert len(MARKETPLACES) == 23
