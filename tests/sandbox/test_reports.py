"""Reports 2021-06-30: ordered, made by the clock, listed, cancelled, scheduled."""

import pytest

from tests.sandbox.conftest import CA, DE, US
from tests.sandbox.reporting import (
    ALL_DATA,
    CANCELLED,
    FBA,
    REPORTS,
    SCHEDULES,
    download,
    link,
    order,
    report,
    unpack,
)

MIDNIGHT = 1_795_392_000_000  # 2026-11-23T00:00:00Z


@pytest.fixture
def clock(box):
    """The sandbox's clock, stopped at midnight."""
    box.inside.clock.freeze(MIDNIGHT)
    return box.inside.clock


@pytest.fixture(autouse=True)
def no_waiting(box):
    box.inside.store.set_setting("report_seconds", "0")


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [each["reportId"] for each in answer.json()["reports"]]


def refusal(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_report_waits_is_made_and_is_done(box, amazon, clock):
    box.inside.store.set_setting("report_seconds", "60")
    report_id = order(amazon, ALL_DATA, US)
    assert report(amazon, report_id) == {
        "reportType": ALL_DATA,
        "processingStatus": "IN_QUEUE",
        "marketplaceIds": [US],
        "reportId": report_id,
        "createdTime": "2026-11-23T00:00:00.000Z",
        "dataStartTime": "2026-11-23T00:00:00.000Z",
        "dataEndTime": "2026-11-23T00:00:00.000Z",
    }
    clock.advance(15)
    assert report(amazon, report_id)["processingStatus"] == "IN_PROGRESS"
    assert report(amazon, report_id)["processingStartTime"] == "2026-11-23T00:00:15.000Z"
    clock.advance(45)
    done = report(amazon, report_id)
    assert (done["processingStatus"], done["processingEndTime"]) == ("DONE", "2026-11-23T00:01:00.000Z")
    assert done["reportDocumentId"].startswith("amzn1.spdoc.1.4.")


def test_a_report_shows_the_shop_as_it_was_when_it_was_ordered(box, seller, amazon):
    box.lists(seller, "MUG-1", price="9.99", quantity=3)
    report_id = order(amazon, ALL_DATA, US)
    box.lists(seller, "MUG-1", price="8.88", quantity=1)
    document = link(amazon, report_id)
    assert unpack(document, download(document)).column("price") == ["9.99"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"marketplaceIds": [US]}, (400, "InvalidInput"), id="no type"),
        pytest.param(
            {"reportType": "GET_XML_BROWSE_TREE_DATA", "marketplaceIds": [US]},
            (400, "InvalidInput"),
            id="a type that is not served",
        ),
        pytest.param({"reportType": ALL_DATA}, (400, "InvalidInput"), id="no marketplace"),
        pytest.param({"reportType": ALL_DATA, "marketplaceIds": []}, (400, "InvalidInput"), id="empty list"),
        pytest.param({"reportType": ALL_DATA, "marketplaceIds": [US] * 26}, (400, "InvalidInput"), id="26"),
        pytest.param({"reportType": ALL_DATA, "marketplaceIds": [DE]}, (403, "Unauthorized"), id="foreign"),
        pytest.param(
            {"reportType": ALL_DATA, "marketplaceIds": [US], "reportOptions": {"custom": True}},
            (400, "InvalidInput"),
            id="an option that is no text",
        ),
        pytest.param(
            {"reportType": ALL_DATA, "marketplaceIds": [US], "dataStartTime": "yesterday"},
            (400, "InvalidInput"),
            id="no date",
        ),
        pytest.param(
            {"reportType": ALL_DATA, "marketplaceIds": [US], "dataEndTime": "2099-01-01T00:00:00Z"},
            (400, "InvalidInput"),
            id="the future",
        ),
    ],
)
def test_orders_that_amazon_refuses(amazon, body, code):
    assert refusal(amazon.call("POST", REPORTS, json=body)) == code


