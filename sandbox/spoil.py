"""Acts out the faults that any HTTP operation can suffer."""

from collections.abc import Iterator

from sandbox import auth
from sandbox.box import Sandbox
from sandbox.faults import HTTP_FAULTS
from sandbox.routing import ApiError, Handler, Request, Response, unauthorized
from sandbox.server import ConnectionCut

HTML_503 = (
    b"<html><head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center>"
    b"<h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n"
)


def throttled(message: str) -> ApiError:
    """429 QuotaExceeded."""
    return ApiError(429, "QuotaExceeded", message)


def act(box: Sandbox, request: Request, handler: Handler) -> Response:
    """The handler's answer, or what the fault planned for this call makes of it."""
    fault = box.faults.take(request.seller_id, request.operation, names=HTTP_FAULTS)
    if fault is None:
        return handler(box, request)
    if fault.name in ("timeout", "slow"):
        box.closing.wait(fault.seconds)
    if fault.name == "timeout":
        raise ConnectionCut
    _refuse(box, request, fault.name)
    if fault.name == "unavailable":
        return Response(503, HTML_503, [("Content-Type", "text/html")])
    response = handler(box, request)
    return _cut(response) if fault.name == "cut_body" else response


def _refuse(box: Sandbox, request: Request, name: str) -> None:
    if name == "expired_token":
        auth.spend(box, request.headers.get("x-amz-access-token", ""))
        raise unauthorized("The access token you provided has expired.")
    if name == "forbidden":
        raise unauthorized("")
    if name == "throttled":
        raise throttled("You exceeded your quota for the requested resource.")
    if name == "server_error":
        raise ApiError(500, "InternalFailure", "We encountered an internal error. Please try again.")


def _cut(response: Response) -> Response:
    whole = response.body if isinstance(response.body, bytes) else b"".join(response.body)
    return Response(response.status, _half(whole), [*response.headers, ("Content-Length", str(len(whole)))])


def _half(whole: bytes) -> Iterator[bytes]:
    yield whole[: len(whole) // 2]
    raise ConnectionCut
