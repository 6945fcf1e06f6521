"""A store with nothing on Amazon yet: the prompt, the page of eligible products, the wish to list them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from amazon_channel.models import Account, User
from catalog.models import Product
from listings.bulk import work
from listings.eligibility import judge
from listings.models import BulkDeed, Listing
from listings.tasks import carry_out_bulk_deed
from sync.models import ReportRequest
from tests.conftest import NOON

PROMPT = "Preview eligible products"
READY = {"asin": "B000000001", "condition": "new_new", "quantity": 7, "websites": ["uk"]}
SHADOW = "the account is in shadow mode, and this version does not send yet"


@pytest.fixture
def person(account):
    """person("merchant") → a client of a member with this role."""

    def sign_in(role="merchant"):
        user = User.objects.create_user(role, role=role)
        account.members.add(user)
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def picture(store):
    """Amazon's whole list was loaded, and was empty."""
    at = {"asked_at": NOON, "loaded_at": NOON}
    return ReportRequest.objects.create(
        store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", state="loaded", **at
    )


@pytest.fixture
def candidates(store, picture):
    for number in range(3):
        Product.objects.create(sku=f"MUG-{number}", name=f"Mug {number}", **READY)
    Product.objects.create(sku="NO-ASIN", name="Bowl", **READY | {"asin": ""})
    Product.objects.create(sku="SOLD-OUT", name="Cup", **READY | {"quantity": 0})
    judge(store, now=NOON)


@pytest.fixture
def pages(store):
    """The addresses of the three pages that this is about."""
    return {
        "home": reverse("admin:index"),
        "list": f"{reverse('admin:listings_listing_changelist')}?store={store.pk}",
        "eligible": reverse("reporting:eligible", args=[store.pk]),
    }


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def deed(store, verb):
    return reverse(f"admin:amazon_channel_store_{verb}", args=[store.pk])


def test_home_and_the_list_prompt_for_a_store_with_nothing_on_amazon(person, candidates, pages):
    client = person()
    for page in ("home", "list"):
        shown = text_of(client, pages[page])
        assert (PROMPT in shown, f'href="{pages["eligible"]}"' in shown) == (True, True)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"buyable": True}, id="for sale"),
        pytest.param(
            {"ineligible_reason": "out_of_stock", "product_id": 1}, id="held back, as a candidate may be"
        ),
        pytest.param({"gone_at": NOON}, id="it had"),
        pytest.param({"lacking": "no_asin", "product_id": 1}, id="lacking, as a candidate may be"),
    ],
)
def test_one_listing_on_amazon_ends_the_prompt(person, candidates, pages, make_listing, facts):
    make_listing("ON-AMAZON", **facts)
    client = person()
    assert [PROMPT in text_of(client, pages[page]) for page in ("home", "list")] == [False, False]
    shown = text_of(client, pages["eligible"])
    assert "This store has listings on Amazon already" in shown
    assert "Would be listed" in shown
    assert "Not eligible" not in shown


def test_home_does_not_prompt_before_amazons_list_was_read(person, store, pages):
    client = person()
    assert PROMPT not in text_of(client, pages["home"])
    assert "Amazon&#x27;s list of this store has not been read yet" in text_of(client, pages["eligible"])


def test_the_page_shows_the_three_groups(person, candidates, pages):
    answer = person().get(pages["eligible"])
    groups = {group.title: group for group in answer.context["page"].groups}
    assert {str(title): group.number for title, group in groups.items()} == {
        "Would be listed": 3,
        "Still lack something": 1,
        "Not eligible": 1,
    }
    shown = re.sub(r"\s+", " ", answer.content.decode())
    assert "List these 3 products" in shown
    assert "Missing ASIN" in shown
    assert "Out of stock in the catalog" in shown
    for tab in ("ready", "incomplete", "ineligible"):
        assert f"?tab={tab}&amp;store=" in shown