def test_a_report_belongs_to_its_seller(box, amazon, connect):
    report_id = order(amazon, ALL_DATA, US)
    other = connect(box, box.seller(US))
    assert refusal(other.call("GET", f"{REPORTS}/{report_id}")) == (404, "NOT_FOUND")
    assert refusal(other.call("GET", f"{REPORTS}/nonsense")) == (404, "NOT_FOUND")


def test_reports_are_kept_ninety_days(box, seller, amazon, connect, clock):
    report_id = order(amazon, ALL_DATA, US)
    clock.advance(90 * 86_400)
    assert report(connect(box, seller), report_id)["processingStatus"] == "DONE"
    clock.advance(1)
    assert refusal(connect(box, seller).call("GET", f"{REPORTS}/{report_id}")) == (404, "NOT_FOUND")


def test_list_filters(amazon, clock):
    first = order(amazon, ALL_DATA, US)
    clock.advance(60)
    second = order(amazon, ALL_DATA, CA)
    third = order(amazon, FBA, US)
    every = amazon.call("GET", REPORTS, reportTypes=f"{ALL_DATA},{FBA}")
    assert ids(every) == [third, second, first]
    assert ids(amazon.call("GET", REPORTS, reportTypes=ALL_DATA)) == [second, first]
    assert ids(amazon.call("GET", REPORTS, reportTypes=ALL_DATA, marketplaceIds=CA)) == [second]
    assert ids(amazon.call("GET", REPORTS, reportTypes=ALL_DATA, createdUntil="2026-11-23T00:00:30Z")) == [
        first
    ]
    assert ids(amazon.call("GET", REPORTS, reportTypes=ALL_DATA, createdSince="2026-11-23T00:00:30Z")) == [
        second
    ]
    assert ids(amazon.call("GET", REPORTS, reportTypes=ALL_DATA, processingStatuses="FATAL,CANCELLED")) == []
    assert ids(amazon.call("GET", REPORTS, reportTypes=ALL_DATA, processingStatuses="DONE")) == [
        second,
        first,
    ]


def test_list_pages(amazon):
    placed = [order(amazon, ALL_DATA, US) for _ in range(7)]
    seen, query = [], {"reportTypes": ALL_DATA, "pageSize": 3}
    while query:
        page = amazon.call("GET", REPORTS, **query)
        seen.append(ids(page))
        query = {"nextToken": page.json()["nextToken"]} if "nextToken" in page.json() else None
    assert [len(each) for each in seen] == [3, 3, 1]
    assert [each for page in seen for each in page] == placed[::-1]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({}, id="neither types nor token"),
        pytest.param({"nextToken": "bm9uc2Vuc2U="}, id="a token of somebody's own"),
        pytest.param({"nextToken": "x", "pageSize": 10}, id="a token and another parameter"),
        pytest.param({"reportTypes": ALL_DATA, "pageSize": 101}, id="a page of 101"),
        pytest.param({"reportTypes": ALL_DATA, "processingStatuses": "READY"}, id="no status"),
        pytest.param({"reportTypes": ",".join(["A"] * 11)}, id="eleven types"),
    ],
)
def test_lists_that_amazon_refuses(amazon, query):
    assert refusal(amazon.call("GET", REPORTS, **query)) == (400, "InvalidInput")


