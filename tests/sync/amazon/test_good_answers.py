"""What is asked of Amazon is right before it is sent; good answers become what the sync works with."""

from datetime import UTC, date, datetime

import pytest

from sync.amazon.errors import Unreachable

US = "ATVPDKIKX0DER"


def test_a_page(amazon, say):
    say({"items": [{"sku": "A"}], "numberOfResults": 21, "pagination": {"nextToken": "t"}})
    page = amazon.search_listings(US)
    assert (page.items, page.total, page.next_token) == ([{"sku": "A"}], 21, "t")


def test_the_last_page_has_no_token(amazon, say):
    say({"items": [], "numberOfResults": 0, "pagination": {}})
    assert amazon.search_listings(US).next_token is None


def test_fba_page_and_what_was_asked(amazon, say, odd):
    say({"payload": {"inventorySummaries": [{"sellerSku": "A"}]}, "pagination": {"nextToken": "n"}})
    page = amazon.fba_summaries(US, start=datetime(2026, 11, 1, tzinfo=UTC), next_token="m")
    assert (page.summaries, page.next_token) == ([{"sellerSku": "A"}], "n")
    assert sorted(odd.requests[0].query.split("&")) == [
        "details=true",
        "granularityId=ATVPDKIKX0DER",
        "granularityType=Marketplace",
        "marketplaceIds=ATVPDKIKX0DER",
        "nextToken=m",
        "startDateTime=2026-11-01T00%3A00%3A00.000Z",
    ]


@pytest.mark.parametrize(
    ("skus", "asked"),
    [
        pytest.param(["A 1", "B/2"], "sellerSkus=A%201%2CB%2F2", id="a list"),
        pytest.param(["A,1"], "sellerSku=A%2C1", id="a comma: alone, not as a list"),
    ],
)
def test_fba_stock_of_named_skus(amazon, say, odd, skus, asked):
    say({"payload": {"inventorySummaries": []}})
    amazon.fba_summaries(US, skus=skus)
    [query] = [part for part in odd.requests[0].query.split("&") if "sku" in part.lower()]
    assert query.replace("+", "%20") == asked


def test_a_done_report(amazon, say):
    say(
        {
            "processingStatus": "DONE",
            "reportDocumentId": "D1",
            "createdTime": "2026-11-23T12:00:00+00:00",
            "processingEndTime": "2026-11-23T12:05:00Z",
        }
    )
    report = amazon.get_report("R1")
    assert (report.status, report.document_id) == ("DONE", "D1")
    assert report.created_at == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert report.processing_end == datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize("each", [{}, {"marketplace": {"id": US}}, {"marketplace": None}, None, "US"])
def test_half_a_participation_is_no_answer(amazon, say, each):
    say({"payload": [each]})
    with pytest.raises(Unreachable, match="a participation lacks"):
        amazon.participations()


def test_no_participations_are_none_and_no_error(amazon, say):
    say({"payload": []})
    assert amazon.participations() == []


def sales(amazon, **more):
    until = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return amazon.daily_sales(
        US, **{"first": date(2026, 11, 20), "until": until, "time_zone": "Asia/Tokyo"} | more
    )


