"""Each fault of Amazon's while a shop goes on: nothing is lost, doubled or moved, and a page tells of it."""

import html
from typing import NamedTuple

import pytest
from django.urls import reverse

from amazon_channel.models import Account, Store, User
from sandbox.faults import NAMES
from sync.models import Finding, ReportRequest
from sync.pull.reports import ask
from tests.journeys import truth
from tests.journeys.shopkeeper import SUPPRESSED, Shopkeeper
from tests.journeys.stage import forget_limits

pytestmark = pytest.mark.journey

JP = "A1VC38T7YXB528"
SEARCH, EVERYTHING = "searchListingsItems", "*"
CREATE, POLL, LINK, FILE = "createReport", "getReport", "getReportDocument", "documentDownload"
RUN, ERRORS, FINDINGS, REPORTS = (
    "sync_syncrun_change",
    "sync_callerror_changelist",
    "sync_finding_changelist",
    "sync_reportrequest_changelist",
)
ALWAYS = {"count": None}


class Case(NamedTuple):
    """A fault, where it strikes, how the run ends in it, and which page then says what."""

    name: str
    operation: str
    outcome: str  # '' where the run waits
    page: str
    says: str
    plan: dict = {}


CASES = [
    Case("throttled", SEARCH, "", ERRORS, "QuotaExceeded", ALWAYS),
    Case("throttled", EVERYTHING, "", RUN, "Waits for Amazon's limits.", ALWAYS),
    Case("server_error", EVERYTHING, "failed", FINDINGS, "Amazon does not answer", ALWAYS),
    Case("server_error", SEARCH, "partial", ERRORS, "InternalFailure", ALWAYS),
    Case("unavailable", EVERYTHING, "failed", FINDINGS, "Amazon does not answer", ALWAYS),
    Case("unavailable", "token", "failed", ERRORS, "loginWithAmazon", ALWAYS),
    Case("unavailable", FILE, "partial", ERRORS, "503", ALWAYS),
    Case("timeout", SEARCH, "partial", ERRORS, "no whole answer", {**ALWAYS, "seconds": 0.1}),
    Case("cut_body", SEARCH, "partial", ERRORS, "no whole answer", ALWAYS),
    Case("cut_body", CREATE, "partial", ERRORS, "no whole answer", {}),
    Case("cut_body", FILE, "partial", ERRORS, "the file did not come whole", ALWAYS),
    Case("expired_token", SEARCH, "ok", ERRORS, "has expired", {"skip": 1}),
    Case("expired_token", POLL, "ok", ERRORS, "has expired", {}),
    Case("forbidden", EVERYTHING, "failed", FINDINGS, "Amazon refuses access", {**ALWAYS, "skip": 1}),
    Case("slow", SEARCH, "ok", RUN, "OK", {"seconds": 0.1}),
    Case("repeated_page", SEARCH, "partial", FINDINGS, "Amazon sent the same page of listings again", ALWAYS),
    Case("endless_token", SEARCH, "ok", FINDINGS, "Amazon's search did not come to an end", ALWAYS),
    Case("duplicate_rows", SEARCH, "ok", RUN, "OK", ALWAYS),
    Case("duplicate_rows", LINK, "ok", REPORTS, "Loaded", {}),
    Case("reordered_rows", SEARCH, "ok", RUN, "OK", ALWAYS),
    Case("reordered_rows", LINK, "ok", REPORTS, "Loaded", {}),
    Case("report_cancelled", CREATE, "ok", REPORTS, "Amazon cancelled the report", {}),
    Case("report_fatal", CREATE, "ok", REPORTS, "Amazon failed to make the report", {}),
    Case("truncated_gzip", FILE, "ok", REPORTS, "The report is cut off", {}),
    Case("shrunk_report", LINK, "ok", FINDINGS, "The listings report shrank a lot", {}),
    Case("status_column_missing", LINK, "ok", FINDINGS, "lacks its status column", {}),
    Case("mislabelled_gzip", FILE, "ok", REPORTS, "Loaded", {}),
    Case("mislabelled_charset", FILE, "ok", REPORTS, "Loaded", {}),
]


def test_every_fault_of_the_sandbox_has_a_case():
    assert {case.name for case in CASES} == set(NAMES)


def change_the_shop(box):
    """What happens in the Japanese store meanwhile; where each changed listing must end."""
    before = truth.at_amazon(box)
    keeper = Shopkeeper(box)
    seller = keeper.seller_in[JP]["selling_partner_id"]
    box.control("POST", "/listings/touch", {"seller": seller, "marketplace": JP, "count": 35})
    sound = [
        key
        for key, row in sorted(keeper.sound().items())
        if key[0] == JP and "BUYABLE" in row["status"] and row["channel"] == "DEFAULT"
    ]
    sold_out, blocked, deleted = sound[0], sound[10], sound[-1]
    keeper.edit(sold_out, quantity=0)
    keeper.raise_issue(blocked, SUPPRESSED)
    keeper.delete(deleted)
    keeper.edit((JP, "NEW-MEANWHILE"), price="990", quantity=3)
    after, wanted = truth.at_amazon(box), truth.wanted(box, truth.demo_catalog())
    places = {key: place[:2] for key, place in wanted.items() if after[key] != before.get(key)}
    return places | {deleted: ("ended", "removed")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} at {case.operation}")
def test_a_fault_loses_doubles_and_moves_nothing_and_is_told(synced, client, case):
    box, account = synced.box, Account.objects.get(region="FE")
    before, changed = truth.places(), change_the_shop(box)
    if case.operation in (CREATE, POLL, LINK, FILE, EVERYTHING):
        ask(Store.objects.get(marketplace_id=JP), ReportRequest.Kind.ALL_DATA, now=synced.now())
    fault = {"name": case.name, "operation": case.operation, "options": {"keep": 0.1}} | case.plan
    box.control("POST", "/faults", fault)

    run = synced.begin(account)
    synced.go_on(run)

    assert sum(each["struck"] for each in box.control("GET", "/faults")) >= 1
    assert run.outcome == case.outcome, run.message
    during = truth.places()
    for key in before.keys() | during.keys():
        allowed = {before.get(key), changed.get(key, before.get(key))}
        assert during.get(key) in allowed, key
    assert truth.count_errors() == {}
    assert case.says in page(client, case, run)

    box.control("DELETE", "/faults", {})
    forget_limits()
    while not run.finished_at:
        synced.go_on(run)
    for hours in (0, 0, 2, 0):  # a report that was held is asked for again after an hour
        synced.later(hours=hours)
        synced.sync(account)
    assert truth.differences(box, truth.demo_catalog(), ghosts=truth.GHOSTS) == {}
    assert truth.count_errors() == {}
    assert not ReportRequest.objects.filter(state__in=("asked", "waiting", "ready", "held")).exists()
    assert set(Finding.objects.filter(resolved_at=None).values_list("kind", flat=True)) <= {"case_twins"}


def page(client, case, run):
    """What a viewer sees."""
    client.force_login(User.objects.get(username="viewer"))
    response = client.get(reverse(f"admin:{case.page}", args=[run.pk] if case.page == RUN else []))
    assert response.status_code == 200
    return html.unescape(response.content.decode())
