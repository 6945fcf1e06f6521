"""Keeps a copy of the database from selling: at a new address, every account goes to shadow (SET-12)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from amazon_channel import actions
from amazon_channel.models import Account, Installation


def guard(*, now: datetime) -> bool:
    """Call before anything is sent or a run is opened. True if this database has just come to a new address.

    The first address is remembered. At another one the live accounts go to shadow, and every page says why
    until a person confirms the address; if no account was live, the address is taken without a word.
    """
    home = settings.BASE_URL
    if Installation.objects.filter(pk=1, base_url=home).exists():
        return False
    with transaction.atomic():
        row, created = Installation.objects.select_for_update().get_or_create(
            pk=1, defaults={"base_url": home}
        )
        if created or row.base_url == home:
            return False
        live = list(Account.objects.filter(mode=Account.Mode.LIVE).exclude(state=Account.State.DELETING))
        for account in live:
            actions.set_mode(account, Account.Mode.SHADOW, by="", now=now)
        if live:
            row.moved_from = row.moved_from or row.base_url
        row.base_url = home
        row.save()
    return bool(live)


def confirm() -> None:
    """A person says that this address is the right one."""
    Installation.objects.filter(pk=1).update(moved_from="")
