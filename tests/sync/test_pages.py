"""The sync's pages: runs with their stages, held reports settled, findings and quarantine."""

import gzip

import pytest
from django.urls import reverse

from amazon_channel.models import User
from listings.changes import attributed
from listings.codes import Source
from listings.models import Listing
from sync.models import Finding, Quarantined, ReportRequest, SyncRun, SyncStage
from tests.conftest import NOON


@pytest.fixture
def operator(account, client):
    user = User.objects.create_user("operator", password="x", role=User.Role.OPERATOR)
    account.members.add(user)
    client.force_login(user)
    return user


@pytest.fixture
def run(account, store):
    run = SyncRun.objects.create(account=account, opened_at=NOON, claimed_at=NOON)
    SyncStage.objects.create(run=run, store=store, name="delta", started_at=NOON, done=40, expected=100)
    return run


@pytest.fixture
def held(store, settings, tmp_path):
    settings.REPORT_DIR = tmp_path
    (tmp_path / "report.gz").write_bytes(gzip.compress(b"seller-sku\tstatus\n"))
    return ReportRequest.objects.create(
        store=store,
        kind="GET_MERCHANT_LISTINGS_ALL_DATA",
        state="held",
        held_reason="shrunk",
        held_detail="115 rows where 3,388 were known",
        asked_at=NOON,
        file="report.gz",
    )


