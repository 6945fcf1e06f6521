"""Links that expire, as Amazon's storage signs them, and its refusal of one that is wrong or too old."""

import hashlib
import secrets
from datetime import UTC, datetime

from sandbox.routing import Request, Response

ALGORITHM = "AWS4-HMAC-SHA256"
KEY = secrets.token_hex(32)  # of this process: after a restart links must be asked for again


def signed(address: str, *, now: int, seconds: int) -> str:
    """The address with a signature that holds for so many seconds from `now` (milliseconds)."""
    date = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y%m%dT%H%M%SZ")
    path = address.partition("://")[2].partition("/")[2]
    return (
        f"{address}?X-Amz-Algorithm={ALGORITHM}&X-Amz-Date={date}&X-Amz-Expires={seconds}"
        f"&X-Amz-Signature={_signature(path, date, str(seconds))}"
    )


def refused(request: Request, *, now: int) -> Response | None:
    """The refusal of a request whose link is not one of ours or has expired; None for a good one."""
    date, seconds = request.first("X-Amz-Date"), request.first("X-Amz-Expires")
    wanted = _signature(request.raw_path.lstrip("/"), date, seconds)
    if not secrets.compare_digest(request.first("X-Amz-Signature").encode(), wanted.encode()):
        return denied(
            "SignatureDoesNotMatch", "The request signature does not match the signature you provided."
        )
    signed_at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if now >= signed_at.timestamp() * 1000 + int(seconds) * 1000:
        return denied("AccessDenied", "Request has expired")
    return None


def denied(code: str, message: str) -> Response:
    """403 with an XML body, as Amazon's storage answers."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message>'
        f"<RequestId>{secrets.token_hex(8).upper()}</RequestId></Error>"
    )
    return Response(403, body.encode(), [("Content-Type", "application/xml")])


def _signature(path: str, date: str, seconds: str) -> str:
    return hashlib.sha256("\n".join((KEY, path, date, seconds)).encode()).hexdigest()
