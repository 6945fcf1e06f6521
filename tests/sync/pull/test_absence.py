"""Absence is not an end (P13, P43): what is missing is asked for by its SKU; counts show deletions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from listings.models import Listing, ListingIssue
from sync.amazon.errors import Throttled
from sync.models import Finding, ReportRequest
from sync.pull import absence, windows
from sync.pull.absence import confirm_absence
from sync.pull.delta import pull_delta
from sync.pull.sweep import sweep_issues

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
ODD = ["Tasse, groß/3 & ½", "a b+c%20", "全角ＳＫＵ", "../x?y=#z"]


@pytest.fixture
def loaded(shop, clock):
    """As if the whole picture of each store had been loaded."""

    def do(at=None):
        for store in shop.stores:
            ReportRequest.objects.create(
                store=store,
                kind=ReportRequest.Kind.ALL_DATA,
                state="loaded",
                asked_at=(at or clock()) - timedelta(hours=1),
                loaded_at=at or clock(),
            )

    return do


def there(store, sku, **columns):
    now = timezone.now()
    return Listing.objects.create(store=store, seller_sku=sku, first_seen_at=now, changed_at=now, **columns)


def states():
    rows = Listing.objects.order_by("seller_sku").values_list("seller_sku", "missing_since", "gone_at")
    return {sku: "gone" if gone else "missing" if missing else "there" for sku, missing, gone in rows}


@pytest.mark.parametrize("sku", ODD)
def test_p13_a_missing_listing_is_gone_only_after_a_404(box, shop, stage, sku):
    for one in (sku, "MUG-2"):
        box.lists(shop.seller, one)
    stage(pull_delta)
    box.unlists(shop.seller, sku)
    Listing.objects.update(missing_since=timezone.now())  # as a report that lacks both would
    work = stage(confirm_absence)
    assert states() == {sku: "gone", "MUG-2": "there"}
    assert work.tally.missing == 1
    assert Listing.objects.get(seller_sku=sku).tab == "ended"


def test_a_deletion_shows_in_the_next_run(box, shop, stage, loaded):
    for number in range(45):
        box.lists(shop.seller, f"SKU-{number:02}")
    stage(pull_delta)
    loaded()
    box.unlists(shop.seller, "SKU-17")
    work = stage(confirm_absence)
    assert [sku for sku, state in states().items() if state != "there"] == ["SKU-17"]
    assert states()["SKU-17"] == "gone"
    assert work.tally.calls == 1 + 3 + 1  # the count, 44 SKUs, the 404


def test_counts_that_agree_cost_one_call(box, shop, stage, loaded):
    box.lists(shop.seller, "MUG-1")
    stage(pull_delta)
    loaded()
    assert stage(confirm_absence).tally.calls == 1


def test_nothing_is_counted_before_the_first_whole_load(box, shop, stage):
    assert stage(confirm_absence).tally.calls == 0


def test_a_large_store_asks_for_a_report_instead(shop, stage, loaded, monkeypatch):
    monkeypatch.setattr(windows, "CAP", 2)
    for number in range(3):
        there(shop.store, f"SKU-{number}")
    loaded()
    for _ in range(2):  # the second time one is under way
        stage(confirm_absence)
        assert ReportRequest.objects.filter(state="asked").count() == 1
    assert set(states().values()) == {"there"}


def test_p43_a_ghost_is_told_and_stays(box, shop, stage):
    box.lists(shop.seller, "MUG-1")
    stage(pull_delta)
    box.unlists(shop.seller, "MUG-1", ghost=True)
    Listing.objects.update(first_seen_at=timezone.now() - timedelta(days=2), missing_since=timezone.now())
    stage(confirm_absence)
    assert states() == {"MUG-1": "there"}
    assert (Finding.objects.get().kind, Finding.objects.get().subject) == ("ghost", "MUG-1")


def test_more_than_one_run_can_confirm_is_told_until_it_is_done(box, shop, stage, monkeypatch):
    monkeypatch.setattr(absence, "AT_MOST", 2)
    for number in range(3):
        there(shop.store, f"SKU-{number}", missing_since=timezone.now())
    stage(confirm_absence)
    assert (Finding.objects.get().kind, Finding.objects.get().detail) == ("missing", "3 listings")
    stage(confirm_absence)
    assert set(states().values()) == {"gone"}
    assert Finding.objects.get().resolved_at is not None


def test_what_was_learnt_before_a_throttle_is_kept(box, shop, stage):
    for number in range(5):
        box.lists(shop.seller, f"SKU-{number}")
    stage(pull_delta)
    for number in range(5):
        box.unlists(shop.seller, f"SKU-{number}")
    Listing.objects.update(missing_since=timezone.now())
    box.control("POST", "/faults", {"name": "throttled", "operation": "getListingsItem", "skip": 3})
    with pytest.raises(Throttled):
        stage(confirm_absence)
    assert sorted(states().values()) == ["gone"] * 3 + ["missing"] * 2


def raise_issue(box, shop, sku, **parts):
    body = {
        "seller": shop.seller["selling_partner_id"],
        "marketplace": UK,
        "sku": sku,
        "code": "18299",
        **parts,
    }
    box.control("POST", "/issues", body)


def test_the_sweep_finds_reasons_and_drafts_after_a_whole_load(box, shop, stage, loaded):
    box.lists(shop.seller, "BLOCKED")
    box.lists(shop.seller, "DRAFT", is_created=False, asin=None)
    raise_issue(box, shop, "BLOCKED", actions=["LISTING_SUPPRESSED"])
    raise_issue(box, shop, "DRAFT", code="13013")
    box.lists(shop.seller, "WELL")
    there(shop.store, "BLOCKED", buyable=False)
    assert stage(sweep_issues).tally.calls == 0  # no whole load yet
    loaded()
    stage(sweep_issues)
    found = Listing.objects.order_by("seller_sku").values_list(
        "seller_sku", "inactive_reason", "amazon_incomplete"
    )
    assert list(found) == [("BLOCKED", "blocked", False), ("DRAFT", "", True)]
    assert stage(sweep_issues).tally.calls == 0  # once behind each load


def test_an_issue_that_one_read_missed_is_looked_at_again_in_the_next_run(box, shop, stage):
    for sku in ("Tasse, groß", "MUG-2"):
        box.lists(shop.seller, sku)
        raise_issue(box, shop, sku, actions=["SEARCH_SUPPRESSED"], severity="WARNING")
    stage(pull_delta)
    box.control(
        "DELETE",
        "/issues",
        {"seller": shop.seller["selling_partner_id"], "marketplace": UK, "sku": "Tasse, groß"},
    )
    stage(pull_delta)
    assert ListingIssue.objects.filter(absent_since__isnull=False, cleared_at=None).count() == 1
    work = stage(sweep_issues)
    assert work.tally.calls == 1
    cleared = ListingIssue.objects.filter(cleared_at__isnull=False)
    assert [issue.listing.seller_sku for issue in cleared] == ["Tasse, groß"]
    assert dict(Listing.objects.values_list("seller_sku", "search_suppressed")) == {
        "Tasse, groß": False,
        "MUG-2": True,
    }


def test_skus_that_differ_in_case_are_told_and_kept_apart(box, shop, stage, loaded):
    for sku in ("abc-1", "ABC-1", "other"):
        box.lists(shop.seller, sku)
    stage(pull_delta)
    loaded()
    stage(sweep_issues)
    twins = Finding.objects.get(kind="case_twins")
    assert (twins.subject, twins.store, Listing.objects.count()) == ("ABC-1, abc-1", shop.store, 3)
    box.unlists(shop.seller, "ABC-1")
    stage(confirm_absence)
    loaded()
    stage(sweep_issues)
    twins.refresh_from_db()
    assert twins.resolved_at is not None
