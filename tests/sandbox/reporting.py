"""Reports as a test asks for them: one call that orders, waits by the clock, follows the link and unpacks."""

import gzip
from dataclasses import dataclass

import httpx

ALL_DATA = "GET_MERCHANT_LISTINGS_ALL_DATA"
CANCELLED = "GET_MERCHANT_CANCELLED_LISTINGS_DATA"
SUPPRESSED = "GET_MERCHANTS_LISTINGS_FYP_REPORT"
FBA = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
REPORTS = "/reports/2021-06-30/reports"
SCHEDULES = "/reports/2021-06-30/schedules"
DOCUMENTS = "/reports/2021-06-30/documents"
CODECS = {"Cp1252": "cp1252", "WINDOWS-31J": "cp932", "UTF-8": "utf-8"}


@dataclass
class File:
    """A downloaded document."""

    answer: httpx.Response
    names: list[str]
    rows: list[list[str]]

    def column(self, name):
        return [row[self.names.index(name)] for row in self.rows]

    def by(self, name):
        """Rows as dicts, keyed by one column."""
        return {row[self.names.index(name)]: dict(zip(self.names, row, strict=True)) for row in self.rows}


def order(amazon, report_type, *marketplaces, **fields):
    """createReport; the report's id."""
    answer = amazon.call(
        "POST",
        REPORTS,
        json={
            "reportType": report_type,
            "marketplaceIds": marketplaces or amazon.seller["marketplaces"][:1],
            **fields,
        },
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["reportId"]


def report(amazon, report_id):
    answer = amazon.call("GET", f"{REPORTS}/{report_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def link(amazon, report_id):
    """getReportDocument of a finished report."""
    document_id = report(amazon, report_id)["reportDocumentId"]
    answer = amazon.call("GET", f"{DOCUMENTS}/{document_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def download(document):
    """The answer behind a link, without any token; never decoded by httpx."""
    with httpx.Client(verify=False) as http, http.stream("GET", document["url"]) as answer:
        answer._content = b"".join(answer.iter_raw())
        return answer


def unpack(document, answer):
    raw = (
        gzip.decompress(answer.content) if document.get("compressionAlgorithm") == "GZIP" else answer.content
    )
    text = raw.decode(CODECS[answer.headers["content-type"].partition("charset=")[2]])
    assert text.endswith("\r\n")
    head, *rows = [line.split("\t") for line in text.split("\r\n")[:-1]]
    return File(answer, head, rows)


def fetch(amazon, report_type, *marketplaces):
    """The whole way: order, link, download."""
    document = link(amazon, order(amazon, report_type, *marketplaces))
    return unpack(document, download(document))
