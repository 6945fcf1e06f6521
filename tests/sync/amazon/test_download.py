"""Documents: the bytes as they lie there, or an error; never half a file, never an error page."""

import gzip
import io

import pytest

from sync.amazon.answers import Document
from sync.amazon.errors import LinkExpired, Unreachable

BODY = gzip.compress(b"seller-sku\tprice\nMUG-1\t9.99\n" * 1000)
EXPIRED = (
    b'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>'
)


@pytest.fixture
def serve(odd):
    kind = type(odd.answers[0])

    def serve(body, status=200, content_type="text/plain;charset=Cp1252", **more):
        odd.answers = [kind(body, status, content_type, **more)]
        return Document("D1", odd.url + "/documents/D1?X-Amz-Signature=very-secret", gzip=True)

    return serve


def test_bytes_come_as_they_lie_there(amazon, serve, odd, notes):
    target = io.BytesIO()
    got = amazon.download(serve(BODY), target)
    assert target.getvalue() == BODY
    assert (got.content_type, got.charset, got.size) == ("text/plain;charset=Cp1252", "Cp1252", len(BODY))
    assert odd.logins == []
    assert "x-amz-access-token" not in odd.requests[0].headers
    [call] = notes.of("documentDownload")
    assert (call.status_code, call.failed) == (200, False)


def test_content_encoding_is_not_undone(amazon, serve):
    target = io.BytesIO()
    amazon.download(serve(BODY, headers={"Content-Encoding": "gzip"}), target)
    assert target.getvalue() == BODY


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/plain", None),
        ("", None),
        ("text/plain; charset=UTF-8", "UTF-8"),
        ('text/plain;charset="windows-31j"', "windows-31j"),
        ("text/tab-separated-values; CHARSET = Shift_JIS; x=y", "Shift_JIS"),
    ],
)
def test_charset_is_what_the_storage_says(amazon, serve, content_type, charset):
    assert amazon.download(serve(b"x", content_type=content_type), io.BytesIO()).charset == charset


def test_an_expired_link_is_no_document(amazon, serve, notes):
    target = io.BytesIO()
    with pytest.raises(LinkExpired) as caught:
        amazon.download(serve(EXPIRED, 403, "application/xml"), target)
    assert caught.value.retryable
    assert target.getvalue() == b""
    assert notes.of("documentDownload")[0].status_code == 403


@pytest.mark.parametrize("status", [204, 206, 404, 500, 503])
def test_any_other_status_is_no_document(amazon, serve, status):
    target = io.BytesIO()
    with pytest.raises(Unreachable, match=f"answered {status}"):
        amazon.download(serve(b"" if status == 204 else b"x", status), target)
    assert target.getvalue() == b""


def test_a_cut_connection_is_no_document(amazon, serve, notes):
    with pytest.raises(Unreachable, match="did not come whole") as caught:
        amazon.download(serve(BODY, cut_after=100), io.BytesIO())
    assert "very-secret" not in str(caught.value)
    assert notes.of("documentDownload")[0].failed


def test_the_link_is_not_printed(serve):
    assert "very-secret" not in repr(serve(BODY))
