"""One issue of a listing as Amazon tells it. Pure: JSON in, facts out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SEVERITIES = {"ERROR", "WARNING", "INFO"}
EXEMPTIONS = {"EXEMPT", "EXEMPT_UNTIL_EXPIRY_DATE", "NOT_EXEMPT"}


class NotUnderstood(ValueError):
    """A record has a value or a shape that Amazon's model does not know."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What is wrong with a listing. `actions` are what Amazon does about it unless it is exempt."""

    code: str
    message: str
    severity: str
    categories: tuple[str, ...] = ()
    attribute_names: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    exemption: str = ""
    exempt_until: datetime | None = None

    @property
    def key(self) -> str:
        """What makes it the same issue in the next read: code and attributes, or its text."""
        return "\n".join((self.code, *(sorted(self.attribute_names) or (self.message,))))

    @property
    def lacks_something(self) -> bool:
        """Whether Amazon says that data is missing."""
        return any(category.startswith("MISSING_") for category in self.categories)

    def enforced(self, *, now: datetime) -> tuple[str, ...]:
        """The actions that Amazon takes now: none while the listing is exempt."""
        expired = self.exempt_until is not None and self.exempt_until <= now
        exempt = self.exemption == "EXEMPT" or (self.exemption == "EXEMPT_UNTIL_EXPIRY_DATE" and not expired)
        return () if exempt else self.actions


def issue_facts(issue: dict[str, Any]) -> IssueFacts:
    """One issue; NotUnderstood for a severity, exemption or shape that is not known."""
    severity = issue.get("severity")
    if severity not in SEVERITIES:
        raise NotUnderstood("issues.severity", f"{severity} is not known")
    enforcements = _object(issue, "enforcements")
    exemption = _object(enforcements, "exemption")
    status = _text(exemption.get("status"), "enforcements.exemption")
    if status and status not in EXEMPTIONS:
        raise NotUnderstood("issues.enforcements.exemption", f"{status} is not known")
    return IssueFacts(
        code=_text(issue.get("code"), "code")[:40],
        message=_text(issue.get("message"), "message"),
        severity=severity,
        categories=_texts(issue.get("categories"), "categories"),
        attribute_names=_texts(issue.get("attributeNames"), "attributeNames"),
        actions=_actions(enforcements.get("actions")),
        exemption=status,
        exempt_until=_expiry(exemption.get("expiryDate")),
    )


def _actions(values: Any) -> tuple[str, ...]:
    if values is not None and not (isinstance(values, list) and all(isinstance(v, dict) for v in values)):
        raise NotUnderstood("issues.enforcements.actions", "is not a list of objects")
    return tuple(_text(value.get("action"), "enforcements.actions")[:40] for value in values or ())


def _object(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    if value is not None and not isinstance(value, dict):
        raise NotUnderstood(f"issues.{name}", "is not an object")
    return value or {}


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        raise NotUnderstood(f"issues.{name}", "is not a text that can be stored")
    return value


def _texts(values: Any, name: str) -> tuple[str, ...]:
    if values is not None and not isinstance(values, list):
        raise NotUnderstood(f"issues.{name}", "is not a list")
    return tuple(_text(value, name)[:120] for value in values or ())


def _expiry(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotUnderstood("issues.enforcements.exemption.expiryDate", f"{value!r} is not a time") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
