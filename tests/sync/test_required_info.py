"""The door of *Update required info*: what it does, says, and when it has Amazon asked."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from amazon_channel.models import User
from catalog.models import Product
from listings.eligibility import judge
from listings.models import AsinCandidate, AsinSearch, Listing
from sync.models import SyncRun
from tests.conftest import NOON

BACK = "/listings/listing/?tab=incomplete"


@pytest.fixture
def listing(store):
    Product.objects.create(sku="MUG", name="Mug", websites=["uk"], quantity=5, condition="new_new")
    judge(store, now=NOON)
    return Listing.objects.get()


@pytest.fixture
def post(account, listing):
    """post(asin=…) as a merchant; the answer and what was said."""
    user = User.objects.create_user("mia", role="merchant")
    account.members.add(user)
    client = Client()
    client.force_login(user)

    def send(**fields):
        answer = client.post(reverse("required-info", args=[listing.pk]), fields | {"next": BACK})
        return answer, [str(message) for message in get_messages(answer.wsgi_request)]

    return send


def form(listing, asin):
    query = f"?asin={asin}&next=%2Flistings%2Flisting%2F%3Ftab%3Dincomplete"
    return reverse("admin:listings_listing_required", args=[listing.pk]) + query


def test_a_typed_asin_opens_a_run_for_its_sku(post, listing):
    answer, said = post(asin="b07xample1")
    assert answer.headers["Location"] == form(listing, "b07xample1")
    assert said == ["MUG: B07XAMPLE1 is being checked at Amazon."]
    [run] = SyncRun.objects.all()
    assert (run.store, run.seller_sku, run.opened_by) == (listing.store, "MUG", "mia")


def test_nonsense_comes_back_to_the_form_with_what_was_typed(post, listing):
    answer, [said] = post(asin="B07")
    assert answer.headers["Location"] == form(listing, "B07")
    assert "ten letters and digits" in said
    assert not SyncRun.objects.exists()


def test_a_paused_account_is_told_when_it_is_checked(post, account):
    account.paused_at = NOON
    account.save()
    _answer, said = post(asin="B07XAMPLE1")
    assert said[0] == "MUG: B07XAMPLE1 is being checked at Amazon."
    assert len(said) == 2
    assert AsinSearch.objects.get().due


def test_a_chosen_candidate_needs_no_run(post, listing):
    AsinCandidate.objects.create(listing=listing, asin="B00000000A", found_by="ean")
    answer, said = post(candidate="B00000000A")
    assert (answer.headers["Location"], said) == (BACK, ["MUG: B00000000A is assigned."])
    assert Listing.objects.get().tab == "ready"
    answer, said = post(forget="1")
    assert said[-1] == "MUG: the ASIN assigned by hand is dropped."
    assert Listing.objects.get().status == "no_asin"
    assert not SyncRun.objects.exists()


def test_a_condition(post):
    _answer, said = post(condition="used_good")
    assert said == ["MUG: the condition is saved."]
    assert Listing.objects.get().override_condition == "used_good"


@pytest.mark.parametrize(("role", "member", "status"), [("viewer", True, 403), ("merchant", False, 404)])
def test_who_may_not(account, listing, role, member, status):
    user = User.objects.create_user("val", role=role)
    if member:
        account.members.add(user)
    client = Client()
    client.force_login(user)
    assert (
        client.post(reverse("required-info", args=[listing.pk]), {"asin": "B07XAMPLE1"}).status_code == status
    )
    assert Listing.objects.get().assigned_asin == ""


def test_only_by_post(post, listing):
    client = Client()
    client.force_login(User.objects.get(username="mia"))
    assert client.get(reverse("required-info", args=[listing.pk])).status_code == 405
