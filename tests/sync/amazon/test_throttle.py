"""The token buckets: exact waits on a clock we hold, and the same on Redis's own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.amazon.errors import Throttled, Unreachable
from sync.amazon.rates import ACCOUNT_RATES, APPLICATION_RATES, Rate, account_rate
from sync.amazon.throttle import ADOPTED_FOR, BackOff, RedisThrottle, Subject, redis_at

SEARCH = "searchListingsItems"


class ServerClock:
    def __init__(self):
        self.ms = 1_800_000_000_000

    def __call__(self):
        return self.ms


@pytest.fixture
def clock():
    return ServerClock()


@pytest.fixture
def make_throttle(redis, clock):
    def make(**more):
        back_off = BackOff(shortest=2.0, cap=60.0, jitter=lambda: 1.0)
        return RedisThrottle(redis, **{"back_off": back_off, "clock_ms": clock} | more)

    return make


@pytest.fixture
def throttle(make_throttle):
    return make_throttle()


@pytest.fixture
def subject(application_name):
    def subject(seller="A1", operation=SEARCH, family=""):
        return Subject(application_name, seller, operation, family)

    return subject


def waits(throttle, subject, count):
    return [throttle.take(subject).wait for _ in range(count)]


def test_burst_then_rate_then_throttled(throttle, subject):
    assert waits(throttle, subject(), 10) == [0, 0, 0, 0, 0, 0.2, 0.4, 0.6, 0.8, 1.0]
    with pytest.raises(Throttled) as caught:
        throttle.take(subject())
    assert caught.value.wait == 1.2
    assert not caught.value.by_amazon


def test_who_is_turned_away_takes_nothing(throttle, subject, clock):
    waits(throttle, subject(), 10)
    for _ in range(50):
        with pytest.raises(Throttled):
            throttle.take(subject())
    clock.ms += 200
    assert throttle.take(subject()).wait == 1.0


def test_bucket_fills_up_to_its_burst(throttle, subject, clock):
    waits(throttle, subject(), 5)
    clock.ms += 3_600_000
    assert waits(throttle, subject(), 6) == [0, 0, 0, 0, 0, 0.2]


def test_fractional_rates(throttle, subject, clock):
    reports = subject(operation="createReport")
    assert waits(throttle, reports, 15) == [0] * 15
    with pytest.raises(Throttled) as caught:
        throttle.take(reports)
    assert caught.value.wait == pytest.approx(59.881, abs=0.001)
    clock.ms += 59_881
    assert throttle.take(reports).wait == 0


def test_a_clock_that_goes_back_gives_no_tokens(throttle, subject, clock):
    waits(throttle, subject(), 5)
    clock.ms -= 60_000
    assert throttle.take(subject()).wait == 0.2


def test_p27_one_account_at_its_limit_does_not_delay_another(throttle, subject):
    a, b = subject("A1"), subject("B1")
    waits(throttle, a, 10)
    throttle.refused(throttle.take(subject("A1", "getReport")), whole_application=False)
    with pytest.raises(Throttled):
        throttle.take(a)
    assert waits(throttle, b, 5) == [0, 0, 0, 0, 0]


def test_operations_of_an_account_have_buckets_of_their_own(throttle, subject):
    waits(throttle, subject(), 10)
    assert throttle.take(subject(operation="getListingsItem")).wait == 0


def test_an_applications_limit_holds_over_all_its_sellers(throttle, subject):
    previews = [subject(f"S{number}", "patchListingsItem", "VALIDATION_PREVIEW") for number in range(21)]
    assert [throttle.take(each).wait for each in previews] == [0] * 20 + [0.05]


def test_a_full_application_bucket_takes_nothing_from_the_account(throttle, subject, clock):
    for number in range(40):
        throttle.take(subject(f"S{number}", "patchListingsItem", "VALIDATION_PREVIEW"))
    mine = subject("MINE", "patchListingsItem", "VALIDATION_PREVIEW")
    with pytest.raises(Throttled):
        throttle.take(mine)
    assert waits(throttle, subject("MINE", "patchListingsItem"), 5) == [0] * 5


def test_the_headers_rate_is_adopted_for_that_account_and_operation_only(throttle, subject):
    ticket = throttle.take(subject())
    throttle.answered(ticket, "10.0")
    assert waits(throttle, subject(), 6) == [0, 0, 0, 0, 0.1, 0.2]
    assert waits(throttle, subject("B1"), 6)[-1] == 0.2
    assert throttle.take(subject()).rate == 10


def test_an_adopted_rate_may_be_lower(throttle, subject, clock):
    throttle.answered(throttle.take(subject()), "0.5")
    waits(throttle, subject(), 4)
    with pytest.raises(Throttled) as caught:
        throttle.take(subject())
    assert caught.value.wait == 2.0


def test_an_adopted_rate_ends_unless_it_is_confirmed(throttle, subject, clock):
    throttle.answered(throttle.take(subject()), "100")
    clock.ms += ADOPTED_FOR * 1000 - 1
    assert throttle.take(subject()).rate == 100
    clock.ms += 1
    assert throttle.take(subject()).rate == 5


@pytest.mark.parametrize("header", [None, "", "0", "-1", "many", "nan", "inf"])
def test_a_senseless_header_changes_nothing(throttle, subject, header):
    throttle.answered(throttle.take(subject()), header)
    assert throttle.take(subject()).rate == 5


def test_a_sandbox_that_names_a_high_rate_is_fast(throttle, subject):
    throttle.answered(throttle.take(subject()), "100000")
    assert sum(waits(throttle, subject(), 1000)) <= 10  # at most 10 ms each on a clock that stands still


def test_429s_in_a_row_wait_longer_and_longer(throttle, subject, clock):
    delays = []
    for _ in range(8):
        ticket = throttle.take(subject())
        delays.append(throttle.refused(ticket, whole_application=False))
        with pytest.raises(Throttled) as caught:
            throttle.take(subject())
        assert caught.value.wait == delays[-1]
        clock.ms += round(delays[-1] * 1000)
    assert delays == [2, 4, 8, 16, 32, 60, 60, 60]


def test_a_call_that_goes_through_forgives(throttle, subject, clock):
    for _ in range(3):
        clock.ms += round(throttle.refused(throttle.take(subject()), whole_application=False) * 1000)
    ticket = throttle.take(subject())
    assert ticket.strikes == 3
    throttle.answered(ticket, None)
    assert throttle.refused(throttle.take(subject()), whole_application=False) == 2


def test_many_calls_refused_at_once_are_one_strike(throttle, subject, clock):
    tickets = [throttle.take(subject()) for _ in range(5)]
    for ticket in tickets:
        throttle.refused(ticket, whole_application=False)
    clock.ms += 2000
    assert throttle.take(subject()).strikes == 1


def test_after_a_429_reserved_tokens_are_still_owed(make_throttle, subject, clock):
    throttle = make_throttle(back_off=BackOff(shortest=0.4, jitter=lambda: 1.0))
    tickets = [throttle.take(subject()) for _ in range(9)]  # four of them ahead of time
    throttle.refused(tickets[0], whole_application=False)
    clock.ms += 400
    assert throttle.take(subject()).wait == 0.6


def test_a_slow_operations_first_back_off_is_one_token(throttle, subject):
    ticket = throttle.take(subject(operation="createReport"))
    assert throttle.refused(ticket, whole_application=False) == pytest.approx(59.88, abs=0.01)


def test_a_429_may_name_the_rate_too(throttle, subject, clock):
    throttle.refused(throttle.take(subject()), whole_application=False, rate_header="0.5")
    clock.ms += 2000
    assert throttle.take(subject()).rate == 0.5


def test_retry_after_is_heeded(throttle, subject):
    assert throttle.refused(throttle.take(subject()), whole_application=False, retry_after=90) == 90


def test_jitter_spreads_the_upper_half():
    assert BackOff(jitter=lambda: 0.0).seconds(3, 5) == 2
    assert BackOff(jitter=lambda: 1.0).seconds(3, 5) == 4
    assert BackOff(cap=10, jitter=lambda: 1.0).seconds(500, 5) == 10


def test_an_applications_429_shuts_it_for_all_its_sellers(throttle, subject):
    ticket = throttle.take(subject("A1", "getListingsItem"))
    throttle.refused(ticket, whole_application=True)
    with pytest.raises(Throttled):
        throttle.take(subject("B1", "getListingsItem"))


def test_processes_share_the_buckets(make_throttle, subject):
    first, second = make_throttle(), make_throttle()
    assert [first.take(subject()).wait for _ in range(3)] == [0, 0, 0]
    assert [second.take(subject()).wait for _ in range(3)] == [0, 0, 0.2]


def test_on_the_servers_clock_many_threads_get_exactly_the_burst(redis, subject):
    throttle = RedisThrottle(redis, patience=0)
    start = threading.Barrier(8)

    def work(_):
        start.wait(timeout=10)
        granted = 0
        for _ in range(5):
            try:
                throttle.take(subject(operation="createReport"))
                granted += 1
            except Throttled:
                pass
        return granted

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(work, range(8))) == 15


def test_buckets_go_when_they_are_full_again(redis, throttle, subject, application_name):
    throttle.take(subject())
    throttle.answered(throttle.take(subject()), "50")
    throttle.refused(throttle.take(subject(operation="getReport")), whole_application=False)
    found = [key for key in redis.scan_iter("throttle:*") if key.endswith((SEARCH.encode(), b"getReport"))]
    assert found
    assert all(0 < redis.ttl(key) <= 7200 for key in found)


def test_redis_down_is_a_retryable_error_that_names_redis(subject):
    with redis_at("redis://127.0.0.1:1/0") as nobody:
        throttle = RedisThrottle(nobody)
        with pytest.raises(Unreachable, match="not sent, the throttle cannot be asked: Redis") as caught:
            throttle.take(subject())
    assert caught.value.retryable


def test_rates_of_the_operations_we_call():
    assert account_rate(SEARCH) == Rate(5, 5)
    assert account_rate("getListingsItem") == Rate(5, 10)
    assert account_rate("searchOrders") == Rate(0.0056, 20)
    assert account_rate("neverHeardOf") == Rate(0.5, 5)
    assert all(rate.per_second > 0 and rate.burst >= 1 for rate in ACCOUNT_RATES.values())
    assert APPLICATION_RATES["VALIDATION_PREVIEW"] == Rate(20, 20)
    assert SEARCH not in APPLICATION_RATES