def test_cancel_works_only_in_the_queue(box, amazon, clock):
    box.inside.store.set_setting("report_seconds", "60")
    report_id = order(amazon, ALL_DATA, US)
    answer = amazon.call("DELETE", f"{REPORTS}/{report_id}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert report(amazon, report_id)["processingStatus"] == "CANCELLED"
    late = order(amazon, ALL_DATA, US)
    clock.advance(20)
    assert refusal(amazon.call("DELETE", f"{REPORTS}/{late}")) == (400, "InvalidInput")


@pytest.mark.parametrize(("name", "status"), [("report_cancelled", "CANCELLED"), ("report_fatal", "FATAL")])
def test_reports_that_end_badly_on_demand(box, seller, amazon, name, status):
    box.lists(seller, "MUG-1")
    box.control("POST", "/faults", {"name": name, "operation": "createReport"})
    ended = report(amazon, order(amazon, ALL_DATA, US))
    assert ended["processingStatus"] == status
    assert "reportDocumentId" not in ended
    assert report(amazon, order(amazon, ALL_DATA, US))["processingStatus"] == "DONE"


def test_under_a_throttle_a_repeated_order_is_cancelled(serve, connect):
    box = serve(throttle=1)
    box.inside.store.set_setting("report_seconds", "0")
    amazon = connect(box, box.seller(US, CA))
    statuses = [report(amazon, order(amazon, ALL_DATA, place))["processingStatus"] for place in (US, US, CA)]
    assert statuses == ["DONE", "CANCELLED", "DONE"]
    box.inside.clock.advance(61)
    assert report(amazon, order(amazon, ALL_DATA, US))["processingStatus"] == "DONE"


def schedule(amazon, **fields):
    body = {"reportType": ALL_DATA, "marketplaceIds": [US], "period": "PT15M"} | fields
    answer = amazon.call("POST", SCHEDULES, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["reportScheduleId"]


def test_a_schedule_orders_reports_by_the_clock(amazon, clock):
    schedule_id = schedule(amazon, nextReportCreationTime="2026-11-23T00:10:00Z")
    assert ids(amazon.call("GET", REPORTS, reportTypes=ALL_DATA)) == []
    clock.advance(41 * 60)
    placed = amazon.call("GET", REPORTS, reportTypes=ALL_DATA).json()["reports"]
    assert [each["createdTime"][11:16] for each in placed] == ["00:40", "00:25", "00:10"]
    assert {each["reportScheduleId"] for each in placed} == {schedule_id}
    assert amazon.call("GET", f"{SCHEDULES}/{schedule_id}").json() == {
        "reportScheduleId": schedule_id,
        "reportType": ALL_DATA,
        "marketplaceIds": [US],
        "reportOptions": {},
        "period": "PT15M",
        "nextReportCreationTime": "2026-11-23T00:55:00.000Z",
    }


def test_a_schedule_after_a_long_sleep_orders_fifty_at_most(box, seller, amazon, connect, clock):
    schedule(amazon, period="PT5M")
    clock.advance(9 * 3600)
    placed = connect(box, seller).call("GET", REPORTS, reportTypes=ALL_DATA, pageSize=100).json()["reports"]
    assert len(placed) == 50
    assert placed[0]["createdTime"] == "2026-11-23T09:00:00.000Z"


def test_a_schedule_replaces_its_like_and_can_be_cancelled(amazon):
    old, new = schedule(amazon), schedule(amazon, period="P1D")
    other = schedule(amazon, reportType=CANCELLED)
    listed = amazon.call("GET", SCHEDULES, reportTypes=f"{ALL_DATA},{CANCELLED}").json()["reportSchedules"]
    assert [(each["reportScheduleId"], each["period"]) for each in listed] == [(new, "P1D"), (other, "PT15M")]
    answer = amazon.call("DELETE", f"{SCHEDULES}/{new}")
    assert (answer.status_code, answer.content) == (200, b"")
    for gone in (old, new, "nonsense"):
        assert refusal(amazon.call("GET", f"{SCHEDULES}/{gone}")) == (404, "NOT_FOUND")


@pytest.mark.parametrize("fields", [{"period": "PT7M"}, {"period": None}, {"nextReportCreationTime": "soon"}])
def test_schedules_that_amazon_refuses(amazon, fields):
    body = {"reportType": ALL_DATA, "marketplaceIds": [US], "period": "PT15M"} | fields
    assert refusal(amazon.call("POST", SCHEDULES, json=body)) == (400, "InvalidInput")


def test_how_reports_are_made_can_be_set(box, amazon):
    assert box.control("PUT", "/reports", {"seconds": 90, "gzip": False}) == {"seconds": 90.0, "gzip": False}
    assert box.control("GET", "/reports") == {"seconds": 90.0, "gzip": False}
    assert report(amazon, order(amazon, ALL_DATA, US))["processingStatus"] == "IN_QUEUE"
    with pytest.raises(AssertionError, match="Send seconds as a number"):
        box.control("PUT", "/reports", {"seconds": "soon"})
