"""A member of one account never sees or touches another's rows."""

import pytest
from django.urls import reverse

from amazon_channel.models import Account, Store
from amazon_channel.roles import ADMINISTRATOR, MERCHANT, OPERATOR, VIEWER
from listings.models import Listing
from sync.models import SyncRun
from tests.amazon_channel.rights import NAMES, about


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
    for name in ("connect:again", "connect:credentials-again"):
        assert client.post(reverse(name, args=[theirs[Account].pk])).status_code == 404


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
