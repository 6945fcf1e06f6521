"""The one gate between us and Amazon: nothing that changes anything there is sent but through it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amazon_channel.models import Account, Store

SHADOW = _("In shadow mode nothing is sent: switch the account to live.")
PAUSED = _("The account is paused: nothing is sent.")
NOT_CONNECTED = _("Amazon does not let us in: nothing is sent.")
NOT_ACTIVE = _("The store is not active: nothing is sent.")


def shut(store: Store) -> str | Promise:
    """Why nothing may be sent for this store now; '' if it may. Reads anew: people switch at any time."""
    now = Store.objects.select_related("account").get(pk=store.pk)
    account = now.account
    if account.mode != Account.Mode.LIVE:
        return SHADOW
    if account.paused_at:
        return PAUSED
    if account.state != Account.State.CONNECTED:
        return NOT_CONNECTED
    return "" if now.active and now.deleting_at is None else NOT_ACTIVE
