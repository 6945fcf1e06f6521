"""What the sync noticed that a person should know: kinds with their advice, raised once and settled once."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Account, Store
from sync.models import Finding


class Kind(NamedTuple):
    """What happened, and what a person can do about it."""

    title: str | Promise
    advice: str | Promise


KINDS: dict[str, Kind] = {
    "needs_reauthorisation": Kind(
        _("Amazon no longer lets us in"),
        _("Connect the account again. Its listings stay as they were last read until then."),
    ),
    "renewal_due": Kind(
        _("The authorisation ends soon"),
        _("Connect the account again before that day; Amazon ends every authorisation after a year."),
    ),
    "application_refused": Kind(
        _("Amazon does not know the application"),
        _("Check the client id and secret of the application; its accounts go on with the next sync."),
    ),
    "access_denied": Kind(
        _("Amazon refuses access"),
        _("Often this passes by itself. If it lasts, check the application's roles in Seller Central."),
    ),
    "sales_denied": Kind(
        _("Amazon does not tell what was sold"),
        _(
            "If access is denied, give the application the role Product Listing or Inventory and Order"
            " Tracking, and connect the account again. Settle this finding then: the next sync asks again."
        ),
    ),
    "unreachable": Kind(
        _("Amazon does not answer"),
        _("Nothing to do: each sync tries again and goes on where the last one stopped."),
    ),
    "stage_broken": Kind(
        _("A part of the sync failed unexpectedly"),
        _("Look into the worker's log for this run. Everything else went on, and the next sync tries again."),
    ),
    "held_report": Kind(
        _("A report is held back"),
        _("Look at the report: accept it if it is right, discard it if not. Nothing was changed by it."),
    ),
    "shrunk": Kind(
        _("The listings report shrank a lot"),
        _("Check in Seller Central whether so many listings are gone. Then accept or discard the report."),
    ),
    "no_status_column": Kind(
        _("The listings report lacks its status column"),
        _("Nothing was changed. A new report is asked for; if it lasts, tell Amazon's support."),
    ),
    "missing": Kind(
        _("Listings are missing at Amazon"),
        _("Each is asked for by its SKU before it counts as ended. Nothing to do."),
    ),
    "ghost": Kind(
        _("A listing that Amazon's report lacks still answers"),
        _("If you deleted it, delete it once more in Seller Central; it may still be found by buyers."),
    ),
    "offer_not_ended": Kind(
        _("Amazon has accepted the end of an offer and still shows it"),
        _("Nothing to do for a day: each sync looks again. The offer on the new ASIN waits until then."),
    ),
    "offer_not_shown": Kind(
        _("Amazon has accepted an offer and does not show it"),
        _("Nothing to do for a day: each sync looks again. The old offer is ended, the new one not on sale."),
    ),
    "offer_lost": Kind(
        _("An offer is off Amazon: the old one is ended, the new one refused"),
        _("Open the listing, read the reason, and assign another ASIN or the old one. The offer is kept."),
    ),
    "repeated_page": Kind(
        _("Amazon sent the same page of listings again"),
        _("Nothing to do: the search is read again from its start, and nothing is counted twice."),
    ),
    "endless_token": Kind(
        _("Amazon's search did not come to an end"),
        _("Nothing to do: reading stopped after the number of listings that Amazon had announced."),
    ),
    "too_many_changes": Kind(
        _("More changed in one moment than Amazon's search can show"),
        _("Nothing to do: a full report is asked for, which shows them all."),
    ),
    "case_twins": Kind(
        _("SKUs that differ only in upper and lower case"),
        _("They are kept apart. Rename one of them in Seller Central to avoid mistakes."),
    ),
}

RAISE = """
INSERT INTO sync_finding (account_id, store_id, kind, subject, detail, first_at, last_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (account_id, store_id, kind, subject) WHERE resolved_at IS NULL
DO UPDATE SET detail = excluded.detail, last_at = excluded.last_at
"""


def report(
    kind: str,
    *,
    account: Account,
    now: datetime,
    store: Store | None = None,
    subject: str = "",
    detail: str = "",
) -> None:
    """Raise a finding, or note that an open one of the same kind and subject still holds.

    KeyError for a kind that KINDS does not know.
    """
    KINDS[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            RAISE, [account.pk, store.pk if store else None, kind, subject[:255], detail, now, now]
        )


def resolve(
    kind: str, *, account: Account, now: datetime, store: Store | None = None, subject: str | None = None
) -> int:
    """Settle open findings of this kind (of one subject, or of all); how many there were."""
    found = Finding.objects.filter(account=account, store=store, kind=kind, resolved_at=None)
    if subject is not None:
        found = found.filter(subject=subject[:255])
    return found.update(resolved_at=now)


def describe(kind: str) -> Kind:
    """The title and advice of a kind; of one that a newer version left behind, its bare name."""
    return KINDS.get(kind) or Kind(kind.replace("_", " "), "")
