"""The document behind a report: a link that expires, compression, charset, faults, length."""

import gzip
import tracemalloc
import zlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.reports.lines import Scope, lines_of
from sandbox.reports.stream import encoded, gzipped
from sandbox.scenario.generator import generate
from tests.sandbox.conftest import DE, JP, US
from tests.sandbox.reporting import ALL_DATA, DOCUMENTS, download, fetch, link, order, unpack


@pytest.fixture(autouse=True)
def no_waiting(box):
    box.inside.store.set_setting("report_seconds", "0")


@pytest.fixture
def ten(box, seller):
    for number in range(10):
        box.lists(seller, f"SKU-{number}", title="Zehn Töpfe", price="9.99", quantity=number)


def plan(box, name, *, operation="getReportDocument", **fields):
    box.control("POST", "/faults", {"name": name, "operation": operation, **fields})


def test_the_link_needs_no_token_and_says_when_it_ends(amazon, ten):
    document = link(amazon, order(amazon, ALL_DATA, US))
    query = parse_qs(urlsplit(document["url"]).query)
    assert query["X-Amz-Expires"] == ["300"]
    answer = download(document)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain;charset=Cp1252")
    assert unpack(document, answer).column("item-name") == ["Zehn Töpfe"] * 10


def test_a_link_expires_after_five_minutes(box, amazon, ten):
    box.inside.clock.freeze()
    report_id = order(amazon, ALL_DATA, US)
    document = link(amazon, report_id)
    box.inside.clock.advance(299)
    assert download(document).status_code == 200
    box.inside.clock.advance(1)
    answer = download(document)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")
    assert answer.content.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>'
    )
    assert download(link(amazon, report_id)).status_code == 200


def test_a_forged_link_is_denied(amazon, ten):
    document = link(amazon, order(amazon, ALL_DATA, US))
    answer = download({"url": document["url"][:-4] + "0000"})
    assert answer.status_code == 403
    assert b"<Code>SignatureDoesNotMatch</Code>" in answer.content


def test_the_same_document_holds_the_same_bytes(amazon, ten):
    report_id = order(amazon, ALL_DATA, US)
    assert download(link(amazon, report_id)).content == download(link(amazon, report_id)).content


def test_documents_of_unfinished_and_foreign_reports_do_not_exist(box, amazon, connect):
    report_id = order(amazon, ALL_DATA, US)
    document_id = link(amazon, report_id)["reportDocumentId"]
    other = connect(box, box.seller(US))
    for caller, wanted in ((other, document_id), (amazon, "nonsense"), (amazon, document_id + "0")):
        assert caller.call("GET", f"{DOCUMENTS}/{wanted}").status_code == 404


def test_plain_documents_say_nothing_of_gzip(box, amazon, ten):
    box.inside.store.set_setting("report_compression", "NONE")
    document = link(amazon, order(amazon, ALL_DATA, US))
    assert "compressionAlgorithm" not in document
    assert download(document).content.startswith(b"item-name\titem-description\tlisting-id\tseller-sku\t")


def test_clients_may_have_their_http_library_decompress(amazon, ten):
    document_id = link(amazon, order(amazon, ALL_DATA, US))["reportDocumentId"]
    document = amazon.call("GET", f"{DOCUMENTS}/{document_id}", enableContentEncodingUrlHeader="true").json()
    answer = httpx.get(document["url"], verify=False)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content.startswith(b"item-name\t")


@pytest.mark.parametrize(
    ("marketplace", "charset", "title"),
    [
        pytest.param(DE, "Cp1252", "Kännchen „Gelb“ – 12 €", id="Western European"),
        pytest.param(JP, "WINDOWS-31J", "急須 ①～⑤", id="Japanese, with letters that Shift-JIS lacks"),
    ],
)
def test_charsets(box, connect, marketplace, charset, title):
    amazon = connect(box, box.seller(marketplace))
    box.lists(amazon.seller, "SKU", title=title)
    document = link(amazon, order(amazon, ALL_DATA))
    answer = download(document)
    assert answer.headers["content-type"] == f"text/plain;charset={charset}"
    assert unpack(document, answer).rows[0][0] == title


