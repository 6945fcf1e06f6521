"""Keeps every process together within Amazon's limits: token buckets in Redis, on the server's clock.

One bucket per (application, seller account, operation) and one per (application, family). A call reserves its
token ahead of time: within `patience` it is told how long to wait in place, beyond that it takes nothing and
raises Throttled, so that the worker can turn to another account.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from sync.amazon.errors import Throttled, Unreachable
from sync.amazon.rates import APPLICATION_RATES, account_rate
from sync.amazon.scripts import ADOPT, FORGIVE, PENALISE, TAKE

PATIENCE = 1.0  # seconds that a call may wait in place
ADOPTED_FOR = 600  # seconds that a rate from Amazon's header holds without being confirmed


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose limit a call counts against."""

    application: str  # client id
    seller: str
    operation: str
    family: str = ""  # of the application-wide limit; '' is the operation itself


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one call, after `wait` seconds, and what is known of the bucket it came from."""

    wait: float
    rate: float
    strikes: int  # 429s in a row so far
    subject: Subject


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long a bucket stays shut after 429s in a row: doubling, capped, spread by jitter.

    The first delay is the time in which one token comes back, but at least `shortest` seconds.
    """

    shortest: float = 1.0
    cap: float = 300.0
    jitter: Callable[[], float] = random.random  # 0 to 1; spreads a delay over its upper half

    def seconds(self, strikes: int, rate: float) -> float:
        """The delay after this many 429s in a row, in a bucket with this rate a second."""
        first = max(self.shortest, 1 / rate if rate > 0 else self.cap)
        whole = min(first * 2 ** min(strikes - 1, 20), max(self.cap, first))
        return float(whole * (0.5 + 0.5 * self.jitter()))


class Throttle(Protocol):
    """What the client asks of a throttle."""

    def take(self, subject: Subject) -> Ticket:
        """Leave for one call. Throttled when it would have to wait too long."""

    def answered(self, ticket: Ticket, rate_header: str | None) -> None:
        """A call went through; the header is x-amzn-RateLimit-Limit."""

    def refused(
        self,
        ticket: Ticket,
        *,
        whole_application: bool,
        retry_after: float = 0.0,
        rate_header: str | None = None,
    ) -> float:
        """Amazon said 429: shut the bucket for a while; the seconds until another try is worth it."""


class RedisThrottle:
    """The throttle that all processes share. Unreachable when Redis is down: without it nothing is sent."""

    def __init__(
        self,
        redis: "Redis",
        *,
        back_off: BackOff | None = None,
        patience: float = PATIENCE,
        clock_ms: Callable[[], int] | None = None,
    ) -> None:
        self._back_off = back_off or BackOff()
        self._patience = patience
        self._clock_ms = clock_ms  # None: the Redis server's clock
        self._take = redis.register_script(TAKE)
        self._adopt = redis.register_script(ADOPT)
        self._penalise = redis.register_script(PENALISE)
        self._forgive = redis.register_script(FORGIVE)

    def take(self, subject: Subject) -> Ticket:
        """Leave for one call, to be sent after the ticket's wait. Throttled if that is beyond patience."""
        account, application = self._keys(subject)
        rates = [*account_rate(subject.operation)]
        keys = [account]
        if limit := APPLICATION_RATES.get(subject.family or subject.operation):
            keys.append(application)
            rates += [*limit]
        granted, wait, rate, strikes = self._run(
            self._take, subject, keys, [self._now(), round(self._patience * 1000), *rates]
        )
        ticket = Ticket(int(wait) / 1000, float(rate), int(strikes), subject)
        if not int(granted):
            raise Throttled(
                subject.operation,
                f"over the limit, free in {ticket.wait:.1f} s",
                wait=ticket.wait,
                by_amazon=False,
            )
        return ticket

    def answered(self, ticket: Ticket, rate_header: str | None) -> None:
        """Forget earlier 429s, and go by the rate that Amazon names for this account from now on."""
        subject = ticket.subject
        account, application = self._keys(subject)
        if ticket.strikes:
            self._run(self._forgive, subject, [account, application], [])
        self._go_by(rate_header, ticket, account)

    def refused(
        self,
        ticket: Ticket,
        *,
        whole_application: bool,
        retry_after: float = 0.0,
        rate_header: str | None = None,
    ) -> float:
        """Shut the account's bucket (or the application's) for a growing while; the seconds."""
        account, application = self._keys(ticket.subject)
        delay = max(self._back_off.seconds(ticket.strikes + 1, ticket.rate), retry_after)
        key = application if whole_application else account
        self._go_by(rate_header, ticket, account)
        self._run(self._penalise, ticket.subject, [key], [self._now(), round(delay * 1000)])
        return delay

    def _go_by(self, rate_header: str | None, ticket: Ticket, account: str) -> None:
        rate = _rate(rate_header)
        if rate and abs(rate - ticket.rate) > 1e-9 * rate:
            self._run(self._adopt, ticket.subject, [account], [self._now(), rate, ADOPTED_FOR])

    def _now(self) -> int | str:
        return self._clock_ms() if self._clock_ms else ""

    def _keys(self, subject: Subject) -> tuple[str, str]:
        # The braces keep an application's buckets on one node of a Redis cluster.
        root = "throttle:{" + blake2b(subject.application.encode(), digest_size=8).hexdigest() + "}"
        return f"{root}:{subject.seller}:{subject.operation}", f"{root}:{subject.family or subject.operation}"

    def _run(self, script: Any, subject: Subject, keys: list[str], args: list[Any]) -> Any:
        try:
            return script(keys=keys, args=args)
        except RedisError as error:
            raise Unreachable(
                subject.operation, f"not sent, the throttle cannot be asked: Redis: {type(error).__name__}"
            ) from error


def redis_at(url: str) -> "Redis":
    """The throttle's own connections: they give up within seconds, since nothing is sent meanwhile."""
    retry = Retry(ExponentialBackoff(cap=0.2, base=0.05), 2)
    return Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2, retry=retry)


class Unthrottled:
    """A throttle that lets everything pass; for trying credentials and for measurements."""

    def take(self, subject: Subject) -> Ticket:
        """Leave at once."""
        return Ticket(0.0, 0.0, 0, subject)

    def answered(self, ticket: Ticket, rate_header: str | None) -> None:
        """Nothing."""

    def refused(
        self,
        ticket: Ticket,
        *,
        whole_application: bool,
        retry_after: float = 0.0,
        rate_header: str | None = None,
    ) -> float:
        """The time in which a token comes back by Amazon's table."""
        return max(1 / account_rate(ticket.subject.operation).per_second, retry_after)


def _rate(header: str | None) -> float:
    try:
        rate = float(header or 0)
    except ValueError:
        return 0.0
    return rate if 0 < rate < 1e9 else 0.0
