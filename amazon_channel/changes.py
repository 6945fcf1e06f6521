"""The record of changed settings: who changed what, from what to what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.encoding import force_str

from amazon_channel.models import Account, SettingChange, Store
from amazon_channel.secrets import EncryptedTextField

HIDDEN = "•••"


def record(
    what: Model, changes: Iterable[tuple[str, Any, Any]], *, by: str, now: datetime
) -> list[SettingChange]:
    """Write one row for each (field, old, new) that differs. The values of encrypted fields are not kept."""
    rows = [
        SettingChange(
            at=now,
            by=by,
            account=_account(what),
            subject=f"{force_str(what._meta.verbose_name)} {what}"[:200],
            field=_label(what, field),
            old=_shown(what, field, old),
            new=_shown(what, field, new),
        )
        for field, old, new in changes
        if old != new
    ]
    return SettingChange.objects.bulk_create(rows)


def _account(what: Model) -> Account | None:
    if isinstance(what, Store):
        return what.account
    return what if isinstance(what, Account) else None


def _field(what: Model, name: str) -> Any:
    return next((field for field in what._meta.get_fields() if field.name == name), None)


def _label(what: Model, name: str) -> str:
    return force_str(getattr(_field(what, name), "verbose_name", name))


def _shown(what: Model, name: str, value: Any) -> str:
    field = _field(what, name)
    if value in (None, ""):
        return ""
    if isinstance(field, EncryptedTextField) or name == "password":
        return HIDDEN
    if isinstance(value, (list, tuple, set)) or hasattr(value, "all"):
        return ", ".join(sorted(str(each) for each in (value.all() if hasattr(value, "all") else value)))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(what, '', each)}" for key, each in value.items())
    words = dict(getattr(field, "flatchoices", None) or [])
    return force_str(words.get(value, value))
