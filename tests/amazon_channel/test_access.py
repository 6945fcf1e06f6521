"""Every address × every role, and: a member of one account never sees another's rows.

A new address without an entry in RIGHTS fails `test_every_address_has_an_entry`.
"""

from typing import NamedTuple

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from amazon_channel.models import Account, Application, SettingChange, Store, User
from amazon_channel.roles import ADMINISTRATOR, MERCHANT, OPERATOR, PERMISSIONS, VIEWER
from catalog.models import Product
from listings.models import Listing
from sync.models import CallError, Finding, Quarantined, ReportRequest, SyncRun
from tests.conftest import NOON

ANYONE, NOBODY = "anyone", "nobody"
ROLES = [VIEWER, MERCHANT, OPERATOR, ADMINISTRATOR]


class Rights(NamedTuple):
    """The least role that gets in by GET, and the least that does something by POST."""

    get: str
    post: str


def pages(model, *, view=VIEWER, add=NOBODY, change=NOBODY, delete=NOBODY, **deeds):
    """The admin's pages of a model; deeds are dialogs, whose GET is as guarded as their POST."""
    standard = {
        "changelist": Rights(view, view),
        "history": Rights(view, view),
        "change": Rights(view, change),
        "add": Rights(add, add),
        "delete": Rights(delete, delete),
    }
    all_pages = standard | {name: Rights(role, role) for name, role in deeds.items()}
    return {f"admin:{model}_{name}": rights for name, rights in all_pages.items()}


RIGHTS = {
    "healthz": Rights(ANYONE, ANYONE),
    "readyz": Rights(ANYONE, ANYONE),
    "metrics": Rights(ANYONE, ANYONE),
    "admin:login": Rights(ANYONE, ANYONE),
    "admin:logout": Rights(ANYONE, ANYONE),
    "admin:jsi18n": Rights(VIEWER, VIEWER),
    "admin:index": Rights(VIEWER, VIEWER),
    "admin:search": Rights(VIEWER, VIEWER),
    "admin:app_list": Rights(VIEWER, VIEWER),
    "admin:autocomplete": Rights(NOBODY, NOBODY),
    "admin:view_on_site": Rights(VIEWER, VIEWER),
    "admin:password_change": Rights(VIEWER, VIEWER),
    "admin:password_change_done": Rights(VIEWER, VIEWER),
    "reporting:home-cards": Rights(VIEWER, VIEWER),
    "connect:start": Rights(OPERATOR, OPERATOR),
    "connect:credentials": Rights(OPERATOR, OPERATOR),
    "connect:callback": Rights(OPERATOR, OPERATOR),
    "connect:stores": Rights(OPERATOR, OPERATOR),
    "connect:again": Rights(OPERATOR, OPERATOR),
    "connect:at-home": Rights(OPERATOR, OPERATOR),
    **pages(
        "amazon_channel_account",
        add=OPERATOR,
        change=OPERATOR,
        sync_now=MERCHANT,
        go_live=OPERATOR,
        go_shadow=OPERATOR,
        pause=OPERATOR,
        resume=OPERATOR,
        add_stores=OPERATOR,
        reauthorise=OPERATOR,
        delete_account=OPERATOR,
    ),
    **pages(
        "amazon_channel_store",
        change=OPERATOR,
        sync_now=MERCHANT,
        activate=OPERATOR,
        deactivate=OPERATOR,
        delete_store=OPERATOR,
    ),
    **pages(
        "amazon_channel_application",
        view=OPERATOR,
        add=OPERATOR,
        change=OPERATOR,
        delete=ADMINISTRATOR,
    ),
    **pages(
        "amazon_channel_user",
        view=ADMINISTRATOR,
        add=ADMINISTRATOR,
        change=ADMINISTRATOR,
        delete=ADMINISTRATOR,
    ),
    "admin:auth_user_password_change": Rights(ADMINISTRATOR, ADMINISTRATOR),
    **pages("amazon_channel_settingchange"),
    **pages("django_celery_beat_periodictask", view=ADMINISTRATOR),
    **pages("catalog_product", add=MERCHANT, change=MERCHANT, delete=MERCHANT),
    **pages("listings_listing"),
    "admin:listings_listing_change": Rights(VIEWER, VIEWER),  # a page without a form, as that of a run
    "admin:listing-issue-codes": Rights(VIEWER, VIEWER),
    "sync-now": Rights(NOBODY, MERCHANT),
    **pages("sync_syncrun", progress=VIEWER),
    "admin:sync_syncrun_change": Rights(VIEWER, VIEWER),
    **pages("sync_reportrequest", accept=OPERATOR, discard=OPERATOR, load_again=OPERATOR),
    **pages("sync_finding", settle=OPERATOR),
    **pages("sync_quarantined", retry=OPERATOR),
    **pages("sync_callerror"),
}


