"""getReportDocument and the download behind its link, which expires after five minutes and streams."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from sandbox.box import Sandbox
from sandbox.links import denied
from sandbox.parameters import Parameter, read
from sandbox.reports import orders
from sandbox.reports.dialects import Dialect, dialect_of
from sandbox.reports.lines import Scope, lines_of
from sandbox.reports.stream import encoded, gzipped, spoil, unpack
from sandbox.routing import Request, Response, answer, not_found

LINK_SECONDS = 300
GZIP = "GZIP"  # the compressionAlgorithm
CONTENT_FAULTS = ("status_column_missing", "shrunk_report", "duplicate_rows", "reordered_rows")
FILE_FAULTS = ("truncated_gzip", "mislabelled_gzip", "mislabelled_charset")
PARAMETERS = (Parameter("enableContentEncodingUrlHeader", "boolean", default=False),)


def get_report_document(box: Sandbox, request: Request) -> Response:
    """getReportDocument: a link that needs no token and lives for five minutes."""
    asked, now = read(request, PARAMETERS), box.clock.now_ms()
    document_id = request.path["reportDocumentId"]
    with box.store.writing() as db:
        row = _of_document(db, request.seller_id, document_id, now)
        zipped = is_zipped(box)
        signature = secrets.token_hex(32)
        db.execute("DELETE FROM report_link WHERE expires_at < ?", (now - 86_400_000,))
        db.execute(
            "INSERT INTO report_link VALUES (?, ?, ?, ?, ?)",
            (
                signature,
                row["number"],
                now + LINK_SECONDS * 1000,
                asked["enableContentEncodingUrlHeader"] and zipped,
                json.dumps(_content_faults(box, request.seller_id)),
            ),
        )
    signed_at = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y%m%dT%H%M%SZ")
    shown = {
        "reportDocumentId": document_id,
        "url": f"{request.base_url}/documents/{quote(document_id)}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Date={signed_at}&X-Amz-Expires={LINK_SECONDS}&X-Amz-Signature={signature}",
    }
    return answer(shown | ({"compressionAlgorithm": GZIP} if zipped else {}))


def download(box: Sandbox, request: Request) -> Response:
    """The document itself, written while it is sent."""
    now = box.clock.now_ms()
    with box.store.reading() as db:
        link = db.execute(
            "SELECT * FROM report_link JOIN report USING (number) WHERE signature = ?",
            (request.first("X-Amz-Signature"),),
        ).fetchone()
    if link is None or orders.document_id_of(link) != request.path["documentId"]:
        return denied(
            "SignatureDoesNotMatch", "The request signature does not match the signature you provided."
        )
    if now >= link["expires_at"]:
        return denied("AccessDenied", "Request has expired")
    fault = box.faults.take(link["seller_id"], request.operation, names=FILE_FAULTS)
    return _file(box, link, base_url=request.base_url, fault=fault.name if fault else "")


def is_zipped(box: Sandbox) -> bool:
    """Whether documents come compressed, as Amazon's mostly do."""
    return box.store.setting("report_compression", GZIP) == GZIP


def _file(box: Sandbox, link: sqlite3.Row, *, base_url: str, fault: str) -> Response:
    dialect = dialect_of(json.loads(link["marketplace_ids"])[0])
    charset = dialect.charset
    if fault == "mislabelled_charset":
        charset = "Cp1252" if charset == "UTF-8" else "UTF-8"
    headers = [("Content-Type", f"text/plain;charset={charset}")]
    if link["is_encoded"]:
        headers.append(("Content-Encoding", "gzip"))
    body = _bytes(box, link, dialect, base_url=base_url, is_cut=fault == "truncated_gzip")
    if is_zipped(box) and fault != "mislabelled_gzip":
        return Response(200, gzipped(body, is_whole=fault != "truncated_gzip"), headers)
    return Response(200, body, headers)


def _bytes(
    box: Sandbox, link: sqlite3.Row, dialect: Dialect, *, base_url: str, is_cut: bool
) -> Iterator[bytes]:
    with ExitStack() as stack:
        # Held while the body streams: the cursor reads on as fast as the client takes.
        db = stack.enter_context(box.store.reading())
        faults: dict[str, dict[str, Any]] = json.loads(link["spoilt"])
        lines = spoil(_lines(db, link, base_url), faults)
        if is_cut:
            half = sum(1 for _ in _lines(db, link, base_url)) // 2
            lines = islice(lines, half)
        yield from encoded(lines, codec=dialect.codec)


def _lines(db: sqlite3.Connection, link: sqlite3.Row, base_url: str) -> Iterator[str]:
    kept = db.execute("SELECT lines FROM report_lines WHERE number = ?", (link["number"],)).fetchone()
    if kept is not None:
        return unpack(kept["lines"])
    scopes = [
        Scope(link["seller_id"], each, link["created_at"], base_url)
        for each in json.loads(link["marketplace_ids"])
    ]
    return lines_of(db, link["report_type"], scopes)


def _of_document(db: sqlite3.Connection, seller_id: str, document_id: str, now: int) -> sqlite3.Row:
    report_id = document_id.split(".")[-2] if document_id.count(".") >= 2 else ""
    row = orders.find(db, seller_id, report_id, now=now)
    if row is None or orders.document_id_of(row) != document_id or orders.status_of(row, now=now) != "DONE":
        raise not_found(f"Report document {document_id} was not found.")
    return row


def _content_faults(box: Sandbox, seller_id: str) -> dict[str, dict[str, Any]]:
    taken = [box.faults.take(seller_id, "getReportDocument", names=(name,)) for name in CONTENT_FAULTS]
    return {fault.name: fault.options for fault in taken if fault}
