"""What a handler gets and gives: request, response, Amazon's errors, and the table of routes."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

if TYPE_CHECKING:
    from sandbox.box import Sandbox

Body = bytes | Iterable[bytes]
Access = Literal["seller", "open", "control"]
JSON = "application/json"


@dataclass(slots=True)
class Request:
    """One call. `path` holds the template's names, percent-decoded exactly once; `query` is decoded too."""

    method: str
    raw_path: str
    query: dict[str, list[str]]
    headers: dict[str, str]  # names in lower case
    body: bytes
    base_url: str  # http://127.0.0.1:8765, for links the sandbox mints
    path: dict[str, str] = field(default_factory=dict)
    operation: str = ""
    seller_id: str = ""  # of the access token; empty on open and control routes
    client_id: str = ""
    remote: str = ""  # the caller's address

    def json(self) -> Any:
        """The body as JSON; 415 when it is called something else, InvalidInput when it is none."""
        if not self.headers.get("content-type", "").startswith(JSON):
            raise ApiError(415, "UnsupportedMediaType", f"Send the request body as {JSON}.")
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise invalid_input("Request body is not valid JSON.", details=str(error)) from None

    def first(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else default

    def csv(self, name: str) -> list[str]:
        """A list parameter: comma-separated, repeated, or both; empty parts dropped."""
        return [part for value in self.query.get(name, []) for part in value.split(",") if part]


@dataclass(slots=True)
class Response:
    """An answer. A body that is an iterable of bytes is streamed (chunked)."""

    status: int = 200
    body: Body = b""
    headers: list[tuple[str, str]] = field(default_factory=list)


class ApiError(Exception):
    """Amazon's refusal: becomes an ErrorList body with this HTTP status."""

    def __init__(self, status: int, code: str, message: str, *, details: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details

    def response(self) -> Response:
        """The ErrorList."""
        error = {"code": self.code, "message": self.message, "details": self.details}
        return answer({"errors": [error]}, status=self.status)


def invalid_input(message: str, *, details: str = "") -> ApiError:
    """400 InvalidInput."""
    return ApiError(400, "InvalidInput", message, details=details)


def unauthorized(details: str) -> ApiError:
    """403 Unauthorized, as Amazon words it whatever the cause."""
    return ApiError(403, "Unauthorized", "Access to requested resource is denied.", details=details)


def not_found(message: str) -> ApiError:
    """404 NOT_FOUND."""
    return ApiError(404, "NOT_FOUND", message)


def answer(value: Any, *, status: int = 200) -> Response:
    """A JSON answer, compact, text kept as UTF-8."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, [("Content-Type", JSON)])


Handler = Callable[["Sandbox", Request], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """A served operation.

    access: "seller" wants a valid access token and is throttled, counted and open to faults under the
    operation's name; "open" is served to anyone (login, pages, documents), counted and open to faults;
    "control" is the sandbox's own interface.
    """

    operation: str  # Amazon's operationId
    method: str
    template: str  # /reports/2021-06-30/reports/{reportId}
    handler: Handler
    access: Access = "seller"


class Router:
    """Finds the route of a method and raw path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(route, _pattern(route.template)) for route in routes]

    def find(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]] | None:
        """The route and its path parameters; None for an unknown method or path."""
        for route, pattern in self._routes:
            if route.method == method and (match := pattern.fullmatch(raw_path)):
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    def __iter__(self) -> Iterator[Route]:
        return (route for route, _ in self._routes)


def _pattern(template: str) -> re.Pattern[str]:
    # Matched before decoding, so that a SKU's %2F stays inside its own path segment.
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)))