def addresses(patterns=None, namespace=""):
    """The names of all addresses; those without one are the admin's own redirects and its catch-all."""
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from addresses(each.url_patterns, inner)
        elif isinstance(each, URLPattern) and each.name:
            yield namespace + each.name


NAMES = sorted(set(addresses()))


def rows_of(name):
    """An account with a row in every table that has a page; `name` stands in all that is shown of them."""
    application, _ = Application.objects.get_or_create(
        name="Shared", defaults={"client_id": "amzn1.application-oa2-client.demo", "sandbox": True}
    )
    account = Account.objects.create(
        name=name,
        region="EU",
        selling_partner_id=f"A{name}",
        application=application,
        refresh_token="Atzr|x",
        authorised_at=NOON,
    )
    store = Store.objects.create(
        account=account,
        marketplace_id="A1F83G8C2ARO7P",
        name=f"{name} UK",
        currency="GBP",
        language="en_GB",
        time_zone="Europe/London",
    )
    of_account = {"account": account, "store": store}
    return {
        Account: account,
        Store: store,
        SettingChange: SettingChange.objects.create(
            account=account, at=NOON, subject=name, field=name, old=name, new=name
        ),
        Listing: Listing.objects.create(
            store=store, seller_sku=f"{name}-1", title=name, first_seen_at=NOON, changed_at=NOON
        ),
        SyncRun: SyncRun.objects.create(account=account, opened_at=NOON, opened_by=name, message=name),
        ReportRequest: ReportRequest.objects.create(
            store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", asked_at=NOON, report_id=name, state="held"
        ),
        CallError: CallError.objects.create(account=account, at=NOON, operation=name, message=name),
        Quarantined: Quarantined.objects.create(
            **of_account, kind="report_line", key=name, payload=name, reason=name, first_at=NOON, last_at=NOON
        ),
        Finding: Finding.objects.create(
            **of_account, kind="missing", subject=name, detail=name, first_at=NOON, last_at=NOON
        ),
    }


@pytest.fixture
def mine(db):
    return rows_of("Mugs")


@pytest.fixture
def theirs(db):
    return rows_of("Plates")


@pytest.fixture
def shared(mine):
    """Rows that belong to no account."""
    every_day = IntervalSchedule.objects.create(every=1, period="days")
    return {
        Application: mine[Account].application,
        User: User.objects.create_user("someone"),
        Product: Product.objects.create(sku="MUG-1", name="Mug"),
        PeriodicTask: PeriodicTask.objects.create(name="Tick", task="x", interval=every_day),
    }


@pytest.fixture
def people(mine):
    """One user of each role, all members of the one account."""
    made = {role: User.objects.create_user(role, role=role) for role in ROLES}
    mine[Account].members.add(*made.values())
    return made


def address_of(name, rows):
    """The address with the ids of rows that are there."""
    fixed = {
        "connect:again": lambda: [rows[Account].pk],
        "admin:app_list": lambda: ["amazon_channel"],
        "admin:view_on_site": lambda: [ContentType.objects.get_for_model(Product).pk, rows[Product].pk],
        "admin:auth_user_password_change": lambda: [rows[User].pk],
    }
    if name in fixed:
        return reverse(name, args=fixed[name]())
    return next((about(name, row) for row in rows.values() if about(name, row)), None) or reverse(name)


def about(name, row):
    """The address if it is that of one row of this model."""
    if not name.startswith(f"admin:{row._meta.app_label}_{row._meta.model_name}_"):
        return None
    try:
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return None


def may(role, least):
    if least in (ANYONE, NOBODY) or role is None:
        return least == ANYONE
    return ROLES.index(role) >= ROLES.index(least)


def turned_away(response):
    """Forbidden, sent to the login page, or not a thing that this method does."""
    to_login = response.status_code == 302 and response.url.startswith(reverse("admin:login"))
    return response.status_code in (403, 405) or to_login


