"""Every address × every role. A new address without an entry in RIGHTS fails the first test."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from amazon_channel.models import Account, Application, Store, User
from amazon_channel.roles import ADMINISTRATOR, OPERATOR, PERMISSIONS
from catalog.models import (
    Attribute,
    AttributeSet,
    BulkEdit,
    Category,
    ImportMapping,
    Product,
    ProductImport,
    StockSource,
    Website,
)
from listings.models import Listing
from tests.amazon_channel.rights import ANYONE, NAMES, NOBODY, RIGHTS, ROLES, about


def address_of(name, rows):
    """The address with the ids of rows that are there."""
    fixed = {
        "reporting:eligible": lambda: [rows[Store].pk],
        "connect:again": lambda: [rows[Account].pk],
        "connect:credentials-again": lambda: [rows[Account].pk],
        "connect:mapping": lambda: [rows[Store].pk],
        "admin:listings_listing_deed": lambda: ["ignore"],
        "required-info": lambda: [rows[Listing].pk],
        "admin:app_list": lambda: ["amazon_channel"],
        "admin:view_on_site": lambda: [ContentType.objects.get_for_model(Product).pk, rows[Product].pk],
        "admin:auth_user_password_change": lambda: [rows[User].pk],
    }
    if name in fixed:
        return reverse(name, args=fixed[name]())
    return next((about(name, row) for row in rows.values() if about(name, row)), None) or reverse(name)


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
    catalog = {Product, Category, Attribute, AttributeSet, Website, StockSource, BulkEdit}
    catalog |= {ProductImport, ImportMapping}
    shared_by_all = {Application, User, PeriodicTask} | catalog
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
        session = session_of(people[role]) if role else None
        for method in ("get", "post"):
            let_in = getattr(RIGHTS[name], method)
            response = ask(address, session, method)
            fits = turned_away(response) != may(role, let_in) or response.status_code == 405
            if not fits:
                wrong.append((role, method, response.status_code, response.headers.get("Location")))
    assert wrong == []


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def ask(address, session, method):
    with transaction.atomic():
        client = Client()
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    return response


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
