"""What Amazon says of attributes into the catalog. Asks Amazon nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from listings.amazon_attributes.importing import import_values
from sync.work import Work


def fill_catalog(work: Work) -> None:
    """Import what is mapped in the store; only what differs is written."""
    done = import_values(work.store, now=work.clock(), beat=work.beat)
    work.tally.changed = done.written
    if done.more:
        work.tally.message = _("Many products are to be looked at: it goes on in the next run.")
