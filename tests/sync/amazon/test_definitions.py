"""Product types and catalog attributes from a server that answers as it is told, odd answers included."""

import json

import pytest

from sync.amazon.answers import ProductTypeList
from sync.amazon.errors import ForeignAddress, Unreachable

US = "ATVPDKIKX0DER"
NOT_THERE = {"errors": [{"code": "NOT_FOUND", "message": "no such product type"}]}


@pytest.fixture
def say(odd):
    def say(*bodies, status=200):
        kind = type(odd.answers[0])
        odd.answers = [body if isinstance(body, kind) else kind(body, status) for body in bodies]

    return say


def definition(url, **more):
    link = {"link": {"resource": url, "verb": "GET"}, "checksum": "abc="}
    version = {"version": "v7", "latest": True}
    return {"displayName": "Mugs", "productTypeVersion": version, "schema": link} | more


def test_the_list_of_product_types(amazon, say):
    names = [{"name": "MUG", "displayName": "Mugs"}, {"displayName": "nameless"}, None]
    say({"productTypes": names, "productTypeVersion": "v7"})
    assert amazon.product_types(US) == ProductTypeList("v7", {"MUG": "Mugs"})


def test_one_product_type_and_its_schema(odd, amazon, say):
    say(definition(f"{odd.url}/schema"), {"properties": {}})
    found = amazon.product_type(US, "MUG")
    assert (found.name, found.title, found.version, found.checksum) == ("MUG", "Mugs", "v7", "abc=")
    assert amazon.schema(found) == {"properties": {}}
    assert "x-amz-access-token" not in odd.requests[-1].headers


def test_a_product_type_that_is_gone(amazon, say):
    say(NOT_THERE, status=404)
    assert amazon.product_type(US, "MUG") is None


def test_a_schema_elsewhere_is_not_fetched(odd, amazon, say):
    say(definition("http://169.254.169.254/latest/meta-data"))
    with pytest.raises(ForeignAddress):
        amazon.product_type(US, "MUG")
    assert len(odd.requests) == 1


@pytest.mark.parametrize("missing", [{"schema": None}, {"schema": {}}, {"schema": {"link": {}}}])
def test_half_an_answer_is_no_answer(amazon, say, missing):
    say(definition("https://x", **missing))
    with pytest.raises(Unreachable, match="lacks"):
        amazon.product_type(US, "MUG")


@pytest.mark.parametrize("body", [b"<html>", b"{", b"[" * 100_000])
def test_a_schema_that_is_no_json(odd, amazon, say, body):
    say(definition(f"{odd.url}/schema"), body)
    found = amazon.product_type(US, "MUG")
    with pytest.raises(Unreachable, match="no JSON"):
        amazon.schema(found)


def test_a_product_type_cannot_leave_its_path(amazon):
    with pytest.raises(ValueError, match="product type"):
        amazon.product_type(US, "../../x")


def test_schemas_are_read_as_json_bytes(odd, amazon, say):
    say(definition(f"{odd.url}/schema"), json.dumps({"title": "Größe"}).encode())
    assert amazon.schema(amazon.product_type(US, "MUG")) == {"title": "Größe"}
