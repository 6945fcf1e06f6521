"""Tests that touch PostgreSQL or Redis are known by what they ask for; others are refused."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from redis import Redis

from tests.servers import touches


def item(*fixtures, mark=None):
    return SimpleNamespace(
        fixturenames=["request", *fixtures],
        get_closest_marker=lambda name: mark.mark if mark and name == "django_db" else None,
    )


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        pytest.param(item(), False, id="a rule"),
        pytest.param(item("box"), False, id="the sandbox alone"),
        pytest.param(item("redis"), True, id="Redis"),
        pytest.param(item("db", "store"), True, id="the database by a fixture"),
        pytest.param(item(mark=pytest.mark.django_db), True, id="the database by the mark"),
        pytest.param(item("transactional_db"), True, id="real transactions"),
        pytest.param(item("live_server"), True, id="pages for a browser"),
    ],
)
def test_what_a_test_asks_for(asks, found):
    assert touches(asks) is found


def test_redis_is_refused_to_a_test_that_did_not_ask():
    client = Redis.from_url(settings.REDIS_URL)
    with client, pytest.raises(RuntimeError, match="ask for the fixture"):
        client.ping()


def test_redis_is_there_for_a_test_that_asked(redis):
    assert redis.ping() is True
