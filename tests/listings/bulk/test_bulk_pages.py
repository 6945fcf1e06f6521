"""The pages of bulk deeds: progress, outcome, stop and go on, and who may see them."""

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from amazon_channel.models import User
from catalog.models import Product, Website
from listings.bulk import work
from listings.models import BulkDeed, Listing
from tests.listings.bulk.conftest import UNMATCHED, begin, one, run
from tests.listings.conftest import text_of


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def door(name, deed):
    return reverse(f"admin:listings_bulkdeed_{name}", args=[deed.pk])


def test_all_of_a_list_in_a_worker_and_its_page(browse, queue):
    asked = {"all": "1", "confirmed": "1", "next": UNMATCHED}
    answer = browse.post(reverse("admin:listings_listing_deed", args=["ignore"]), asked)
    deed = BulkDeed.objects.get()
    assert answer.headers["Location"] == door("change", deed)
    page = text_of(browse.get(door("change", deed)))
    assert "data-reload" in page
    assert "Choosing listings" in page
    work.choose(deed, User.objects.get())
    one(deed, User.objects.get())
    page = text_of(browse.get(door("change", deed)))
    assert 'aria-valuenow="40"' in page
    assert "Stop" in page
    run(deed)
    page = text_of(browse.get(door("change", deed)))
    assert "data-reload" not in page
    assert "5 listings are ignored." in page
    assert "?tab=unmatched" in page
    assert "Ignore" in text_of(browse.get(reverse("admin:listings_bulkdeed_changelist")))


def test_products_are_created_by_a_worker_as_the_form_said(browse, queue):
    Website.objects.create(code="uk", name="UK")
    filled = {"all": "1", "next": UNMATCHED, "enabled": "on", "visibility": "both", "sku": "seller_sku"}
    browse.post(reverse("admin:listings_listing_deed", args=["create"]), filled | {"websites": ["uk"]})
    assert not Product.objects.exists()
    assert run(BulkDeed.objects.get()).changed == 5
    assert set(Product.objects.values_list("visibility", flat=True)) == {"both"}
    assert Listing.objects.filter(product__sku="L-3").get().matched_by == "hand"


def test_stop_and_go_on_by_the_page(browse, queue, merchant):
    deed = begin("ignore", merchant)
    assert said(browse.post(door("go_on", deed))) == ["Only one that failed can go on."]
    browse.post(door("stop", deed))
    deed.refresh_from_db()
    assert deed.state == "stopped"
    assert said(browse.post(door("stop", deed)))[-1].startswith("It is over already")
    BulkDeed.objects.update(state="failed", problem="Broken: oh")
    assert "Broken: oh" in text_of(browse.get(door("change", deed)))
    browse.post(door("go_on", deed))
    assert run(deed).changed == 5


def test_who_may_not_see_the_stores_sees_no_deed(queue, merchant, account, foreign_store):
    deed = begin("ignore", merchant)
    people = {}
    for name, role in (("val", "viewer"), ("out", "merchant"), ("ann", "administrator")):
        people[name] = Client()
        people[name].force_login(User.objects.create_user(name, role=role))
    account.members.add(User.objects.get(username="val"))
    codes = {name: client.get(door("change", deed)).status_code for name, client in people.items()}
    assert codes == {"val": 200, "out": 404, "ann": 200}
    assert "Stop" not in text_of(people["val"].get(door("change", deed)))
    assert people["val"].post(door("stop", deed)).status_code == 403
    assert people["out"].post(door("stop", deed)).status_code == 404
    assert people["val"].get(door("stop", deed)).status_code == 405
    deed.store_ids.append(foreign_store.pk)
    deed.save()
    assert people["val"].get(door("change", deed)).status_code == 404
