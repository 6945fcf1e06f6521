"""What people do to accounts and stores, and what the record of changes keeps of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from amazon_channel import actions, copies
from amazon_channel.banners import banners_for
from amazon_channel.models import Account, Application, Installation, SettingChange, User
from sync.connect.renewals import renewal_findings
from sync.models import Finding, SyncRun
from tests.conftest import NOON

YEAR = timedelta(days=365)


@pytest.fixture
def operator(client, account):
    user = User.objects.create_user("olga", role=User.Role.OPERATOR)
    account.members.add(user)
    client.force_login(user)
    return user


@pytest.fixture
def administrator(client, db):
    user = User.objects.create_user("ada", role=User.Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def press(client, deed, row, **form):
    """Confirm the dialog of a deed, as the page's script does."""
    address = reverse(f"admin:amazon_channel_{row._meta.model_name}_{deed}", args=[row.pk])
    return client.post(address, {"_form_submitted": "on", **form}, headers={"HX-Request": "true"})


def record():
    return list(SettingChange.objects.order_by("pk").values_list("subject", "field", "old", "new", "by"))


def test_live_and_back(client, operator, account):
    answer = press(client, "go_live", account)
    assert answer.headers["HX-Redirect"] == reverse("admin:amazon_channel_account_change", args=[account.pk])
    account.refresh_from_db()
    assert account.mode == "live"
    press(client, "go_shadow", account)
    assert record() == [
        ("account Demo EU", "mode", "Shadow", "Live", "olga"),
        ("account Demo EU", "mode", "Live", "Shadow", "olga"),
    ]


def test_live_needs_a_standing_authorisation(account):
    Account.objects.update(state="needs_reauthorisation")
    with pytest.raises(actions.Impossible, match="has to be authorised again"):
        actions.set_mode(account, "live", by="olga", now=NOON)
    assert record() == []


def test_pause_and_resume(client, operator, account):
    press(client, "pause", account)
    assert not Account.objects.syncing().exists()
    press(client, "resume", account)
    assert Account.objects.syncing().exists()
    assert [(field, by) for _, field, _, _, by in record()] == [("paused since", "olga")] * 2


def test_a_store_is_deactivated_and_keeps_its_listings(client, operator, store, make_listing):
    make_listing()
    press(client, "deactivate", store)
    store.refresh_from_db()
    assert store.active is False
    assert store.listings.count() == 1
    press(client, "activate", store)
    store.refresh_from_db()
    assert store.active is True


def test_nothing_changes_any_more_on_an_account_that_is_being_deleted(account):
    Account.objects.update(state="deleting")
    for deed in (actions.pause, actions.resume):
        with pytest.raises(actions.Impossible, match="is being deleted"):
            deed(account, by="olga", now=NOON)


def test_sync_now_opens_a_run(client, operator, store):
    press(client, "sync_now", store.account)
    run = SyncRun.objects.get()
    assert (run.trigger, run.opened_by, run.store) == ("user", "olga", None)
    press(client, "sync_now", store)
    run.refresh_from_db()
    assert run.follow_up == {"store": store.pk, "seller_sku": "", "by": "olga"}


