"""The catalog's pages: finding a product, refusing what could never be sold, and where it is listed."""

import pytest
from django.test import Client

from amazon_channel.models import User
from catalog.forms import CONDITIONS, ProductForm
from catalog.models import Product, Website
from listings.codes import Condition
from tests.conftest import NOON

LIST = "/catalog/product/"
FORM = {
    "sku": "MUG",
    "name": "Blue mug",
    "type": "simple",
    "visibility": "both",
    "quantity": 3,
    "asin": "",
    "condition": "",
    "image": "",
    "websites": [],
}


def signed_in(role, name):
    client = Client()
    client.force_login(User.objects.create_user(name, role=role))
    return client


@pytest.fixture
def merchant(db):
    return signed_in("merchant", "mia")


def found(client, words):
    return [product.sku for product in client.get(LIST, {"q": words}).context["cl"].result_list]


@pytest.mark.parametrize(
    ("words", "skus"),
    [
        ("MUG", ["MUG-1", "MUG-2"]),
        ("mug-2", ["MUG-2"]),
        ("B07XAMPLE1", ["CUP"]),
        ("mug BLUE", ["MUG-1"]),
        ("%", []),
        ("", ["CUP", "MUG-1", "MUG-2"]),
    ],
)
def test_search(merchant, words, skus):
    Product.objects.create(sku="MUG-1", name="Blue mug")
    Product.objects.create(sku="MUG-2", name="Green mug")
    Product.objects.create(sku="CUP", name="Cup", asin="B07XAMPLE1")
    assert found(merchant, words) == skus


def test_the_list_counts_nothing(merchant, django_assert_max_num_queries):
    Product.objects.bulk_create(Product(sku=f"MUG-{n:03d}", name="Mug") for n in range(60))
    with django_assert_max_num_queries(6) as asked:
        page = merchant.get(LIST)
    assert len(page.context["cl"].result_list) == 50
    assert not [query for query in asked.captured_queries if "COUNT" in query["sql"]]


def test_a_product_is_added(merchant, store):
    Website.objects.create(code="uk", name="UK")
    answer = merchant.post(f"{LIST}add/", FORM | {"websites": ["uk"], "asin": "b07xample1", "enabled": "on"})
    assert answer.status_code == 302
    product = Product.objects.get()
    assert (product.sku, product.asin, product.websites, product.enabled) == (
        "MUG",
        "B07XAMPLE1",
        ["uk"],
        True,
    )


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("asin", "B07", "ten letters and digits"),
        ("sku", "A\tB", "no tabs"),
        ("websites", ["france"], "There is no website france"),
        ("sale_ends_on", "2020-01-01", "lies before the first"),
    ],
)
def test_what_could_never_be_sold_is_refused(store, field, value, says):
    form = ProductForm(FORM | {"sale_starts_on": "2026-01-01", field: value})
    assert says in str(form.errors[field])


def test_conditions_are_those_of_the_listings():
    assert [value for value, _ in CONDITIONS if value] == Condition.values


def test_a_product_shows_its_listings_in_the_persons_stores(make_listing, account, store):
    mug = Product.objects.create(sku="MUG", name="<b>Mug</b>")
    make_listing("MUG-<1>", product=mug, buyable=True, price="9.99", first_seen_at=NOON)
    member, stranger = signed_in("merchant", "mia"), signed_in("merchant", "max")
    account.members.add(User.objects.get(username="mia"))
    page = member.get(f"{LIST}{mug.pk}/change/").content.decode()
    assert "Demo UK" in page
    assert "MUG-&lt;1&gt;" in page
    assert "£9.99" in page
    assert "<b>Mug</b>" not in page
    assert "Demo UK" not in stranger.get(f"{LIST}{mug.pk}/change/").content.decode()


def test_a_viewer_looks_and_changes_nothing(db):
    mug = Product.objects.create(sku="MUG", name="Mug")
    viewer = signed_in("viewer", "val")
    assert viewer.get(f"{LIST}{mug.pk}/change/").status_code == 200
    assert viewer.post(f"{LIST}{mug.pk}/change/", FORM).status_code == 403
    assert viewer.get(f"{LIST}add/").status_code == 403