def page(client, name, *args):
    answer = client.get(reverse(f"admin:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_running_run_shows_its_progress(client, operator, run):
    shown = page(client, "sync_syncrun_change", run.pk)
    assert 'aria-valuenow="40"' in shown
    assert "width:40%" in shown
    assert f"/sync/syncrun/{run.pk}/progress/" in shown


def test_a_finished_run_no_longer_refreshes(client, operator, run):
    SyncRun.objects.update(finished_at=NOON, outcome="ok")
    assert "data-refresh" not in page(client, "sync_syncrun_change", run.pk)


def test_a_run_names_the_listings_it_moved(client, operator, run, make_listing):
    listing = make_listing("MUG")
    with attributed(Source.SEARCH, now=NOON, run_id=run.pk):
        Listing.objects.filter(pk=listing.pk).update(gone_at=NOON)
    shown = page(client, "sync_syncrun_progress", run.pk)
    assert "MUG" in shown
    assert "Amazon&#x27;s listings search" in shown


def test_stages_and_moves_are_told_in_words(client, operator, run, make_listing):
    SyncStage.objects.update(name="fba", failed=True, finished_at=NOON, message="getInventorySummaries: 403")
    listing = make_listing("MUG")
    with attributed(Source.SEARCH, now=NOON, run_id=run.pk):
        Listing.objects.filter(pk=listing.pk).update(gone_at=NOON)
    shown = page(client, "sync_syncrun_progress", run.pk)
    assert "<td>Amazon&#x27;s stock</td>" in shown
    assert ">failed</span>" in shown
    assert "<td>Unmatched</td><td>Ended</td>" in shown


def test_the_list_of_runs_sums_the_stages_without_a_query_per_row(
    client, operator, run, account, django_assert_max_num_queries
):
    for number in range(20):
        SyncRun.objects.create(
            account=account, opened_at=NOON, finished_at=NOON, outcome="ok", message=str(number)
        )
    with django_assert_max_num_queries(9):
        page(client, "sync_syncrun_changelist")


def test_a_held_report_says_why(client, operator, held):
    shown = page(client, "sync_reportrequest_changelist")
    assert "The report shrank" in shown
    assert "115 rows where 3,388 were known" in shown


@pytest.mark.parametrize(
    ("state", "offered"),
    [("held", {"accept", "discard"}), ("loaded", {"load_again"}), ("waiting", set())],
)
def test_a_reports_page_offers_what_makes_sense(client, operator, held, state, offered):
    ReportRequest.objects.update(state=state)
    shown = page(client, "sync_reportrequest_change", held.pk)
    verbs = ("accept", "discard", "load_again")
    assert {verb for verb in verbs if f"/{held.pk}/{verb}" in shown} == offered


def test_each_row_of_the_reports_offers_what_makes_sense(client, operator, held):
    kept = {"store": held.store, "kind": held.kind, "asked_at": NOON}
    rows = {
        held: {"accept", "discard"},
        ReportRequest.objects.create(**kept, state="held", held_reason="fatal"): {"discard"},
        ReportRequest.objects.create(**kept, state="loaded", file="a.gz"): {"load_again"},
        ReportRequest.objects.create(**kept, state="loaded"): set(),  # its file is no longer kept
        ReportRequest.objects.create(**kept, state="failed", file="b.gz"): {"load_again"},
        ReportRequest.objects.create(**kept, state="discarded", file="c.gz"): {"load_again"},
        ReportRequest.objects.create(**kept, state="waiting"): set(),
    }
    shown = page(client, "sync_reportrequest_changelist")
    verbs = ("accept", "discard", "load_again")
    offered = {row: {verb for verb in verbs if f'hx-get="{deed_of(row, verb)}"' in shown} for row in rows}
    assert offered == rows


def deed_of(row, verb):
    return reverse("admin:sync_reportrequest_changelist") + f"{row.pk}/{verb}/"


def test_a_deed_that_does_not_fit_is_refused_all_the_same(client, operator, held):
    ReportRequest.objects.update(state="loaded")
    answer = client.post(deed_of(held, "accept"), {"_form_submitted": "on"}, follow=True)
    assert "This report is not held. Reload the page." in answer.content.decode()
    held.refresh_from_db()
    assert held.state == "loaded"


def test_what_is_settled_offers_no_settling(client, operator, account):
    at = {"first_at": NOON, "last_at": NOON}
    rows = [
        Finding.objects.create(account=account, kind="missing", **at, resolved_at=resolved)
        for resolved in (None, NOON)
    ]
    shown = client.get(reverse("admin:sync_finding_changelist"), {"settled": "all"}).content.decode()
    assert [f"/{row.pk}/settle/" in shown for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sync_finding", "The sync has noticed nothing that waits for you."),
        ("sync_quarantined", "Everything that Amazon sent was understood."),
        ("sync_callerror", "No call to Amazon has gone wrong lately."),
        ("sync_reportrequest", "The first sync of a store asks for one."),
        ("sync_syncrun", "No sync yet."),
    ],
)
def test_an_empty_list_says_why(client, operator, name, words):
    assert words in page(client, f"{name}_changelist")
    searched = client.get(reverse(f"admin:{name}_changelist"), {"q": "x"}).content.decode()
    assert "Nothing fits your search and filters." in searched
    assert words not in searched


def test_an_empty_catalog_says_how_to_begin(client, operator):
    assert "Add the first product" in page(client, "catalog_product_changelist")
    searched = client.get(reverse("admin:catalog_product_changelist"), {"q": "x"}).content.decode()
    assert "No product fits" in searched


@pytest.mark.parametrize(("verb", "state"), [("accept", "ready"), ("discard", "discarded")])
def test_a_held_report_is_settled_by_post(client, operator, held, verb, state):
    address = reverse("admin:sync_reportrequest_changelist") + f"{held.pk}/{verb}/"
    assert client.get(address).status_code == 200
    held.refresh_from_db()
    assert held.state == "held"
    client.post(address, {"_form_submitted": "on"})
    held.refresh_from_db()
    assert held.state == state


def test_a_viewer_may_look_but_not_settle(client, account, held):
    viewer = User.objects.create_user("viewer", password="x", role=User.Role.VIEWER)
    account.members.add(viewer)
    client.force_login(viewer)
    page(client, "sync_reportrequest_changelist")
    address = reverse("admin:sync_reportrequest_changelist") + f"{held.pk}/accept/"
    assert client.post(address, {}).status_code == 403
    held.refresh_from_db()
    assert held.state == "held"


def test_findings_say_what_to_do_and_hide_the_settled(client, operator, account):
    Finding.objects.create(account=account, kind="shrunk", subject="A", first_at=NOON, last_at=NOON)
    Finding.objects.create(
        account=account, kind="unreachable", subject="B", first_at=NOON, last_at=NOON, resolved_at=NOON
    )
    listed = client.get(reverse("admin:sync_finding_changelist"))
    assert "Check in Seller Central whether so many listings are gone" in listed.content.decode()
    assert [row.subject for row in listed.context["cl"].result_list] == ["A"]
    everything = client.get(reverse("admin:sync_finding_changelist"), {"settled": "all"})
    assert {row.subject for row in everything.context["cl"].result_list} == {"A", "B"}


@pytest.mark.parametrize(("asked", "chosen"), [({}, "Open"), ({"settled": "all"}, "All")])
def test_the_filter_says_what_is_shown(client, operator, asked, chosen):
    answer = client.get(reverse("admin:sync_finding_changelist"), asked)
    choices = [*answer.context["cl"].filter_specs[0].choices(answer.context["cl"])]
    assert [(str(each["display"]), each["selected"]) for each in choices] == [
        ("Open", chosen == "Open"),
        ("All", chosen == "All"),
    ]


def test_findings_of_one_kind(client, operator, account):
    for kind in ("shrunk", "unreachable"):
        Finding.objects.create(account=account, kind=kind, first_at=NOON, last_at=NOON)
    answer = client.get(reverse("admin:sync_finding_changelist"), {"kind": "unreachable"})
    assert [row.kind for row in answer.context["cl"].result_list] == ["unreachable"]
    assert "The listings report shrank a lot" in answer.content.decode()  # a choice of the filter


def test_a_new_report_is_asked_for_on_the_stores_page(client, operator, account, store):
    address = reverse("admin:amazon_channel_store_ask_report", args=[store.pk])
    client.post(address, {"_form_submitted": "on"})
    report = ReportRequest.objects.get()
    assert (report.store, report.kind, report.state) == (store, ReportRequest.Kind.ALL_DATA, "asked")
    assert SyncRun.objects.get().store == store


def test_quarantine_shows_the_reason(client, operator, account, store):
    Quarantined.objects.create(
        account=account,
        store=store,
        kind="report_line",
        key="line 7",
        payload="x",
        field="price",
        reason="'abc' is no price",
        first_at=NOON,
        last_at=NOON,
    )
    shown = page(client, "sync_quarantined_changelist")
    assert "&#x27;abc&#x27; is no price" in shown
    assert "line of a report" in shown
