"""Login with Amazon: trades refresh tokens and codes for tokens; keeps access tokens per account."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx

from sync.amazon.addresses import TOKEN_PATH, Credentials
from sync.amazon.answers import Call, Observer
from sync.amazon.errors import AmazonError, Invalid, Revoked, Throttled, Unauthorized, Unreachable

OPERATION = "loginWithAmazon"
EARLY = 60.0  # seconds before its end that a token is no longer used
YOUNG = 60.0  # seconds in which a 403 that does not name the token cannot be the token's fault
_KINDS: dict[str, type[AmazonError]] = {
    "invalid_grant": Revoked,
    "invalid_client": Unauthorized,
    "unauthorized_client": Unauthorized,
}


def ask_login(http: httpx.Client, login: str, form: dict[str, str], *, observer: Observer) -> dict[str, Any]:
    """The token endpoint's answer.

    Revoked for invalid_grant, Unauthorized for a wrong client, Invalid for any other OAuth error, Throttled
    for 429, Unreachable for the rest.
    """
    started = time.monotonic()
    problem: AmazonError | None = None
    response: httpx.Response | None = None
    try:
        response = http.post(login + TOKEN_PATH, data=form)
        return _granted(response)
    except httpx.HTTPError as error:
        problem = Unreachable(OPERATION, f"no whole answer: {type(error).__name__}")
        raise problem from error
    except AmazonError as error:
        problem = error
        raise
    finally:
        observer.called(_call(response, problem, time.monotonic() - started))


def _granted(response: httpx.Response) -> dict[str, Any]:
    request_id = str(response.headers.get("x-amzn-RequestId", ""))
    status = response.status_code
    try:
        said = response.json()
    except ValueError:
        said = None
    if status == 200 and isinstance(said, dict) and isinstance(said.get("access_token"), str):
        return said
    code = str(said.get("error", "")) if isinstance(said, dict) else ""
    if status == 429:
        raise Throttled(
            OPERATION, "too many logins", wait=60.0, code=code, request_id=request_id, by_amazon=True
        )
    if not 400 <= status < 500 or not code:
        what = f"answered {status} without a token"
        raise Unreachable(OPERATION, what, status_code=status, code=code, request_id=request_id)
    words = str(said.get("error_description") or code)
    raise _KINDS.get(code, Invalid)(OPERATION, words, status_code=status, code=code, request_id=request_id)


def _call(response: httpx.Response | None, problem: AmazonError | None, seconds: float) -> Call:
    return Call(
        OPERATION,
        response.status_code if response is not None else None,
        problem.code if problem else "",
        problem.message if problem else "",
        str(response.headers.get("x-amzn-RequestId", "")) if response is not None else "",
        seconds,
        isinstance(problem, Throttled),
        bool(problem and problem.retryable),
    )


@dataclass
class _Kept:
    """An account's access token; its lock lets one thread fetch while the others wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    token: str = field(default="", repr=False)
    fetched_at: float = 0.0
    ends_at: float = 0.0


class Tokens:
    """Access tokens of this process, one per application, refresh token and login address.

    Two accounts never share one, whatever else they have in common, and a new refresh token starts afresh.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, str, str], _Kept] = {}
        self._lock = threading.Lock()
        self._pid = os.getpid()

    def access_token(self, credentials: Credentials, http: httpx.Client, observer: Observer) -> str:
        """A token with at least a minute to live. Errors as of `ask_login`."""
        kept = self._of(credentials)
        if kept.token and self._clock() < kept.ends_at:
            return kept.token
        with kept.lock:
            if not kept.token or self._clock() >= kept.ends_at:
                self._fetch(kept, credentials, http, observer)
            return kept.token

    def give_up(self, credentials: Credentials, refused: str, *, certain: bool) -> bool:
        """Forget a token that Amazon refused; whether the call is worth another try with a new one.

        A refusal that does not name the token (`certain` false) is believed only of one older than a minute:
        in a storm of 403s every call would else fetch a new token. Another thread's newer token is kept.
        """
        kept = self._of(credentials)
        with kept.lock:
            if kept.token != refused:
                return True
            if not certain and self._clock() - kept.fetched_at < YOUNG:
                return False
            kept.token = ""
            return True

    def clear(self) -> None:
        """Forget all tokens."""
        self._lock = threading.Lock()
        self._kept = {}
        self._pid = os.getpid()

    def _of(self, credentials: Credentials) -> _Kept:
        if self._pid != os.getpid():
            self.clear()  # forked: a lock that another thread held at that moment would stay shut for ever
        digest = sha256(credentials.refresh_token.encode()).hexdigest()
        key = (credentials.login, credentials.client_id, digest)
        found = self._kept.get(key)
        if found is None:
            with self._lock:
                found = self._kept.setdefault(key, _Kept())
        return found

    def _fetch(self, kept: _Kept, credentials: Credentials, http: httpx.Client, observer: Observer) -> None:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": credentials.refresh_token,
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
        }
        kept.token = ""
        said = ask_login(http, credentials.login, form, observer=observer)
        kept.fetched_at = self._clock()
        # ends_at before token: a thread that reads without the lock must not pair a new token with an old end
        kept.ends_at = kept.fetched_at + max(_lifetime(said) - EARLY, 1.0)
        kept.token = said["access_token"]


def _lifetime(said: dict[str, Any]) -> float:
    try:
        return float(said.get("expires_in") or 0)
    except (TypeError, ValueError):
        return 0.0
