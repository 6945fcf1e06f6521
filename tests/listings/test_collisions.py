"""Collisions: what several products share, what cannot be read, and what one product is sold as twice."""

import csv
import io
import re
from html import unescape

import pytest
from django.urls import reverse

from amazon_channel.models import Store
from catalog.identifier_index import refresh
from catalog.models import Product
from listings.collisions import KINDS, everything, page
from tests.conftest import NOON

EAN = "4006381333931"


@pytest.fixture
def shop(store):
    Store.objects.update(ean_attribute="ean", sku_attribute="code")
    store.refresh_from_db()
    return store


def product(sku, **attributes):
    columns = {name: attributes.pop(name) for name in ("asin",) if name in attributes}
    return Product.objects.create(sku=sku, name=sku.title(), attributes=attributes, **columns)


def found(kind, *stores, **options):
    rows = page(kind, stores=stores, **options).rows
    return [(row.value, row.where, [sku for _id, sku in row.products], row.more) for row in rows]


@pytest.mark.parametrize(
    ("kind", "attribute", "shared", "value"),
    [
        ("gtin", "ean", ["4006381333931", "04006381333931", "4 006381 333931"], EAN),
        ("asin", "asin", ["B000000001", "b000000001", "B000000001"], "B000000001"),
        ("sku", "code", ["X", "X", "X"], "X"),
    ],
)
def test_what_several_products_share(shop, kind, attribute, shared, value):
    for number, text in enumerate(shared):
        product(f"P{number}", **{attribute: text})
    product("OTHER", ean="036000291452", asin="B000000002", code="x")
    refresh(now=NOON)
    assert found(kind) == [(value, "", ["P0", "P1", "P2"], 0)]
    assert found(kind, sample=2) == [(value, "", ["P0", "P1"], 1)]


def test_one_product_that_says_a_number_twice_is_no_collision(shop):
    Store.objects.update(upc_attribute="upc")
    product("MUG", ean="0036000291452", upc="036000291452")
    refresh(now=NOON)
    assert found("gtin") == []


def test_case_twins(db):
    for sku in ("abc", "ABC", "Abc", "abd"):
        product(sku)
    assert found("twins") == [("abc", "", ["ABC", "Abc", "abc"], 0)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4006381333932", "check_digit"),
        ("4.00638E+12", "damaged"),
        ("1234567970", "damaged"),
        ("none of these", "wrong"),
        ("12", "wrong"),
        ("n/a", None),
        (EAN, None),
        ("36000291452", None),
    ],
)
def test_texts_that_are_no_numbers(shop, text, kind):
    product("MUG", ean=text)
    refresh(now=NOON)
    about_texts = [name for name, each in KINDS.items() if each.problems]
    assert {name: found(name) for name in about_texts if found(name)} == (
        {kind: [(text, "EAN: ean", ["MUG"], 0)]} if kind else {}
    )


def test_every_problem_has_its_kind_or_stands_for_nothing():
    listed = [problem for kind in KINDS.values() for problem in kind.problems]
    assert sorted(listed) == sorted(set(listed))


class TestTwoAsins:
    def test_one_product_on_two_asins_of_one_store(self, shop, german_store, make_listing):
        mug, pan = product("MUG"), product("PAN")
        make_listing("a", product=mug, asin="B000000001")
        make_listing("b", product=mug, asin="B000000002")
        make_listing("c", product=pan, asin="B000000003")
        make_listing("d", product=pan, asin="B000000004", store=german_store)
        make_listing("e", product=pan, asin="B000000005", gone_at=NOON)
        expected = [("B000000001, B000000002", "Demo UK", ["MUG"], 0)]
        assert found("two_asins", shop, german_store) == expected
        assert found("two_asins", german_store) == []  # of stores that the reader does not see, nothing


@pytest.mark.parametrize("kind", ["gtin", "check_digit", "twins", "two_asins"])
def test_pages_follow_each_other_by_key(shop, make_listing, kind):
    for number in range(5):
        ean = ("4006381333931", "036000291452", "5000000000012", "40170725", "9780306406157")[number]
        for letter in "pP":
            one = product(f"{letter}{number}", ean=ean)
            make_listing(f"{letter}{number}", product=one, asin="B000000001")
            make_listing(f"{letter}{number}-2", product=one, asin="B000000002")
        product(f"bad{number}", ean="4006381333932")
    refresh(now=NOON)
    whole = page(kind, stores=[shop]).rows
    assert len(whole) >= 5
    after, walked = "", []
    while True:
        one_page = page(kind, stores=[shop], after=after, size=2)
        walked += one_page.rows
        after = one_page.next
        if not after:
            break
    assert walked == whole
    assert [row.value for row in everything(kind, stores=[shop])] == [row.value for row in whole]


class TestThePage:
    @pytest.fixture
    def address(self):
        return reverse("listings:collisions")

    @pytest.mark.parametrize("kind", [*KINDS, "nonsense"])
    def test_it_says_what_to_do_and_links_the_products(self, browse, shop, address, kind):
        for sku in ("A", "a"):
            product(sku, ean=EAN, asin="B000000001", code="X")
        product("BAD", ean="4006381333932")
        product("LOST", ean="1.23E+12")
        product("ODD", ean="?")
        refresh(now=NOON)
        answer = browse.get(address, {"kind": kind})
        shown = re.sub(r"\s+", " ", unescape(answer.content.decode()))
        assert answer.status_code == 200
        if kind in ("two_asins",):
            assert "None found." in shown
        else:
            assert str(KINDS.get(kind, KINDS["gtin"]).advice) in shown
            assert "/catalog/product/" in shown

    @pytest.mark.parametrize("after", ["x", "-", "9-9", "check_digit-99999999999999999999999", "\x00", "é"])
    def test_a_spoilt_key_shows_a_page(self, browse, shop, address, after):
        for kind in KINDS:
            assert browse.get(address, {"kind": kind, "after": after}).status_code == 200

    def test_the_number_of_queries_does_not_grow(self, browse, shop, address, django_assert_max_num_queries):
        for number in range(60):
            product(f"P{number}", ean=EAN)
            product(f"BAD{number}", ean="4006381333932")
        refresh(now=NOON)
        for kind in ("gtin", "check_digit"):
            with django_assert_max_num_queries(8):
                assert browse.get(address, {"kind": kind}).status_code == 200

    def test_the_file_is_safe_and_whole(self, browse, shop, address):
        for number in range(1_100):
            product(f"P{number:04}", ean="=cmd|' /C calc'!A0")
        refresh(now=NOON)
        answer = browse.get(address, {"kind": "wrong", "format": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == 1_101
        assert rows[1] == ["'=cmd|' /C calc'!A0", "EAN: ean", "P0000", "", "It has signs that are no digits."]
        assert answer.headers["Content-Disposition"] == 'attachment; filename="collisions-wrong.csv"'
