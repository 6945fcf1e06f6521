"""The list of listings: what each person may see and tick."""

from django.contrib import admin
from django.test import Client

from amazon_channel.models import User
from listings.admin import ListingAdmin
from listings.models import Listing
from tests.listings.conftest import LIST, skus, text_of


def test_only_the_persons_accounts_are_seen(browse, make_active, foreign_store):
    make_active("OURS")
    make_active("THEIRS", store=foreign_store)
    assert skus(browse.get(LIST)) == ["OURS"]
    assert skus(browse.get(LIST, {"store": foreign_store.pk})) == ["OURS"]
    assert skus(browse.get(LIST, {"q": "THEIRS"})) == []
    assert "Foreign JP" not in text_of(browse.get(LIST))
    assert {tab.tab: tab.number for tab in browse.get(LIST).context["cl"].tabs}["active"] == 1


def test_an_administrator_sees_all_accounts(client, make_active, foreign_store):
    client.force_login(User.objects.create_user("ada", role="administrator"))
    make_active("OURS")
    make_active("THEIRS", store=foreign_store)
    assert sorted(skus(client.get(LIST))) == ["OURS", "THEIRS"]


def test_somebody_without_accounts_is_told_what_to_do(db):
    client = Client()
    client.force_login(User.objects.create_user("val", role="viewer"))
    assert "Ask an administrator" in text_of(client.get(LIST))
    operator = Client()
    operator.force_login(User.objects.create_user("olga", role="operator"))
    assert 'href="/connect/"' in text_of(operator.get(LIST))


def test_an_action_gets_the_ticked_rows(merchant, make_active, rf):
    ticked, other = make_active("TICKED"), make_active("OTHER")
    got = []

    class WithAction(ListingAdmin):
        def note(self, request, queryset):
            got.extend(queryset)

        actions = (note,)

    asked = rf.post(LIST, {"action": "note", "_selected_action": [ticked.pk], "index": 0})
    asked.user, asked.csrf_processing_done = merchant, True
    WithAction(Listing, admin.site).changelist_view(asked)
    assert got == [ticked]
    assert other not in got


def test_only_who_may_sync_can_tick(browse, make_active, account):
    make_active("MUG-1")
    viewer = User.objects.create_user("val", role="viewer")
    account.members.add(viewer)
    assert "Tick MUG-1" in text_of(browse.get(LIST))
    browse.force_login(viewer)
    page = text_of(browse.get(LIST))
    assert "Tick MUG-1" not in page
    assert "Sync now" not in page


def test_nobody_signed_out_gets_a_fragment(client, db):
    assert client.get(LIST, headers={"X-Listings-Fragment": "1"}).status_code == 302
