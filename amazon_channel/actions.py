"""What a person does to accounts and stores: one function a deed, each with its row in the record of changes.

Errors: Impossible – the deed makes no sense in the present state; the message says what to do instead.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amazon_channel.changes import record
from amazon_channel.models import Account, Store


class Impossible(Exception):
    """The deed makes no sense in the present state; the message is for the person who asked."""


def set_mode(account: Account, mode: str, *, by: str, now: datetime) -> None:
    """Switch between shadow and live. Going live needs a connected account."""
    with transaction.atomic():
        row = _locked(account)
        if mode == Account.Mode.LIVE and row.state != Account.State.CONNECTED:
            raise Impossible(_("%s has to be authorised again before it can go live.") % row)
        _write(row, {"mode": mode}, by=by, now=now)


def pause(account: Account, *, by: str, now: datetime) -> None:
    """Open no more runs until it is resumed; what is open runs to its end."""
    with transaction.atomic():
        row = _locked(account)
        if row.paused_at is None:
            _write(row, {"paused_at": now}, by=by, now=now)


def resume(account: Account, *, by: str, now: datetime) -> None:
    """Let the timetable open runs again."""
    with transaction.atomic():
        _write(_locked(account), {"paused_at": None}, by=by, now=now)


def set_active(store: Store, active: bool, *, by: str, now: datetime) -> None:
    """Activate or deactivate a store. A deactivated one keeps all it has and is not synced."""
    with transaction.atomic():
        account = _locked(store.account)
        row = Store.objects.select_for_update().get(pk=store.pk)
        if row.deleting_at is not None:
            raise Impossible(_("%s is being deleted. Later, Add stores on its account brings it back.") % row)
        row.account = account
        _write(row, {"active": active}, by=by, now=now)


def set_new_products(store: Store, *, create: bool, plan: dict[str, Any], by: str, now: datetime) -> None:
    """Whether listings of the store that find no product get one, and what it is like (listings.creation)."""
    with transaction.atomic():
        account = _locked(store.account)
        row = Store.objects.select_for_update().get(pk=store.pk)
        row.account = account
        _write(row, {"create_products": create, "new_products": plan}, by=by, now=now)


def needs_reauthorisation(account: Account, reason: str, *, now: datetime) -> bool:
    """Amazon refuses the consent: stop syncing until a person renews it. True if that is news."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        if row.state != Account.State.CONNECTED:
            return False
        _write(
            row,
            {"state": Account.State.NEEDS_REAUTHORISATION, "state_reason": reason},
            by="",
            now=now,
        )
    return True


def _locked(account: Account) -> Account:
    row = Account.objects.select_for_update().get(pk=account.pk)
    if row.state == Account.State.DELETING:
        raise Impossible(_("%s is being deleted; nothing can be changed any more.") % row)
    return row


def _write(row: Account | Store, values: dict[str, Any], *, by: str, now: datetime) -> None:
    changes = [(name, getattr(row, name), value) for name, value in values.items()]
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values, "updated_at"])
    record(row, changes, by=by, now=now)
