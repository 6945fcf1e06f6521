"""How far the deletion of an account is."""

from django import template

from amazon_channel.models import Account
from sync.deletion import listings_left

register = template.Library()


@register.simple_tag
def deletion_progress(account: Account) -> int | None:
    """How many listings a deletion still has before it; None if the account is not being deleted."""
    return listings_left(account) if account.state == Account.State.DELETING else None
