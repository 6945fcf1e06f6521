"""The door: every call passes here – recognised, authorised, throttled, spoilt on demand, counted."""

import re
import sys
import traceback
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from sandbox import auth, spoil
from sandbox.box import Sandbox
from sandbox.listings.changes import apply_due
from sandbox.routes import all_routes
from sandbox.routing import ApiError, Request, Response, Route, invalid_input, unauthorized
from sandbox.server import ConnectionCut

HOST = re.compile(r"(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})


class App:
    """The sandbox as a WSGI application. `hosts`: further names that a Host header may carry."""

    def __init__(self, box: Sandbox, *, hosts: frozenset[str] = frozenset()) -> None:
        self.box = box
        self._router = all_routes()
        self._hosts = LOCAL_NAMES | hosts

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI."""
        request = read_request(environ)
        response = self.respond(request)
        headers = [*response.headers, ("x-amzn-RequestId", str(uuid.uuid4()))]
        if isinstance(response.body, bytes):
            if not any(name.lower() == "content-length" for name, _ in headers):
                headers.append(("Content-Length", str(len(response.body))))
            body: Iterable[bytes] = [response.body]
        else:
            body = response.body
        start_response(f"{response.status} {HTTPStatus(response.status).phrase}", headers)
        return body

    def respond(self, request: Request) -> Response:
        """The answer to a call; every refusal is an ErrorList."""
        status = 0
        try:
            response = self._answer(request)
            status = response.status
        except ApiError as error:
            response = error.response()
            status = error.status
        except ConnectionCut:
            raise
        except Exception:
            # A defect of the sandbox itself: shown to whoever runs it, and a 500 to the caller.
            traceback.print_exc(file=sys.stderr)
            response = ApiError(500, "InternalFailure", "The sandbox itself failed.").response()
            status = 500
        finally:
            # Counted also when the connection is cut (status 0).
            if request.operation and not request.raw_path.startswith("/_control/"):
                self.box.counters.add(request.seller_id, request.operation, status)
        rate = self.box.throttle.header(request.operation)
        if rate and response.status != 403:
            response.headers.append(("x-amzn-RateLimit-Limit", rate))
        return response

    def _answer(self, request: Request) -> Response:
        self._check_host(request)
        found = self._router.find(request.method, request.raw_path)
        if found is None:
            raise unauthorized("")
        route, request.path = found
        request.operation = route.operation
        if request.method == "GET" and request.body:
            raise invalid_input("A GET request must not have a body.")
        if route.access == "control":
            return _control(self.box, route, request)
        if route.access == "seller":
            self._admit(request)
        apply_due(self.box)
        return spoil.act(self.box, request, route.handler)

    def _check_host(self, request: Request) -> None:
        match = HOST.fullmatch(request.headers.get("host", ""))
        if match is None or match[1] not in self._hosts:
            raise invalid_input("The Host header does not name this endpoint.")

    def _admit(self, request: Request) -> None:
        request.seller_id, request.client_id = auth.authorise(self.box, request)
        if request.path.get("sellerId", request.seller_id) != request.seller_id:
            raise unauthorized("")
        if not self.box.throttle.allow(request.client_id, request.seller_id, request.operation):
            raise spoil.throttled("You exceeded your quota for the requested resource.")
        if not self.box.throttle.allow_application(request.client_id, request.operation):
            raise spoil.throttled("You exceeded your application's quota for the requested resource.")


def _control(box: Sandbox, route: Route, request: Request) -> Response:
    if not request.remote.startswith("127.") and request.remote != "::1":
        raise unauthorized("The sandbox's controls answer only to its own machine.")
    # A form of a foreign page cannot send this content type, so a browser cannot be tricked into it.
    content_type = request.headers.get("content-type", "")
    if request.method != "GET" and not content_type.startswith("application/json"):
        raise invalid_input("Send the sandbox's controls as application/json.")
    apply_due(box)
    return route.handler(box, request)


def read_request(environ: dict[str, Any]) -> Request:
    """The WSGI environment as a Request; the path stays undecoded."""
    headers = {
        name[5:].lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    raw = environ.get("RAW_URI") or environ["PATH_INFO"]
    return Request(
        method=environ["REQUEST_METHOD"],
        raw_path=raw.partition("?")[0],
        query=parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True),
        headers=headers,
        body=environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)),
        remote=environ.get("REMOTE_ADDR", ""),
        base_url=f"{environ['wsgi.url_scheme']}://{headers.get('host', '')}",
    )
