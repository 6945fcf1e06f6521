"""Which tests touch PostgreSQL or Redis: known by what they ask for, and held to it.

A test reaches the database by the mark `django_db` or a fixture that needs `db`; pytest-django lets no other.
It reaches Redis with one of those or the fixture `redis`; `redis_for_those_who_ask` lets no other.
So `--servers` can choose those to which another PostgreSQL or Redis makes a difference, and misses none.
"""

from contextlib import contextmanager

import pytest
from redis.connection import AbstractConnection

ASKED_FOR_BY = {"db", "transactional_db", "live_server", "redis"}


def pytest_addoption(parser):
    parser.addoption(
        "--servers", action="store_true", help="only tests that touch PostgreSQL or Redis, without a browser"
    )


@pytest.hookimpl(trylast=True)  # after pytest-django, which puts those last that empty all tables
def pytest_collection_modifyitems(config, items):
    """With --servers only those; and always the longest first, so that nobody waits for them at the end."""
    if config.getoption("servers"):
        chosen = {item for item in items if touches(item) and not item.get_closest_marker("browser")}
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = [item for item in items if item in chosen]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def touches(item):
    """Whether a test has anything to do with PostgreSQL or Redis."""
    return item.get_closest_marker("django_db") is not None or not ASKED_FOR_BY.isdisjoint(item.fixturenames)


class Redis:
    """Who may send commands to Redis: while a test runs that did not ask for it, nobody."""

    allowed = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    Redis.allowed = touches(item)
    try:
        return (yield)
    finally:
        Redis.allowed = True


@contextmanager
def redis_for_those_who_ask():
    """Every command to Redis is refused to a test that did not ask for it."""
    send = AbstractConnection.send_packed_command

    def send_if_allowed(self, *args, **kwargs):
        if not Redis.allowed:
            raise RuntimeError("Redis is not allowed here: ask for the fixture `redis` or `db`.")
        return send(self, *args, **kwargs)

    AbstractConnection.send_packed_command = send_if_allowed
    yield
    AbstractConnection.send_packed_command = send
