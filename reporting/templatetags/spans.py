"""Spans of time in short words."""

from datetime import datetime, timedelta

from django import template
from django.utils.translation import gettext as _

register = template.Library()

UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


@register.filter
def span(seconds: float | timedelta | None) -> str:
    """Seconds as '4 s', '3 min', '2 h' or '5 d' – the largest unit that fits; '—' for none."""
    if seconds is None:
        return "—"
    total = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
    for size, unit in UNITS:
        if total >= size:
            return f"{int(total // size)} {unit}"
    return _("under 1 s")


@register.filter
def since(moment: datetime, now: datetime) -> str:
    """How long ago that was, as '12 s ago'."""
    return _("%s ago") % span(max(now - moment, timedelta(0)))
