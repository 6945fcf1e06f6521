"""The way of every call: leave from the throttle, one attempt, one new token if the old one is refused."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

import httpx

from sync.amazon.addresses import Credentials
from sync.amazon.answers import Observer
from sync.amazon.errors import Denied, Throttled, Unreachable
from sync.amazon.library import Answer, Seam
from sync.amazon.login import Tokens
from sync.amazon.throttle import Subject, Throttle, Ticket
from sync.amazon.wire import TokenRefused, Wire

API = TypeVar("API", bound=Seam)


@dataclass(frozen=True)
class Means:
    """What an account's calls are made with; shared by many accounts but for the observer."""

    http: httpx.Client
    throttle: Throttle
    tokens: Tokens
    observer: Observer
    sleep: Callable[[float], None] = time.sleep


class Caller:
    """Makes one account's calls, one after the other. Not for two threads at a time."""

    def __init__(self, credentials: Credentials, means: Means) -> None:
        self.credentials = credentials
        self.means = means
        self.wire = Wire(means.http, means.observer)
        self._token = ""
        # While an account is being connected its seller id may be unknown: its token stands for it.
        self._seller = credentials.seller_id or _digest(credentials.refresh_token)

    def api(self, kind: type[API]) -> API:
        """One of the library's APIs on this account's endpoint; costs microseconds."""
        return kind(self.credentials.endpoint, self.wire, self._access_token)

    def call(self, operation: str, send: Callable[[], Answer], *, family: str = "") -> Answer:
        """What `send` brings. Waits up to a second for the throttle; errors as of the errors module."""
        try:
            return self._attempt(operation, send, family)
        except TokenRefused as refusal:
            fresh = self.means.tokens.give_up(self.credentials, self._token, certain=refusal.certain)
            if not fresh:
                raise _denied(refusal) from None
        try:
            return self._attempt(operation, send, family)
        except TokenRefused as refusal:
            raise _denied(refusal) from None

    def need(self, operation: str, answer: Answer, key: str, kind: type) -> Any:
        """A part that the model promises. Unreachable if it is not there: half an answer is no answer."""
        found = answer.get(key)
        if not isinstance(found, kind):
            raise Unreachable(operation, f"the answer lacks {key!r}", status_code=200)
        return found

    def _attempt(self, operation: str, send: Callable[[], Answer], family: str) -> Answer:
        ticket = self.means.throttle.take(
            Subject(self.credentials.client_id, self._seller, operation, family)
        )
        if ticket.wait:
            self.means.sleep(ticket.wait)
        self.wire.operation = operation
        try:
            answer = send()
        except Throttled as refusal:
            raise self._later(ticket, refusal) from None
        self.means.throttle.answered(ticket, self.wire.rate_header)
        return answer

    def _later(self, ticket: Ticket, refusal: Throttled) -> Throttled:
        if not refusal.by_amazon or refusal.operation != ticket.subject.operation:
            return refusal  # the login's limit, not this operation's
        # Amazon's words say which of its limits was hit.
        whole = "application" in refusal.message.lower()
        wait = self.means.throttle.refused(
            ticket,
            whole_application=whole,
            retry_after=self.wire.retry_after,
            rate_header=self.wire.rate_header,
        )
        return Throttled(
            refusal.operation,
            refusal.message,
            wait=wait,
            code=refusal.code,
            request_id=refusal.request_id,
            by_amazon=True,
        )

    def _access_token(self) -> str:
        means = self.means
        self._token = means.tokens.access_token(self.credentials, means.http, means.observer)
        return self._token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()[:16]


def _denied(refusal: TokenRefused) -> Denied:
    return Denied(
        refusal.operation,
        refusal.message,
        status_code=refusal.status_code,
        code=refusal.code,
        request_id=refusal.request_id,
    )