def test_what_the_charset_lacks_becomes_a_question_mark(box, seller, amazon):
    box.lists(seller, "急須-001", title="Teapot 急須")
    file = fetch(amazon, ALL_DATA, US)
    assert (file.column("item-name"), file.column("seller-sku")) == (["Teapot ??"], ["??-001"])


@pytest.mark.parametrize(
    ("name", "options", "quantities"),
    [
        pytest.param("shrunk_report", {"keep": 0.3}, ["3", "6", "9"], id="shrunk to three of ten"),
        pytest.param("duplicate_rows", {}, [str(number // 2) for number in range(20)], id="each twice"),
        pytest.param("reordered_rows", {}, [str(9 - number) for number in range(10)], id="backwards"),
    ],
)
@pytest.mark.usefixtures("ten")
def test_faults_of_the_rows(box, amazon, name, options, quantities):
    plan(box, name, options=options)
    report_id = order(amazon, ALL_DATA, US)
    document = link(amazon, report_id)
    assert unpack(document, download(document)).column("quantity") == quantities
    healed = link(amazon, report_id)
    assert len(unpack(healed, download(healed)).rows) == 10


def test_the_status_column_can_be_missing(box, amazon, ten):
    plan(box, "status_column_missing")
    file = fetch(amazon, ALL_DATA, US)
    assert file.names[-1] == "merchant-shipping-group"
    assert {len(row) for row in file.rows} == {28}


def test_a_truncated_gzip_ends_without_its_trailer(box, amazon, ten):
    plan(box, "truncated_gzip", operation="documentDownload")
    document = link(amazon, order(amazon, ALL_DATA, US))
    answer = download(document)
    with pytest.raises(EOFError):
        gzip.decompress(answer.content)
    assert zlib.decompressobj(31).decompress(answer.content).count(b"\r\n") == 5  # of eleven lines
    assert len(unpack(document, download(document)).rows) == 10


def test_gzip_and_charset_can_be_mislabelled(box, amazon, ten):
    plan(box, "mislabelled_gzip", operation="documentDownload")
    document = link(amazon, order(amazon, ALL_DATA, US))
    assert document["compressionAlgorithm"] == "GZIP"
    assert download(document).content.startswith(b"item-name\t")
    plan(box, "mislabelled_charset", operation="documentDownload", seller=amazon.seller["selling_partner_id"])
    answer = download(document)
    assert answer.headers["content-type"] == "text/plain;charset=UTF-8"
    assert "Zehn Töpfe".encode("cp1252") in gzip.decompress(answer.content)


def test_a_download_can_be_cut_in_mid_body(box, amazon, ten):
    plan(box, "cut_body", operation="documentDownload")
    document = link(amazon, order(amazon, ALL_DATA, US))
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        download(document)
    assert download(document).status_code == 200


def test_a_long_report_is_written_while_it_is_fetched(box, seller, amazon):
    generate(box.inside, seller["selling_partner_id"], (US,), count=20_001, seed=3)
    report_id = order(amazon, ALL_DATA, US)
    with box.inside.store.reading() as db:
        assert db.execute("SELECT count(*) FROM report_lines").fetchone()[0] == 0
    document = link(amazon, report_id)
    file = unpack(document, download(document))
    assert len(file.rows) == len(set(file.column("seller-sku"))) == 20_001
    assert {len(row) for row in file.rows} == {29}


def test_memory_does_not_grow_with_the_report(box, seller):
    generate(box.inside, seller["selling_partner_id"], (US,), count=30_000, seed=4)
    scope = Scope(seller["selling_partner_id"], US, 0, box.url)
    with box.inside.store.reading() as db:
        tracemalloc.start()
        size = sum(map(len, gzipped(encoded(lines_of(db, ALL_DATA, [scope]), codec="cp1252"))))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert size > 1_000_000
    assert peak < 1_500_000  # the plain text is above 7,000,000