def test_the_form_keeps_what_was_changed(client, operator, account):
    page = reverse("admin:amazon_channel_account_change", args=[account.pk])
    form = {"name": "Demo Europe", "email": "", "sync_interval_seconds": "600"}
    for inline in ("stores", "changes"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    assert client.post(page, form).status_code == 302
    assert record() == [
        ("account Demo Europe", "name", "Demo EU", "Demo Europe", "olga"),
        ("account Demo Europe", "sync every (seconds)", "300", "600", "olga"),
    ]


def test_country_and_website_of_a_store_are_for_ever(client, operator, store):
    """What a form does not offer cannot be sent either; name and settings can change."""
    page = reverse("admin:amazon_channel_store_change", args=[store.pk])
    sent = {"name": "UK shop", "default_condition": "new_new", "out_of_stock_threshold": "3"}
    forged = {"marketplace_id": "A1PA6795UKMFR9", "website": "de", "currency": "EUR", "account": "99"}
    assert client.post(page, sent | forged).status_code == 302
    before = (store.account_id, store.marketplace_id, store.website, store.currency)
    store.refresh_from_db()
    assert (store.account_id, store.marketplace_id, store.website, store.currency) == before
    assert (store.name, store.default_condition, store.out_of_stock_threshold) == ("UK shop", "new_new", 3)
    assert {field for _, field, *_ in record()} == {
        "name",
        "import listings",
        "condition of products that name none",
        "out-of-stock threshold",
    }


def test_region_and_seller_of_an_account_are_for_ever(client, operator, account):
    page = reverse("admin:amazon_channel_account_change", args=[account.pk])
    form = {"name": "Demo EU", "email": "ops@example.com", "sync_interval_seconds": "300"}
    for inline in ("stores", "changes"):
        form |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    forged = {"region": "NA", "selling_partner_id": "A0OTHER", "mode": "live", "state": "connected"}
    assert client.post(page, form | forged).status_code == 302
    account.refresh_from_db()
    assert (account.region, account.selling_partner_id, account.mode) == ("EU", "A3DEMOEU", "shadow")
    assert account.email == "ops@example.com"


def test_a_condition_that_is_none_of_amazons_is_refused(client, operator, store):
    page = reverse("admin:amazon_channel_store_change", args=[store.pk])
    sent = {"name": "UK", "default_condition": "Brand new", "out_of_stock_threshold": "0"}
    assert "Select a valid choice" in client.post(page, sent).content.decode()
    store.refresh_from_db()
    assert store.default_condition == ""


def test_a_secret_is_never_shown_nor_recorded(client, operator, application):
    page = reverse("admin:amazon_channel_application_change", args=[application.pk])
    assert "demo-secret" not in client.get(page).content.decode()
    form = {"name": application.name, "client_id": application.client_id}
    client.post(page, form | {"client_secret": ""})
    assert Application.objects.get().client_secret == "demo-secret"
    client.post(page, form | {"client_secret": "a-new-one"})
    assert Application.objects.get().client_secret == "a-new-one"
    assert record() == [("application Sandbox app", "client secret", "•••", "•••", "olga")]


def test_membership_is_given_on_the_users_page(client, administrator, account):
    user = User.objects.create_user("vera")
    page = reverse("admin:amazon_channel_user_change", args=[user.pk])
    form = {"username": "vera", "role": "merchant", "is_active": "on", "accounts": [account.pk]}
    assert client.post(page, form).status_code == 302
    assert list(user.accounts.all()) == [account]
    assert record() == [
        ("user vera", "role", "Viewer", "Merchant", "ada"),
        ("user vera", "accounts", "", "Demo EU", "ada"),
    ]


def test_the_last_administrator_stays(client, administrator):
    page = reverse("admin:amazon_channel_user_change", args=[administrator.pk])
    answer = client.post(page, {"username": "ada", "role": "viewer", "is_active": "on"})
    assert "the last active administrator" in answer.content.decode()
    gone = client.post(reverse("admin:amazon_channel_user_delete", args=[administrator.pk]), {"post": "yes"})
    assert gone.status_code == 403
    assert User.objects.get().role == "administrator"


def test_passwords_follow_the_rules(client, administrator):
    page = reverse("admin:amazon_channel_user_add")
    form = {"username": "vera", "role": "viewer", "password1": "short", "password2": "short"}
    assert "at least 12 characters" in client.post(page, form).content.decode()
    assert User.objects.count() == 1


def test_createsuperuser_makes_an_administrator(db):
    user = User.objects.create_superuser("root", "", "a long pass phrase")
    assert (user.role, user.is_superuser, user.is_staff) == ("administrator", False, True)


@pytest.mark.parametrize(
    ("left", "level"),
    [(31, None), (30, "info"), (15, "info"), (14, "warning"), (3, "danger"), (-2, "danger")],
)
def test_renewal_banner(operator, account, left, level):
    Account.objects.update(authorised_at=NOON - YEAR + timedelta(days=left, hours=1))
    shown = banners_for(operator, now=NOON)
    assert [banner.level for banner in shown] == ([level] if level else [])
    assert [banner.account_id for banner in shown] == ([account.pk] if level else [])


def test_renewal_findings_are_raised_once(account):
    Account.objects.update(authorised_at=NOON - YEAR + timedelta(days=10, hours=1))
    assert renewal_findings(NOON) == 1
    assert renewal_findings(NOON + timedelta(days=1)) == 1
    finding = Finding.objects.get()
    assert (finding.kind, finding.detail) == ("renewal_due", "9 days left, until 2026-12-03.")


@pytest.mark.parametrize("name", ["admin:index", "admin:amazon_channel_store_changelist", "connect:start"])
def test_one_banner_for_refused_accounts_on_every_page(client, operator, account, name):
    actions.needs_reauthorisation(account, "invalid_grant", now=NOON)
    page = client.get(reverse(name)).content.decode()
    assert page.count("Amazon no longer lets us into Demo EU") == 1
    assert reverse("connect:again", args=[account.pk]) in page


def test_a_viewer_sees_the_banner_without_its_button(client, account):
    viewer = User.objects.create_user("vera")
    account.members.add(viewer)
    client.force_login(viewer)
    actions.needs_reauthorisation(account, "invalid_grant", now=NOON)
    page = client.get(reverse("admin:amazon_channel_store_changelist")).content.decode()
    assert "Amazon no longer lets us into" in page
    assert reverse("connect:again", args=[account.pk]) not in page


def test_others_are_told_nothing(account):
    stranger = User.objects.create_user("zoe", role=User.Role.OPERATOR)
    actions.needs_reauthorisation(account, "invalid_grant", now=NOON)
    assert banners_for(stranger, now=NOON) == []


def test_banners_cost_one_query(operator, account, django_assert_num_queries):
    with django_assert_num_queries(1):
        banners_for(operator, now=NOON)


def test_a_copy_of_the_database_goes_to_shadow(client, operator, account, settings):
    settings.BASE_URL = "https://shop.example"
    assert copies.guard(now=NOON) is False
    Account.objects.update(mode="live")
    assert copies.guard(now=NOON) is False

    settings.BASE_URL = "https://copy.example"
    assert copies.guard(now=NOON) is True
    assert Account.objects.get().mode == "shadow"
    assert record() == [("account Demo EU", "mode", "Live", "Shadow", "")]
    (banner,) = banners_for(operator, now=NOON)
    assert "was at home at https://shop.example" in banner.text
    assert copies.guard(now=NOON) is False

    client.post(reverse("connect:at-home"))
    assert banners_for(operator, now=NOON) == []
    assert Installation.objects.get().base_url == "https://copy.example"


def test_a_new_address_without_live_accounts_is_no_news(operator, account, settings):
    settings.BASE_URL = "http://localhost:8000"
    copies.guard(now=NOON)
    settings.BASE_URL = "http://localhost:8001"
    assert copies.guard(now=NOON) is False
    assert banners_for(operator, now=NOON) == []
