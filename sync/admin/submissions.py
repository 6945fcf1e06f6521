"""What was sent to Amazon: the list with what became of it, and one submission with the offer it carried."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from amazon_channel.admin_base import ReadOnlyAdmin, VisibleRelatedFilter, labelled
from sync.submissions import Submission

State = Submission.State
STATE_COLOURS: dict[str, str] = {
    State.READY: "info",
    State.SENDING: "primary",
    State.ACCEPTED: "primary",
    State.UNKNOWN: "warning",
    State.SHOWN: "success",
    State.REFUSED: "danger",
    State.NOT_SHOWN: "danger",
    State.DROPPED: "info",
}


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """Newest first. Nothing is sent from here: a listing's own page says what can be done."""

    account_path = "account"
    why_empty = _("Nothing was sent to Amazon yet. In shadow mode nothing is.")
    list_display = ("seller_sku", "store", "operation", "move", "state_badge", "opened_at", "words")
    list_filter = (("account", VisibleRelatedFilter), ("store", VisibleRelatedFilter), "operation", "state")
    list_select_related = ("store",)
    ordering = ("-pk",)
    sortable_by = ()
    fields = (
        "listing_page", "store", "operation", "move", "state", "said", "submission_id", "attempts",
        "opened_at", "sent_at", "settled_at", "run", "offer",
    )  # fmt: skip
    readonly_fields = ("listing_page", "move", "offer")

    @admin.display(description=_("ASIN"))
    def move(self, row: Submission) -> str:
        return f"{row.old_asin} → {row.asin}"

    @admin.display(description=_("Amazon's words"))
    def words(self, row: Submission) -> str:
        """Their beginning: a card of a narrow screen has two lines."""
        return Truncator(row.said).chars(48)

    @labelled(_("state"), STATE_COLOURS)
    def state_badge(self, row: Submission) -> Any:
        return row.state, row.get_state_display()

    @admin.display(description=_("Amazon SKU"))
    def listing_page(self, row: Submission) -> str:
        address = reverse("admin:listings_listing_change", args=[row.listing_id])
        link = '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>'
        return format_html(link, address, row.seller_sku)

    @admin.display(description=_("the offer"))
    def offer(self, row: Submission) -> str:
        """The offer as Amazon gets it, or will get it once the old one is ended."""
        text = json.dumps(row.body, indent=2, ensure_ascii=False)
        return format_html('<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>', text)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("sync.view_submission")
