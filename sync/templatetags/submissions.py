"""What was sent to Amazon for a listing, told on the listing's own page."""

from django import template

from listings.models import Listing
from sync.submissions import Submission

register = template.Library()

SHOWN = 6
TONES = {
    Submission.State.UNKNOWN: "warn",
    Submission.State.SHOWN: "good",
    Submission.State.REFUSED: "bad",
    Submission.State.NOT_SHOWN: "bad",
    Submission.State.DROPPED: "calm",
}


@register.simple_tag
def sent_for(listing: Listing) -> list[tuple[Submission, str]]:
    """The last things sent, or about to be, newest first; with the tone of their state."""
    rows = Submission.objects.filter(listing=listing).order_by("-pk").defer("body")[:SHOWN]
    return [(row, TONES.get(Submission.State(row.state), "info")) for row in rows]
