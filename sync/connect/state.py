"""The round trip to the consent page: a `state` that is signed, bound to the session, used once, expiring."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest

LASTS_SECONDS = 30 * 60  # time enough for a password, a second factor and Amazon's terms
AT_ONCE = 5  # consent pages that one person may have open
SESSION_KEY = "consents under way"
SALT = "sync.connect.state"


class StateRefused(Exception):
    """The `state` is not one that this session was given, was used before, or is too old."""


@dataclass(frozen=True)
class Intent:
    """What the person set out to do when leaving for the consent page."""

    application_id: int
    region: str
    name: str = ""
    email: str = ""
    account_id: int | None = None  # the account that is authorised again; None for a new one


def leave(request: HttpRequest, intent: Intent) -> str:
    """Remember the intent in the session; the `state` to send along."""
    nonce = secrets.token_urlsafe(24)
    under_way: dict[str, Any] = request.session.get(SESSION_KEY, {})
    kept = dict(list(under_way.items())[-(AT_ONCE - 1) :])
    request.session[SESSION_KEY] = {**kept, nonce: asdict(intent)}
    return TimestampSigner(salt=SALT).sign(nonce)


def come_back(request: HttpRequest, state: str) -> Intent:
    """The intent that belongs to the `state`, which is spent by this. Raises StateRefused."""
    try:
        nonce = TimestampSigner(salt=SALT).unsign(state, max_age=LASTS_SECONDS)
    except SignatureExpired as error:
        raise StateRefused("expired") from error
    except BadSignature as error:
        raise StateRefused("forged") from error
    under_way: dict[str, Any] = request.session.get(SESSION_KEY, {})
    intent = under_way.pop(nonce, None)
    request.session[SESSION_KEY] = under_way
    if intent is None:
        raise StateRefused("unknown to this session, or used before")
    return Intent(**intent)
