"""What to prepare before the first account is connected."""

import re

import pytest

from amazon_channel.models import User


def checklist(client):
    """Whether the list is unfolded; it is on the page in any case."""
    page = re.sub(r"\s+", " ", client.get("/connect/").content.decode())
    found = re.search(
        r"<details[^>]*?( open)?> <summary[^>]*>Before you begin</summary>(.*?)</details>", page
    )
    for told in ("professional plan", "VAT Calculation", "Developer Central", "ASIN", "one worker"):
        assert told in found[2]
    return found[1] is not None


@pytest.fixture
def operator(client, db):
    user = User.objects.create_user("olga", password="x", role=User.Role.OPERATOR)
    client.force_login(user)
    return user


def test_the_checklist_is_unfolded_before_the_first_store(client, operator):
    assert checklist(client)


def test_afterwards_it_can_be_unfolded(client, operator, account, store):
    account.members.add(operator)
    assert not checklist(client)
