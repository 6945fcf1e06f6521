"""Writes of one listing with a typed answer: an offer put or tried, an offer deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.amazon.errors import NotFound, Unreachable

if TYPE_CHECKING:
    from sync.amazon.client import Amazon

STATUSES = ("ACCEPTED", "INVALID", "VALID")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Submitted:
    """Amazon's answer to a write. ACCEPTED is not applied: read the listing back. VALID: a preview's yes.

    `said` is what Amazon objects to, in its words; `asin` the one it would take, where it names one.
    """

    status: str
    submission_id: str = ""
    said: str = ""
    asin: str = ""

    @property
    def good(self) -> bool:
        """Whether Amazon took it, or would."""
        return self.status != "INVALID"


def try_offer(amazon: Amazon, marketplace_id: str, sku: str, body: dict[str, Any]) -> Submitted:
    """Have an offer judged; nothing is written at Amazon."""
    return _read("putListingsItem", amazon.put_listing(marketplace_id, sku, body, preview=True))


def put_offer(amazon: Amazon, marketplace_id: str, sku: str, body: dict[str, Any]) -> Submitted:
    """Make an offer, or replace the whole of it."""
    return _read("putListingsItem", amazon.put_listing(marketplace_id, sku, body))


def delete_offer(amazon: Amazon, marketplace_id: str, sku: str) -> Submitted:
    """Delete a listing from one marketplace. One that is not there is deleted already."""
    try:
        return _read("deleteListingsItem", amazon.delete_listing(marketplace_id, sku))
    except NotFound:
        return Submitted("ACCEPTED")


def objections(issues: Any) -> str:
    """What Amazon calls errors in a list of issues, with their codes; '' for none."""
    listed = issues if isinstance(issues, list) else []
    errors = [issue for issue in listed if isinstance(issue, dict) and issue.get("severity") == "ERROR"]
    return "\n".join(f"{issue.get('code', '')} {issue.get('message', '')}".strip() for issue in errors)[
        :LONGEST
    ]


def _read(operation: str, answer: dict[str, Any]) -> Submitted:
    status = answer.get("status")
    if status not in STATUSES:
        raise Unreachable(operation, f"the answer's status is {status!r}", status_code=200)
    identifiers = answer.get("identifiers")
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else {}
    return Submitted(
        str(status),
        str(answer.get("submissionId") or "")[:80],
        objections(answer.get("issues")),
        str(first.get("asin") or "") if isinstance(first, dict) else "",
    )