@pytest.mark.usefixtures("picture")
@pytest.mark.parametrize(
    ("given", "said", "link"),
    [
        pytest.param(("", []), "The store has no website", "Name the website", id="no website"),
        pytest.param(
            ("uk", []), "No product of your catalog is for the website uk", "Go to the catalog", id="none"
        ),
        pytest.param(("uk", [{"enabled": False}]), "are disabled", "Go to the catalog", id="all disabled"),
        pytest.param(("uk", [{}]), "show here after the next sync", "", id="the sync has not seen them"),
    ],
)
def test_an_empty_page_says_what_to_do(person, store, given, said, link):
    website, products = given
    store.website = website
    store.save()
    for number, facts in enumerate(products):
        Product.objects.create(sku=f"P{number}", name="Mug", **READY | facts)
    shown = text_of(person("operator"), reverse("reporting:eligible", args=[store.pk]))
    assert said in shown
    assert (not link or f">{link}</a>" in shown, "List these" in shown) == (True, False)


def test_who_may_not_set_the_website_is_told_whom_to_ask(person, store, picture, pages):
    store.website = ""
    store.save()
    shown = text_of(person("merchant"), pages["eligible"])
    assert ("Ask an operator." in shown, "Name the website</a>" in shown) == (True, False)


def test_a_merchant_lists_and_takes_back(person, store, candidates, pages):
    client = person()
    dialog = text_of(client, deed(store, "list_products"))
    assert "3 products of Demo UK that are ready to be listed are marked to be listed." in dialog
    assert SHADOW in dialog
    assert not Listing.objects.exclude(published_at=None).exists()

    client.post(deed(store, "list_products"), {"_form_submitted": "on"})
    shown = text_of(client, pages["eligible"])
    assert "3 products wait to be listed." in shown
    assert SHADOW in shown
    assert ("List these" in shown, "Take back</a>" in shown) == (False, True)
    assert "Waits to be sent" in text_of(client, f"{pages['list']}&tab=ready")

    assert "3 products of Demo UK are then no longer" in text_of(client, deed(store, "take_back"))
    client.post(deed(store, "take_back"), {"_form_submitted": "on"})
    assert not Listing.objects.exclude(published_at=None).exists()
    assert "List these 3 products" in text_of(client, pages["eligible"])


def test_a_live_account_is_told_that_this_version_sends_nothing(person, store, candidates, pages):
    Account.objects.update(mode="live")
    dialog = text_of(person(), deed(store, "list_products"))
    assert "Nothing is sent to Amazon: this version does not send yet." in dialog
    assert "shadow mode" not in dialog


def test_a_viewer_looks_and_lists_nothing(person, store, candidates, pages):
    client = person("viewer")
    shown = text_of(client, pages["eligible"])
    assert ("Would be listed" in shown, "List these" in shown) == (True, False)
    for verb in ("list_products", "take_back"):
        assert client.post(deed(store, verb), {"_form_submitted": "on"}).status_code == 403
    assert not Listing.objects.exclude(published_at=None).exists()


def test_another_accounts_store_is_not_there(person, store, candidates, pages, account):
    client = person()
    account.members.clear()
    assert client.get(pages["eligible"]).status_code == 404
    assert "Demo UK" not in client.get(deed(store, "list_products")).content.decode()
    assert client.post(deed(store, "list_products"), {"_form_submitted": "on"}).status_code == 404
    assert not Listing.objects.exclude(published_at=None).exists()


def test_the_page_runs_the_same_queries_for_more_products(
    person, store, candidates, pages, django_assert_max_num_queries
):
    client = person()
    for number in range(30):
        Product.objects.create(sku=f"MORE-{number}", name="Mug", **READY)
        Product.objects.create(sku=f"MORE-OUT-{number}", name="Mug", **READY | {"quantity": 0})
    judge(store, now=NOON)
    with django_assert_max_num_queries(12):
        answer = client.get(pages["eligible"])
    assert [len(group.rows) for group in answer.context["page"].groups] == [10, 1, 10]


def test_many_are_listed_by_a_worker_and_the_page_tells(person, store, candidates, pages, monkeypatch):
    monkeypatch.setattr(work, "AT_ONCE", 2)
    client = person()
    door = reverse("admin:amazon_channel_store_list_products", args=[store.pk])
    answer = client.post(door, {"_form_submitted": "on"})
    deed = BulkDeed.objects.get()
    assert answer.headers["Location"] == reverse("admin:listings_bulkdeed_change", args=[deed.pk])
    page = client.get(pages["eligible"]).content.decode()
    assert "Under way: 0 of 0 products are worked through." in page
    assert door not in page
    carry_out_bulk_deed(deed_id=deed.pk)
    page = client.get(pages["eligible"]).content.decode()
    assert "Under way" not in page
    assert "3 products wait to be listed." in page
