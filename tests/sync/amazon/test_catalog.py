"""Amazon's catalog through the client: what is sent, and what the answers become."""

from urllib.parse import parse_qsl

import pytest

from sync.amazon.errors import Unreachable

UK = "A1F83G8C2ARO7P"
MUG = {"asin": "B000000001"}
UNKNOWN = {"errors": [{"code": "NOT_FOUND", "message": "Requested item 'B000000009' not found."}]}


def say(odd, body, **more):
    odd.answers = [type(odd.answers[0])(body, **more)]


def query_of(got):
    return dict(parse_qsl(got.query, keep_blank_values=True, strict_parsing=True))


def test_a_search_by_identifiers(odd, amazon):
    say(odd, {"numberOfResults": 21, "items": [MUG], "pagination": {"nextToken": "n2"}})
    page = amazon.catalog.by_identifiers(
        UK, "EAN", ["4006381333931", "0036000291452"], included=["summaries", "identifiers"], page_token="n1"
    )
    assert (page.items, page.total, page.next_token) == ([MUG], 21, "n2")
    [got] = odd.requests
    assert (got.method, got.raw_path) == ("GET", "/catalog/2022-04-01/items")
    assert query_of(got) == {
        "identifiersType": "EAN",
        "identifiers": "4006381333931,0036000291452",
        "marketplaceIds": UK,
        "includedData": "summaries,identifiers",
        "pageSize": "20",
        "pageToken": "n1",
    }


def test_words_with_a_comma_are_one_search(odd, amazon):
    say(odd, {"numberOfResults": 0, "items": []})
    assert amazon.catalog.by_keywords(UK, " Mug,  blue ").next_token is None
    assert query_of(odd.requests[0])["keywords"] == "Mug blue"


def test_one_item(odd, amazon):
    say(odd, MUG)
    assert amazon.catalog.item(UK, "B000000001") == MUG
    assert odd.requests[0].raw_path == "/catalog/2022-04-01/items/B000000001"


def test_an_asin_that_amazon_does_not_know_is_none(odd, amazon):
    say(odd, UNKNOWN, status=404)
    assert amazon.catalog.item(UK, "B000000009") is None


def test_half_an_answer_is_no_answer(odd, amazon):
    say(odd, {"numberOfResults": 1})
    with pytest.raises(Unreachable):
        amazon.catalog.by_keywords(UK, "mug")


@pytest.mark.parametrize(
    ("kind", "identifiers"),
    [("EAN", []), ("EAN", ["1"] * 21), ("EAN", ["1,2"]), ("EAN", [""]), ("GCID", ["1"])],
)
def test_what_amazons_model_does_not_allow_is_not_sent(odd, amazon, kind, identifiers):
    with pytest.raises(ValueError):  # noqa: PT011 - the message names what is wrong
        amazon.catalog.by_identifiers(UK, kind, identifiers)
    assert odd.requests == []


@pytest.mark.parametrize("words", ["", " , "])
def test_a_search_needs_words(amazon, words):
    with pytest.raises(ValueError, match="at least one word"):
        amazon.catalog.by_keywords(UK, words)


def test_half_an_item_is_left_out(odd, amazon):
    item = {"asin": "B07XAMPLE1", "attributes": {}}
    say(odd, {"numberOfResults": 1, "items": [item, {"attributes": {}}, None]})
    page = amazon.catalog.by_identifiers(UK, "ASIN", ["B07XAMPLE1"], included=("attributes", "images"))
    assert page.items == [item]
