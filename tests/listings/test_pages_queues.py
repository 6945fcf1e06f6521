"""The doors of the queues' deeds: who may, what is chosen, what is said, and what it costs."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from amazon_channel.models import User
from catalog.models import Product, ProductIdentifier, Website
from listings.candidates import best, find
from listings.models import AsinCandidate, AsinSearch, Listing
from listings.pages.deeds import bulk_deeds, offers_for
from tests.conftest import NOON
from tests.listings.conftest import LIST, skus, text_of

UNMATCHED = f"{LIST}?tab=unmatched"


def door(name, row=None):
    return reverse("admin:listings_listing_deed", args=[name]) + (f"?row={row.pk}" if row else "")


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def statuses():
    return dict(Listing.objects.values_list("seller_sku", "status"))


@pytest.fixture
def queue(make_listing):
    return [make_listing(f"L-{number}", title=f"Blue mug {number}") for number in range(3)]


def test_ticked_rows_and_back_to_the_list(browse, queue):
    ticked = [row.pk for row in queue[:2]]
    answer = browse.post(door("ignore"), {"_selected_action": ticked, "next": UNMATCHED})
    assert (answer.status_code, answer.headers["Location"]) == (302, UNMATCHED)
    assert said(answer) == ["2 listings are ignored."]
    assert statuses() == {"L-0": "ignored", "L-1": "ignored", "L-2": "awaiting_product"}


def test_one_row_by_its_menu_whatever_is_ticked(browse, queue):
    browse.post(door("ignore", queue[2]), {"_selected_action": [queue[0].pk]})
    assert statuses()["L-2"] == "ignored"
    assert statuses()["L-0"] == "awaiting_product"


def test_the_way_back_never_leaves_the_site(browse, queue):
    answer = browse.post(door("ignore", queue[0]), {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == LIST


def test_all_of_a_list_only_after_it_was_confirmed(browse, queue, make_listing, foreign_store):
    make_listing("NAMED", title="Teapot")
    make_listing("THEIRS", store=foreign_store)
    asked = {"all": "1", "_selected_action": [queue[0].pk], "next": f"{UNMATCHED}&q=L-"}
    answer = browse.post(door("ignore"), asked)
    assert "This is done to all listings" in text_of(answer)
    assert set(statuses().values()) == {"awaiting_product"}
    assert said(browse.post(door("ignore"), asked | {"confirmed": "1"})) == ["3 listings are ignored."]
    assert statuses()["NAMED"] == statuses()["THEIRS"] == "awaiting_product"


@pytest.mark.parametrize("name", ["match", "ignore", "notice", "unassign", "look-again", "create"])
def test_what_is_anothers_is_not_touched(browse, make_listing, foreign_store, name):
    Website.objects.create(code="uk", name="UK")
    theirs = make_listing("THEIRS", store=foreign_store, ignored_at=NOON if name == "notice" else None)
    before = Listing.objects.values().get()
    fields = {"_selected_action": [theirs.pk], "visibility": "nowhere", "websites": "uk", "sku": "seller_sku"}
    browse.post(door(name), fields)
    browse.post(door(name, theirs), fields)
    assert Listing.objects.values().get() == before
    assert not Product.objects.exists()


@pytest.mark.parametrize("page", ["assign", "required"])
def test_pages_of_anothers_listing_are_not_there(browse, make_listing, foreign_store, page):
    theirs = make_listing("THEIRS", store=foreign_store)
    assert browse.get(reverse(f"admin:listings_listing_{page}", args=[theirs.pk])).status_code == 404


def test_a_viewer_sees_no_deed(account, queue):
    viewer = User.objects.create_user("val", role="viewer")
    account.members.add(viewer)
    client = Client()
    client.force_login(viewer)
    assert "What can be done" not in text_of(client.get(UNMATCHED))
    assert client.post(door("ignore", queue[0])).status_code == 403
    assert "Assign product" not in text_of(client.get(f"{LIST}{queue[0].pk}/change/"))


@pytest.mark.parametrize("name", ["nothing", "save"])
def test_an_unknown_deed_is_not_there(browse, queue, name):
    assert browse.post(door(name)).status_code == 404


def test_the_ignored_are_behind_a_chip(browse, queue, make_listing):
    make_listing("GONE", ignored_at=NOON)
    page = browse.get(UNMATCHED)
    assert sorted(skus(page)) == ["L-0", "L-1", "L-2"]
    assert {tab.tab: tab.number for tab in page.context["cl"].tabs}["unmatched"] == 3
    assert "One listing is ignored" in text_of(page)
    page = browse.get(f"{UNMATCHED}&status=ignored")
    assert skus(page) == ["GONE"]
    assert skus(browse.get(f"{UNMATCHED}&q=GONE")) == ["GONE"]


@pytest.mark.parametrize(
    ("columns", "labels"),
    [
        ({}, ["Assign product", "Create product", "Ignore"]),
        ({"ignored_at": NOON}, ["Assign product", "Create product", "Stop ignoring"]),
        ({"is_parent": True}, []),
        (
            {"product": True, "buyable": True},
            ["Edit assigned ASIN", "Assign another product", "Unassign product"],
        ),
        ({"product": True, "first_seen_at": None, "lacking": "no_asin"}, ["Update required info"]),
        ({"product": True, "first_seen_at": None}, ["Edit assigned ASIN"]),
        ({"product": True, "ended_at": NOON}, []),
    ],
)
def test_each_listing_has_the_deeds_that_fit_it(make_listing, mug, columns, labels):
    if columns.get("product"):
        columns = columns | {"product": mug}
    listing = make_listing("L", **columns)
    listing.refresh_from_db()
    assert [str(offer.label) for offer in offers_for(listing)] == labels


def test_assigning_from_the_dialog(browse, queue, mug):
    address = reverse("admin:listings_listing_assign", args=[queue[0].pk])
    answer = browse.post(address, {"product": mug.pk, "next": UNMATCHED})
    assert said(answer) == ["L-0 is MUG now."]
    assert Listing.objects.get(seller_sku="L-0").product == mug
    assert said(browse.post(address, {"product": "x"}))[-1].startswith("This product is no longer there")


def test_the_dialog_is_the_inside_of_the_page(browse, queue):
    address = reverse("admin:listings_listing_assign", args=[queue[0].pk])
    inside = text_of(browse.get(address, headers={"X-Listings-Fragment": "1"}))
    page = text_of(browse.get(address))
    assert ("<html" in inside, "<html" in page) == (False, True)
    assert "Best candidates" in inside
    assert "Best candidates" in page


def test_candidates_by_identifiers_come_first(store, make_listing):
    store.ean_attribute = "ean"
    products = [
        Product.objects.create(sku=sku, name=name, asin=asin)
        for sku, name, asin in (
            ("A", "Stoneware mug", ""),
            ("L-1", "Wholly different", ""),
            ("B", "Another", "B000000001"),
            ("C", "Numbered", ""),
            ("D", "Numbered, in another attribute", ""),
        )
    ]
    for product, attribute in zip(products[3:], ("ean", "old_ean"), strict=True):
        ProductIdentifier.objects.create(
            product=product, role="ean", attribute=attribute, kind="gtin", raw="x", value="04006381333931"
        )
    listing = make_listing("L-1", title="Stoneware mug 350 ml", asin="B000000001", gtin="04006381333931")
    chosen = [(choice.product.sku, choice.fits) for choice in best(listing)]
    assert chosen == [("L-1", True), ("B", True), ("C", True), ("A", False)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("MUG", ["MUG-1", "MUG-2"]),
        ("mug-2", ["MUG-2"]),
        ("b000000001", ["MUG-1"]),
        ("4006381333931", ["MUG-2"]),
        ("blue tea", ["POT"]),
        ("", []),
        ("\x00", []),
        ("nothing like it", []),
    ],
)
def test_products_are_found_by_sku_asin_number_and_words(db, words, found):
    Product.objects.create(sku="MUG-1", name="Cup", asin="B000000001")
    numbered = Product.objects.create(sku="MUG-2", name="Cup")
    Product.objects.create(sku="POT", name="Teapot, blue")
    ProductIdentifier.objects.create(
        product=numbered, role="ean", attribute="ean", kind="gtin", raw="x", value="04006381333931"
    )
    assert [choice.product.sku for choice in find(words)] == found


def test_the_dialogs_cost_a_fixed_number_of_queries(browse, queue, store, django_assert_max_num_queries):
    for number in range(30):
        Product.objects.create(sku=f"MUG-{number}", name="Blue mug")
    search = AsinSearch.objects.create(
        listing=queue[0], store=store, question={"ean": "x"}, answer="several", found=30
    )
    for number in range(30):
        AsinCandidate.objects.create(listing=search.listing, asin=f"B0000000{number}", found_by="ean")
    for page in ("assign", "required"):
        with django_assert_max_num_queries(14):
            browse.get(reverse(f"admin:listings_listing_{page}", args=[queue[0].pk]))


def test_products_are_created_by_the_form(browse, queue, store):
    Website.objects.create(code="uk", name="UK")
    chosen = {"_selected_action": [row.pk for row in queue], "next": UNMATCHED}
    form = text_of(browse.post(door("create"), chosen))
    assert "For 3 listings." in form
    assert 'value="uk"' in form
    filled = chosen | {"enabled": "on", "visibility": "both", "sku": "seller_sku"}
    assert "This field is required." in text_of(browse.post(door("create"), filled))
    assert not Product.objects.exists()
    answer = browse.post(door("create"), filled | {"websites": ["uk"], "tax_class": "Taxable Goods"})
    assert said(answer) == ["3 listings have their own products now."]
    product = Product.objects.get(sku="L-0")
    assert (product.visibility, product.websites, product.tax_class) == ("both", ["uk"], "Taxable Goods")


def test_what_was_left_is_told_with_its_reason(browse, queue, make_listing):
    parent = make_listing("FAMILY", is_parent=True, discoverable=True)
    answer = browse.post(door("ignore"), {"_selected_action": [queue[0].pk, parent.pk]})
    assert said(answer) == [
        "1 listing is ignored.",
        "Left as it is: one listing. It is the parent of a variation family: a page, not an offer.",
    ]
    assert said(browse.post(door("ignore"), {}))[-1] == "Nothing has changed."


@pytest.mark.parametrize(
    ("tab", "status", "labels"),
    [
        ("unmatched", "", ["Attempt automatic match", "Create products", "Ignore"]),
        ("unmatched", "ignored", ["Attempt automatic match", "Create products", "Stop ignoring"]),
        ("incomplete", "", ["Look again at Amazon"]),
        ("active", "", ["Unassign product"]),
        ("ended", "", []),
    ],
)
def test_each_tab_has_the_deeds_that_fit_it(tab, status, labels):
    assert [str(offer.label) for offer in bulk_deeds(tab, status)] == labels
