"""One HTTP attempt: sends it, times it, tells the observer, and turns every bad answer into a named error."""

import re
import time
from typing import Any, NamedTuple

import httpx

from sync.amazon.answers import Call, Observer
from sync.amazon.errors import (
    AmazonError,
    Denied,
    Invalid,
    NotFound,
    Throttled,
    Unreachable,
    without_secrets,
)

_JSON = re.compile(r"application/(?:[\w.+-]*\+)?json\b", re.IGNORECASE)
_NOT_FOUND = {"notfound", "resourcenotfound"}
_ABOUT_TOKEN = re.compile(r"token.*(expired|revoked|malformed|invalid|missing)", re.IGNORECASE)


class Said(NamedTuple):
    """The first error that Amazon's answer names."""

    code: str
    message: str
    is_json: bool


class TokenRefused(Denied):
    """401 or 403: `certain` if the answer says that it is the token, not the right, that is missing."""

    certain = False


class Wire:
    """Stands where python-amazon-sp-api expects its transport, one per API object.

    The library takes a 5xx with an HTML body for an empty success; here no such answer gets through.
    """

    def __init__(self, http: httpx.Client, observer: Observer) -> None:
        self._http = http
        self._observer = observer
        self.operation = ""
        self.rate_header: str | None = None
        self.retry_after = 0.0  # seconds that the last answer asks to wait
        self.answer: Any = None  # of the last good attempt, decoded; None where it had no body

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Any = None,
        data: Any = None,
        content: Any = None,
        headers: Any = None,
    ) -> httpx.Response:
        """A 2xx answer with JSON or with nothing in it. Any other outcome is an AmazonError."""
        started = time.monotonic()
        self.rate_header = None
        try:
            response = self._http.request(
                method, url, params=params, data=data, content=content, headers=headers
            )
        except httpx.HTTPError as error:
            raise self.failed(error, started) from error
        self.rate_header = response.headers.get("x-amzn-RateLimit-Limit")
        self.retry_after = _seconds(response.headers.get("retry-after"))
        try:
            self.answer = self._decoded(response)
        except AmazonError as problem:
            self.tell_error(problem, started)
            raise
        self._tell(response.status_code, started, request_id=request_id_of(response))
        return response

    def _decoded(self, response: httpx.Response) -> Any:
        if response.is_success and not response.content:
            return None
        if not response.is_success or not _is_json(response):
            raise error_of(self.operation, response)
        try:
            return response.json()
        except ValueError:
            # from None: the decoder's error carries the whole document
            raise Unreachable(
                self.operation,
                f"answered {response.status_code} with broken JSON",
                status_code=response.status_code,
                request_id=request_id_of(response),
            ) from None

    def failed(self, error: httpx.HTTPError, started: float) -> Unreachable:
        """No answer, or half of one: told to the observer and made an Unreachable."""
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        problem = Unreachable(self.operation, f"no whole answer: {what}")
        self.tell_error(problem, started)
        return problem

    def tell_error(self, problem: AmazonError, started: float) -> None:
        """Tell the observer of a failed attempt."""
        self._tell(
            problem.status_code,
            started,
            code=problem.code,
            message=problem.message,
            request_id=problem.request_id,
            throttled=isinstance(problem, Throttled),
            retryable=problem.retryable,
        )

    def _tell(
        self,
        status_code: int | None,
        started: float,
        *,
        code: str = "",
        message: str = "",
        request_id: str = "",
        throttled: bool = False,
        retryable: bool = False,
    ) -> None:
        seconds = time.monotonic() - started
        self._observer.called(
            Call(self.operation, status_code, code, message, request_id, seconds, throttled, retryable)
        )


def request_id_of(response: httpx.Response) -> str:
    """Amazon's id of the request, for its support."""
    return str(response.headers.get("x-amzn-RequestId") or response.headers.get("x-amz-request-id") or "")


def error_of(operation: str, response: httpx.Response) -> AmazonError:
    """The error that an answer other than a good one stands for."""
    status, said = response.status_code, said_by(response)
    facts: dict[str, Any] = {"code": said.code, "request_id": request_id_of(response)}
    if status == 429:
        return Throttled(operation, said.message, wait=0.0, by_amazon=True, **facts)
    facts["status_code"] = status
    if status in (401, 403):
        refused = TokenRefused(operation, said.message, **facts)
        refused.certain = status == 401 or _ABOUT_TOKEN.search(said.message) is not None
        return refused
    if not 400 <= status < 500 or not said.is_json:
        return Unreachable(operation, said.message, **facts)
    if status == 404:
        genuine = re.sub(r"[^a-z]", "", said.code.lower()) in _NOT_FOUND
        return (NotFound if genuine else Unreachable)(operation, said.message, **facts)
    return Invalid(operation, said.message, **facts)


def said_by(response: httpx.Response) -> Said:
    """What an answer says went wrong, in Amazon's words where they are there."""
    answer: Any = None
    if _is_json(response):
        try:
            answer = response.json()
        except ValueError:
            answer = None
    errors = answer.get("errors") if isinstance(answer, dict) else answer
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else None
    if first is None:
        kind = response.headers.get("content-type", "no content type").split(";")[0]
        return Said(
            "", f"answered {response.status_code} with {kind} instead of Amazon's JSON", is_json=False
        )
    # The reason is often in the details only: "Access to requested resource is denied." / "… has expired."
    words = " ".join(str(first[name]) for name in ("message", "details") if first.get(name))
    return Said(without_secrets(str(first.get("code") or "")), words or "no reason given", is_json=True)


def _is_json(response: httpx.Response) -> bool:
    return _JSON.match(response.headers.get("content-type", "")) is not None


def _seconds(header: str | None) -> float:
    """A Retry-After in seconds, at most an hour; 0 for none (Amazon sends no dates)."""
    return min(float(header), 3600.0) if header and header.isdigit() else 0.0
