"""Windows and pages of a search: halving, repeats, endless and refused tokens, rows that move."""

from datetime import UTC, datetime, timedelta

import pytest

from sync.amazon.answers import SearchPage
from sync.amazon.errors import Invalid, Throttled
from sync.pull import windows

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Search:
    """A search over (SKU, second of its change), 20 a page; `spoil` may replace an answer."""

    def __init__(self, rows, spoil=None):
        self.rows, self.spoil, self.asked = rows, spoil or (lambda number, page: page), []

    def __call__(self, since, until, token):
        self.asked.append(token)
        inside = sorted((at, sku) for sku, at in self.rows if since <= START + timedelta(seconds=at) <= until)
        first = int(token or 0)
        some = inside[first : first + 20]
        more = str(first + 20) if len(inside) > first + 20 and first + 20 < 1000 else None
        page = SearchPage([{"sku": sku} for _, sku in some], len(inside), more)
        return self.spoil(len(self.asked), page)


def rows(count, seconds=280):
    return [(f"SKU-{number:05}", number * seconds // count) for number in range(count)]


def read(search, seconds=300):
    return list(windows.read(START, START + timedelta(seconds=seconds), search))


def skus(readings):
    return {item["sku"] for reading in readings for item in reading.items}


def test_one_window_when_all_fits():
    readings = read(Search(rows(1000)))
    assert [len(reading.items) for reading in readings] == [1000]


def test_windows_are_halved_until_all_of_it_is_shown():
    readings = read(Search(rows(4500)))
    assert len(skus(readings)) == 4500
    assert all(reading.total <= 1000 for reading in readings)
    assert [r.since for r in readings[1:]] == [r.until for r in readings[:-1]]  # no gap
    assert readings[-1].until == START + timedelta(seconds=300)


def test_more_in_one_moment_than_can_be_shown_is_said():
    readings = read(Search([(f"SKU-{number:05}", 7) for number in range(1500)]))
    full = [reading for reading in readings if reading.overflows]
    assert {(len(reading.items), reading.total, reading.error) for reading in full} == {(1000, 1500, None)}


def test_p3_a_page_that_comes_again_is_read_once_and_told():
    first = SearchPage([{"sku": f"SKU-{number:05}"} for number in range(20)], 50, "20")
    search = Search(rows(50), spoil=lambda number, page: first if number in (2, 3) else page)
    (reading,) = read(search)
    assert (len(reading.items), reading.skus, reading.troubles) == (50, 50, {"repeated_page"})
    assert reading.error is None


def test_p3_a_page_that_comes_for_ever_stops_the_window():
    first = SearchPage([{"sku": f"SKU-{number:05}"} for number in range(20)], 50, "20")
    search = Search(rows(50), spoil=lambda number, page: first)
    (reading,) = read(search)
    assert isinstance(reading.error, windows.Unfinished)
    assert (reading.skus, reading.troubles, len(search.asked)) == (20, {"repeated_page"}, 6)


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(SearchPage([], 30, "20"), id="empty pages"),
        pytest.param(SearchPage([{"sku": "SKU-00029"}], 30, "20"), id="the same token"),
    ],
)
def test_p5_a_token_that_never_ends(last):
    def spoil(number, page):
        return page if page.next_token else SearchPage(page.items, page.total, "20") if number == 2 else last

    (reading,) = read(Search(rows(30), spoil=spoil))
    assert (reading.skus, reading.troubles, reading.error) == (30, {"endless_token"}, None)


def test_p4_a_refused_token_begins_the_window_anew():
    def spoil(number, page):
        if number == 2:
            raise Invalid("searchListingsItems", "Invalid 'pageToken' provided.")
        return page

    search = Search(rows(50), spoil=spoil)
    (reading,) = read(search)
    assert (reading.skus, reading.error) == (50, None)
    assert search.asked == [None, "20", None, "20", "40"]


def test_p4_a_token_that_is_always_refused_ends_the_window_unread():
    def spoil(number, page):
        if number % 2 == 0:
            raise Invalid("searchListingsItems", "Invalid 'pageToken' provided.")
        return page

    (reading,) = read(Search(rows(50), spoil=spoil))
    assert isinstance(reading.error, windows.Unfinished)


def test_rows_that_slip_between_pages_are_found_by_the_count():
    def spoil(number, page):  # the second page lost its first row while the first one was read
        return SearchPage(page.items[1:], page.total, page.next_token) if number == 2 else page

    search = Search(rows(50), spoil=spoil)
    (reading,) = read(search)
    assert (reading.skus, len(search.asked)) == (50, 6)


def test_a_throttled_search_keeps_what_came_before():
    def spoil(number, page):
        if number == 3:
            raise Throttled("searchListingsItems", "over the limit", wait=60, by_amazon=True)
        return page

    (reading,) = read(Search(rows(90), spoil=spoil))
    assert isinstance(reading.error, Throttled)
    assert reading.skus == 40
