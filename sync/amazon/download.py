"""Fetches a document's bytes as they lie in Amazon's storage, without a token, and checks that all came."""

import re
import time
from typing import BinaryIO

import httpx

from sync.amazon.addresses import Credentials
from sync.amazon.answers import Call, Document, Download, Observer
from sync.amazon.errors import AmazonError, LinkExpired, Unreachable
from sync.amazon.wire import request_id_of

OPERATION = "documentDownload"
CHUNK = 256 * 1024
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:+-]+)", re.IGNORECASE)
# python-amazon-sp-api's headers are not used here: storage must not see a token.
_HEADERS = {"accept": "*/*", "accept-encoding": "identity"}


def download(
    document: Document, target: BinaryIO, *, credentials: Credentials, http: httpx.Client, observer: Observer
) -> Download:
    """Write the file's bytes to target, compressed as they are.

    LinkExpired when the link no longer opens, Unreachable for any other answer or a cut connection (target
    then holds a part), ForeignAddress for a link that leads elsewhere.
    """
    credentials.check_document(document.url)
    started = time.monotonic()
    status: int | None = None
    problem: AmazonError | None = None
    request_id = ""
    try:
        with http.stream("GET", document.url, headers=_HEADERS) as response:
            status, request_id = response.status_code, request_id_of(response)
            _check(response)
            return _write(response, target)
    except httpx.HTTPError as error:
        # The error's own text may hold the address, which opens the document for anybody.
        problem = Unreachable(OPERATION, f"the file did not come whole: {type(error).__name__}")
        raise problem from None
    except AmazonError as error:
        problem = error
        raise
    finally:
        seconds = time.monotonic() - started
        words = problem.message if problem else ""
        retryable = bool(problem and problem.retryable)
        observer.called(Call(OPERATION, status, "", words, request_id, seconds, False, retryable))


def _check(response: httpx.Response) -> None:
    status, request_id = response.status_code, request_id_of(response)
    if status == 403:
        raise LinkExpired(OPERATION, "the link has expired", status_code=status, request_id=request_id)
    if status != 200:
        what = f"the storage answered {status}"
        raise Unreachable(OPERATION, what, status_code=status, request_id=request_id)


def _write(response: httpx.Response, target: BinaryIO) -> Download:
    size = 0
    for chunk in response.iter_raw(CHUNK):
        target.write(chunk)
        size += len(chunk)
    expected = response.headers.get("content-length")
    if expected is not None and int(expected) != size:
        raise Unreachable(OPERATION, f"{size} of {expected} bytes came", status_code=200)
    content_type = response.headers.get("content-type", "")
    found = _CHARSET.search(content_type)
    return Download(content_type, found[1] if found else None, size)
