"""Sales on the store cards: figure, trend, line and words, in the store's own time and money."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from amazon_channel.models import Store, User
from reporting.sales import sales_figures
from sync.sales import SalesDay
from tests.conftest import NOON

TODAY = NOON.date()


@pytest.fixture
def sells(store):
    """sells({0: 5, 1: 7}) → so much so many days ago, and nothing on every other of the last sixty days."""

    def make(amounts, *, of=store, today=TODAY, back=60):
        SalesDay.objects.bulk_create(
            SalesDay(
                store=of,
                day=today - timedelta(days=ago),
                currency=of.currency,
                amount=Decimal(str(amounts.get(ago, 0))),
                orders=1,
                units=1,
            )
            for ago in range(back + 1)
        )

    return make


def figure(store, now=NOON):
    return sales_figures([store], now=now).get(store.pk)


@pytest.fixture
def home(client, account):
    """home() → the page as a merchant sees it."""

    def show():
        user, _ = User.objects.get_or_create(username="merchant", defaults={"role": User.Role.MERCHANT})
        account.members.add(user)
        client.force_login(user)
        return client.get(reverse("admin:index")).content.decode()

    return show


def test_a_card_tells_amount_trend_and_line(store, sells):
    sells({0: "12.5", 1: "1000", 2: "250.5", 45: "1000"})
    told = figure(store)
    assert (told.amount, told.direction, told.change) == ("£1,250.50", "up", "25.1\N{NO-BREAK SPACE}%")
    assert (told.period, told.so_far, told.behind) == ("October 24 to November 22", "£12.50", "")
    assert told.told == (
        "Sales a day from October 24 to November 22: between £0.00 and £1,000.00, most on November 22."
    )
    assert told.points.startswith("2,30 ")
    assert told.points.endswith(" 118,2")
    assert told.ground == f"2,30 {told.points} 118,30"


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        (75, 100, ("down", "25.0\N{NO-BREAK SPACE}%")),
        (100, 100, ("level", "0.0\N{NO-BREAK SPACE}%")),
        (2000, 1, ("up", "over 1,000 %")),
        (5, 0, ("", "")),
    ],
)
def test_trends_in_words(store, sells, now, before, trend):
    sells({3: now, 33: before})
    assert (figure(store).direction, figure(store).change) == trend


def test_the_page_shows_it(store, sells, home):
    sells({1: 75, 45: 100})
    page = home()
    assert "Gross Market Volume (30 day)" in page
    assert "<b>£75.00</b>" in page
    assert '<span class="ch-unseen">down</span> 25.0\N{NO-BREAK SPACE}%' in page
    assert '<svg role="img"' in page
    assert 'aria-label="Sales a day from October 24 to November 22' in page


def test_a_store_without_sales_has_nothing_and_a_flat_line(store, sells, home):
    sells({})
    assert (figure(store).amount, figure(store).direction) == ("£0.00", "")
    assert {point.split(",")[1] for point in figure(store).points.split()} == {"30"}
    assert figure(store).told == "Nothing sold from October 24 to November 22."
    assert "<b>£0.00</b>" in home()


def test_what_is_not_known_is_not_called_nothing(store, home):
    page = home()
    assert figure(store) is None
    assert "Amazon has not told yet what was sold." in page
    assert "<polyline" not in page


@pytest.mark.parametrize(("days", "behind"), [(0, ""), (1, ""), (2, "November 22"), (20, "November 22")])
def test_figures_that_stopped_coming_say_until_when(store, sells, days, behind):
    sells({1: 5})
    told = figure(store, NOON + timedelta(days=days))
    assert (told.amount, told.behind) == ("£5.00", behind)
    assert (told.so_far != "") == (days == 0)


def test_figures_of_long_ago_are_not_told(store, sells):
    sells({1: 5})
    assert figure(store, NOON + timedelta(days=60)) is None


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("Asia/Tokyo", datetime(2026, 11, 23, 15, tzinfo=UTC), date(2026, 11, 24)),
        ("Asia/Tokyo", datetime(2026, 11, 23, 14, 59, tzinfo=UTC), date(2026, 11, 23)),
        ("America/Los_Angeles", datetime(2026, 11, 23, 7, 59, tzinfo=UTC), date(2026, 11, 22)),
        ("America/Los_Angeles", datetime(2026, 11, 23, 8, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_today_is_the_stores_own(store, sells, zone, now, today):
    Store.objects.update(time_zone=zone, currency="JPY")
    store.refresh_from_db()
    sells({0: 348_000}, of=store, today=today)
    assert figure(store, now).so_far == "¥348,000"
    assert figure(store, now + timedelta(days=1)).so_far == ""


def test_stores_keep_their_own_money(account, store, sells):
    german = Store.objects.create(
        account=account, marketplace_id="A1PA6795UKMFR9", name="Demo DE", currency="EUR",
        language="de_DE", time_zone="Europe/Berlin",
    )  # fmt: skip
    sells({2: 10})
    sells({2: 20}, of=german)
    told = sales_figures([store, german], now=NOON)
    assert [told[each.pk].amount for each in (store, german)] == ["£10.00", "€20.00"]
