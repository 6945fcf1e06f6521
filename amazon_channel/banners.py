"""What every page has to say above everything else: consents that end or ended, and a copied database."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amazon_channel.models import (
    AUTHORISATION_LASTS,
    WARN_DAYS_BEFORE,
    Account,
    Installation,
    User,
)

Text = str | Promise


class Banner(NamedTuple):
    """One line: how grave it is (danger, warning, info), the text, and what can be done about it."""

    level: str
    text: Text
    deed: Text = ""
    account_id: int | None = None


class Ending(NamedTuple):
    """A consent that ends within 30 days. Negative when overdue."""

    account: Account
    days_left: int


def endings(accounts: list[Account], *, now: datetime) -> list[Ending]:
    """The accounts whose consent ends within 30 days, the soonest first."""
    left = [(account, account.renewal_warning(now=now)) for account in accounts]
    return sorted(
        (Ending(account, days) for account, days in left if days is not None),
        key=lambda ending: ending.days_left,
    )


def banners_for(user: User, *, now: datetime) -> list[Banner]:
    """The lines for this user, the gravest first. One query."""
    moved = Installation.objects.filter(pk=1).values("moved_from")[:1]
    troubled = Q(state=Account.State.NEEDS_REAUTHORISATION) | Q(
        state=Account.State.CONNECTED,
        authorised_at__lte=now - AUTHORISATION_LASTS + timedelta(days=WARN_DAYS_BEFORE[0] + 1),
    )
    annotated = Account.objects.visible_to(user).annotate(moved=Coalesce(Subquery(moved), Value("")))
    rows = list(annotated.filter(troubled | ~Q(moved="")).order_by("name"))
    refused = [row for row in rows if row.state == Account.State.NEEDS_REAUTHORISATION]
    connected = [row for row in rows if row.state == Account.State.CONNECTED]
    return [
        *_copied(rows),
        *_refused(refused),
        *(_ending(ending) for ending in endings(connected, now=now)),
    ]


def _copied(rows: list[Account]) -> list[Banner]:
    moved_from = next((row.moved for row in rows if row.moved), "")  # type: ignore[attr-defined]
    if not moved_from:
        return []
    text = _(
        "This database was at home at %s and has come to a new address, so all accounts went to shadow:"
        " nothing is sent to Amazon. If this is a copy, leave it so. If you have moved, keep this address."
    )
    return [Banner("danger", text % moved_from, _("Keep this address"))]


def _refused(refused: list[Account]) -> list[Banner]:
    """One line for all of them; the button is for the first."""
    if not refused:
        return []
    names = ", ".join(account.name for account in refused)
    text = ngettext(
        "Amazon no longer lets us into %(names)s: nothing is synced until it is authorised again.",
        "Amazon no longer lets us into %(names)s: nothing is synced until they are authorised again.",
        len(refused),
    )
    deed = _("Re-authorise %s") % refused[0].name if len(refused) > 1 else _("Re-authorise")
    return [Banner("danger", text % {"names": names}, deed, refused[0].pk)]


def _ending(ending: Ending) -> Banner:
    days, (_month, second, third) = ending.days_left, WARN_DAYS_BEFORE
    level = "danger" if days <= third else "warning" if days <= second else "info"
    if days < 0:
        text = _("The authorisation of %(name)s is more than a year old; Amazon may end it any time.")
    else:
        text = ngettext(
            "The authorisation of %(name)s ends in %(days)s day.",
            "The authorisation of %(name)s ends in %(days)s days.",
            days,
        )
    said = text % {"name": ending.account.name, "days": days}
    return Banner(level, said, _("Re-authorise"), ending.account.pk)
