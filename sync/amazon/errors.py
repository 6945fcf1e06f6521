"""What can go wrong between us and Amazon.

AmazonError
├── Retryable          the next run tries again; nobody need do anything
│   ├── Throttled      over the limit: come back after `wait` seconds
│   ├── Unreachable    no answer, half an answer, or none that is Amazon's (5xx, HTML, cut connection)
│   ├── Denied         403 although the authorisation stands; such storms pass
│   └── LinkExpired    the document's link is over five minutes old: ask for a new one
└── Refused            the same call will fail again; a person or the caller must change something
    ├── Unauthorized   the application's client id or secret is wrong
    ├── Revoked        the seller has withdrawn the authorisation, or it ran out: authorise again
    ├── Invalid        Amazon does not accept the call as it was sent
    ├── NotFound       Amazon itself says that there is no such thing
    └── ForeignAddress an address that is neither Amazon's nor the sandbox's; nothing was sent
"""

import re
from typing import Any

_SECRET = re.compile(
    r"Atz[ra]\|[^\s\"',}]+|amzn1\.oa2-cs\.[\w.\-]+"
    r"|(?i:(?:client_secret|refresh_token|access_token|X-Amz-(?:Signature|Credential|Security-Token))"
    r"[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]+"
)
_LONGEST = 1000


def without_secrets(text: str) -> str:
    """The text, at most 1,000 characters, with '***' for what looks like a token, secret or signature."""
    return _SECRET.sub("***", text)[:_LONGEST]


class AmazonError(Exception):
    """A call that did not succeed: which call, what Amazon said, and which request it was."""

    retryable = False

    def __init__(
        self,
        operation: str,
        message: str,
        *,
        status_code: int | None = None,
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(operation, message)
        self.operation = operation
        self.message = without_secrets(message)
        self.status_code = status_code
        self.code = code
        self.request_id = request_id
        self.args = (str(self),)

    def __reduce__(self) -> tuple[Any, ...]:
        # Workers hand errors to each other pickled; the constructor's named arguments would be lost.
        return _again, (type(self), self.__dict__)

    def __str__(self) -> str:
        facts = [
            str(self.status_code or ""),
            self.code,
            f"request {self.request_id}" if self.request_id else "",
        ]
        inside = ", ".join(fact for fact in facts if fact)
        return f"{self.operation}: {self.message}" + (f" ({inside})" if inside else "")


def _again(kind: type[AmazonError], state: dict[str, Any]) -> AmazonError:
    error = kind.__new__(kind)
    error.__dict__.update(state)
    error.args = (str(error),)
    return error


class Retryable(AmazonError):
    """May go well the next time."""

    retryable = True


class Throttled(Retryable):
    """Over a limit. `wait` says after how many seconds it is worth another try."""

    def __init__(
        self,
        operation: str,
        message: str,
        *,
        wait: float,
        code: str = "",
        request_id: str = "",
        by_amazon: bool,
    ) -> None:
        self.wait = wait
        self.by_amazon = by_amazon  # False: our own bucket was empty and nothing was sent
        super().__init__(
            operation, message, status_code=429 if by_amazon else None, code=code, request_id=request_id
        )


class Unreachable(Retryable):
    """Amazon did not answer, or not with an answer of its own."""


class Denied(Retryable):
    """403 that a new token does not mend, while the authorisation itself stands."""


class LinkExpired(Retryable):
    """A document's link no longer opens."""


class Refused(AmazonError):
    """Will not go well the next time either."""


class Unauthorized(Refused):
    """Login with Amazon does not know the application's client id or secret."""


class Revoked(Refused):
    """Login with Amazon no longer accepts the refresh token, or the code (invalid_grant)."""


class Invalid(Refused):
    """Amazon does not accept the call."""


class NotFound(Refused):
    """Amazon says there is no such thing."""


class ForeignAddress(Refused):
    """An address that this process must not call."""
