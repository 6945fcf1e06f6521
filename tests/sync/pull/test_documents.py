"""Report files: whole or not at all, always gzip on disk, read as a stream, gone after their days."""

import gzip
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest

from sync.models import ReportRequest
from sync.pull import documents
from tests.conftest import NOON

LINES = [f"line {number} " + "x" * 50 for number in range(50_000)]
TEXT = "\r\n".join(LINES).encode()


@pytest.fixture
def request_row(store):
    return ReportRequest.objects.create(store=store, kind="GET_MERCHANT_LISTINGS_ALL_DATA", asked_at=NOON)


def kept(request, raw):
    documents.store(request, io.BytesIO(raw))
    request.fetched_at = NOON
    request.save()
    return request


def lines_of(request):
    return [line for batch in documents.batches(request) for line in batch]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(TEXT, id="P12 plain though called GZIP"),
        pytest.param(gzip.compress(TEXT), id="P12 gzip whatever it is called"),
        pytest.param(
            gzip.compress(TEXT[:900_001]) + gzip.compress(TEXT[900_001:]), id="several gzip members"
        ),
        pytest.param(gzip.compress(TEXT) + bytes(512), id="padded with zeros"),
    ],
)
def test_any_packing_reads_the_same(request_row, raw):
    kept(request_row, raw)
    assert b"\n".join(lines_of(request_row)) == TEXT
    assert documents.path_of(request_row).read_bytes()[:2] == b"\x1f\x8b"


@pytest.mark.parametrize("cut", [1, 4, 8, 9, 1000])
def test_p12_a_truncated_file_says_so_after_its_last_whole_line(request_row, cut):
    kept(request_row, gzip.compress(TEXT)[:-cut])
    found: list[bytes] = []
    with pytest.raises(documents.Truncated):
        found.extend(line for batch in documents.batches(request_row) for line in batch)
    assert len(found) > 10_000
    assert found == TEXT.split(b"\n")[: len(found)]


def test_a_damaged_file_is_not_believed(request_row):
    raw = bytearray(gzip.compress(TEXT))
    raw[len(raw) // 2] ^= 0xFF
    kept(request_row, bytes(raw))
    with pytest.raises(documents.Truncated):
        lines_of(request_row)


def test_a_download_that_breaks_leaves_no_file(request_row, report_dir):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        documents.store(request_row, Broken())
    assert [path for path in report_dir.rglob("*") if path.is_file()] == []
    assert request_row.file == ""


def test_files_go_after_their_days_and_held_ones_stay(request_row, settings, report_dir):
    settings.REPORT_KEEP_DAYS = 7
    rows = {}
    for state, age in [("loaded", 8), ("loaded", 6), ("held", 30), ("ready", 30)]:
        row = ReportRequest.objects.create(
            store=request_row.store, kind=f"{state}{age}", asked_at=NOON, state=state
        )
        kept(row, b"seller-sku")
        ReportRequest.objects.filter(pk=row.pk).update(fetched_at=NOON - timedelta(days=age))
        rows[state, age] = row
    leftover = Path(documents.path_of(rows["held", 30]).parent / "tmpabc.part")
    leftover.touch()
    for path in report_dir.rglob("*"):
        os.utime(path, (NOON.timestamp() - 2 * 86_400,) * 2)
    assert documents.purge_report_files(NOON) == 2
    left = {key for key, row in rows.items() if documents.path_of(row).exists()}
    assert left == {("loaded", 6), ("held", 30), ("ready", 30)}
    rows["loaded", 8].refresh_from_db()
    assert rows["loaded", 8].file == ""