def test_every_address_has_an_entry():
    assert [name for name in NAMES if name not in RIGHTS] == []


def test_every_entry_has_an_address():
    assert sorted(set(RIGHTS) - set(NAMES)) == []


def test_every_admin_limits_its_rows_to_accounts_or_says_that_it_does_not():
    shared_by_all = {Application, User, Product, PeriodicTask}
    for model, page in admin.site._registry.items():
        free = page.account_path == ""
        assert free == (model in shared_by_all), model


@pytest.mark.django_db
def test_permissions_of_the_roles_exist():
    """A typing error in the table of roles would only ever take a right away, and nobody would notice."""
    from django.contrib.auth.models import Permission

    there = {
        f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert set.union(*map(set, PERMISSIONS.values())) <= there


@pytest.mark.parametrize("name", [name for name in NAMES if name in RIGHTS])
def test_access(mine, shared, people, name):
    """Each role by GET and by POST; every request is undone, so that the next finds the same rows."""
    address = address_of(name, mine | shared)
    wrong = []
    for role in [None, *ROLES]:
        for method in ("get", "post"):
            let_in = getattr(RIGHTS[name], method)
            response = ask(address, people.get(role), method)
            fits = turned_away(response) != may(role, let_in) or response.status_code == 405
            if not fits:
                wrong.append((role, method, response.status_code, response.headers.get("Location")))
    assert wrong == []


def ask(address, user, method):
    with transaction.atomic():
        client = Client()
        if user:
            client.force_login(user)
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("role", [VIEWER, MERCHANT, OPERATOR])
def test_lists_show_no_rows_of_other_accounts(client, mine, theirs, people, role):
    client.force_login(people[role])
    for model in mine:
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        listed = client.get(page).content.decode()
        assert "Mugs" in listed, model
        assert "Plates" not in listed, model
        for part in ("Plate", "lates"):
            assert "Plates" not in client.get(page, {"q": part}).content.decode(), model


@pytest.mark.parametrize("role", [VIEWER, MERCHANT, OPERATOR])
def test_pages_and_deeds_find_no_rows_of_other_accounts(client, mine, theirs, people, role):
    client.force_login(people[role])
    for row in theirs.values():
        for name, address in ((name, about(name, row)) for name in NAMES):
            if not address:
                continue
            for response in (client.get(address), client.post(address, {"_form_submitted": "on"})):
                assert response.status_code in (302, 403, 404) or b"Plates" not in response.content, name
        row.refresh_from_db()
    assert Account.objects.get(name="Plates").state == "connected"
    assert SyncRun.objects.filter(account__name="Plates").count() == 1


def test_administrators_see_all_accounts(client, mine, theirs, people):
    client.force_login(people[ADMINISTRATOR])
    page = client.get(reverse("admin:amazon_channel_account_changelist")).content.decode()
    assert "Mugs" in page
    assert "Plates" in page


def test_another_accounts_consent_cannot_be_renewed(client, mine, theirs, people):
    client.force_login(people[OPERATOR])
    assert client.post(reverse("connect:again", args=[theirs[Account].pk])).status_code == 404


@pytest.mark.parametrize("withdrawn", ["is_active", "is_staff"])
def test_who_may_not_sign_in_is_sent_to_the_login(client, people, withdrawn):
    user = people[ADMINISTRATOR]
    setattr(user, withdrawn, False)
    user.save()
    client.force_login(user)
    assert turned_away(client.get(reverse("admin:index")))


def test_a_deed_needs_the_csrf_token(mine, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[OPERATOR])
    address = reverse("admin:amazon_channel_account_pause", args=[mine[Account].pk])
    assert client.post(address, {"_form_submitted": "on"}).status_code == 403
    assert client.get(address, {"_form_submitted": "on"}).status_code == 200
    assert Account.objects.get().paused_at is None


def test_sync_now_opens_no_run_of_another_account(client, mine, theirs, people):
    client.force_login(people[MERCHANT])
    SyncRun.objects.all().delete()
    asked = {
        "_selected_action": [theirs[Listing].pk],
        "store": theirs[Store].pk,
        "account": theirs[Account].pk,
    }
    client.post(reverse("sync-now"), asked)
    assert not SyncRun.objects.filter(account=theirs[Account]).exists()
