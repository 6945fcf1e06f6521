"""Consents that end soon, as findings: Amazon ends a seller's consent after a year."""

from datetime import datetime

from django.utils.translation import gettext as _

from amazon_channel.banners import endings
from amazon_channel.models import Account
from sync import findings


def renewal_findings(now: datetime) -> int:
    """Raise or renew a finding for each account with 30 days or fewer left; how many there are.

    Connecting again settles it. For the timetable, once a day.
    """
    soon = endings(list(Account.objects.filter(state=Account.State.CONNECTED)), now=now)
    for account, days_left in soon:
        detail = _("%(days)s days left, until %(day)s.") % {
            "days": max(days_left, 0),
            "day": account.renew_by.date().isoformat(),
        }
        findings.report("renewal_due", account=account, now=now, detail=detail)
    return len(soon)