def test_sales_that_are_not_told_are_no_answer(amazon, say):
    say({"payload": [{"interval": "x"}]})
    assert sales(amazon) == [{"interval": "x"}]
    say({})
    with pytest.raises(Unreachable, match="lacks 'payload'"):
        sales(amazon)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda amazon: amazon.search_listings(US, with_status=["Active"]), id="status"),
        pytest.param(lambda amazon: amazon.search_listings(US, without_status="BUYABEL"), id="a word"),
        pytest.param(lambda amazon: amazon.search_listings(US, with_issue_severity=["INFO"]), id="severity"),
        pytest.param(lambda amazon: amazon.search_listings(US, sort_by="updated"), id="sort by"),
        pytest.param(lambda amazon: amazon.search_listings(US, sort_order="asc"), id="sort order"),
        pytest.param(lambda amazon: amazon.search_listings(US, included=["images"]), id="included"),
        pytest.param(lambda amazon: amazon.search_listings(US, page_size=21), id="page size"),
        pytest.param(lambda amazon: amazon.search_listings(US, page_size=0), id="page size 0"),
        pytest.param(lambda amazon: amazon.search_listings(US, skus=[]), id="no SKU"),
        pytest.param(lambda amazon: amazon.search_listings(US, skus=["S"] * 21), id="21 SKUs"),
        pytest.param(lambda amazon: amazon.search_listings(US, colour="red"), id="unknown filter"),
        pytest.param(lambda amazon: amazon.search_listings("US"), id="country for marketplace"),
        pytest.param(lambda amazon: amazon.search_listings(f"{US},{US}"), id="two marketplaces"),
        pytest.param(
            lambda amazon: amazon.search_listings(US, updated_after=datetime(2026, 1, 1)),  # noqa: DTZ001
            id="naive time",
        ),
        pytest.param(lambda amazon: amazon.get_listing(US, ""), id="empty SKU"),
        pytest.param(lambda amazon: amazon.fba_summaries(US, skus=[]), id="FBA: no SKU"),
        pytest.param(lambda amazon: amazon.fba_summaries(US, skus=[""]), id="FBA: empty SKU"),
        pytest.param(lambda amazon: amazon.fba_summaries(US, skus=["S"] * 51), id="FBA: 51 SKUs"),
        pytest.param(lambda amazon: amazon.fba_summaries(US, skus=["A,1", "B"]), id="FBA: comma in a list"),
        pytest.param(
            lambda amazon: amazon.fba_summaries(US, start=datetime(2026, 1, 1, tzinfo=UTC), skus=["A"]),
            id="FBA: SKUs that Amazon would ignore",
        ),
        pytest.param(lambda amazon: amazon.create_report("ALL_DATA", US), id="report type"),
        pytest.param(lambda amazon: amazon.delete_listing("", "A"), id="no marketplace"),
        pytest.param(lambda amazon: sales(amazon, until=datetime(2026, 11, 23)), id="until a naive time"),  # noqa: DTZ001
        pytest.param(lambda amazon: sales(amazon, first=date(2026, 11, 24)), id="a day to come"),
        pytest.param(lambda amazon: sales(amazon, time_zone="Europe/Utopia"), id="a zone nobody knows"),
    ],
)
def test_what_amazons_model_does_not_know_is_not_sent(amazon, odd, ask):
    with pytest.raises(ValueError, match="."):
        ask(amazon)
    assert odd.requests == []


def test_filters_are_spelled_as_amazon_spells_them(amazon, say, odd):
    say({"items": [], "numberOfResults": 0})
    noon = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
    amazon.search_listings(
        US, updated_after=noon, updated_before=noon, created_after=noon, created_before=noon,
        with_status="BUYABLE", without_status=["DISCOVERABLE"], with_issue_severity=["ERROR", "WARNING"],
        included="summaries", page_token="t/1",
    )  # fmt: skip
    assert sorted(odd.requests[0].query.split("&")) == [
        "createdAfter=2026-11-23T12%3A00%3A00.123Z",
        "createdBefore=2026-11-23T12%3A00%3A00.123Z",
        "includedData=summaries",
        "lastUpdatedAfter=2026-11-23T12%3A00%3A00.123Z",
        "lastUpdatedBefore=2026-11-23T12%3A00%3A00.123Z",
        "marketplaceIds=ATVPDKIKX0DER",
        "pageSize=20",
        "pageToken=t%2F1",
        "sortBy=lastUpdatedDate",
        "sortOrder=ASC",
        "withIssueSeverity=ERROR%2CWARNING",
        "withStatus=BUYABLE",
        "withoutStatus=DISCOVERABLE",
    ]
