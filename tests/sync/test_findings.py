"""Findings are raised once, renewed while they hold, and settled once."""

from datetime import timedelta

import pytest

from sync import findings
from sync.models import Finding
from tests.conftest import NOON


def test_a_finding_is_one_row_until_it_is_settled(account, store):
    for minutes in (0, 5):
        findings.report(
            "ghost",
            account=account,
            store=store,
            subject="MUG-1",
            detail=f"after {minutes}",
            now=NOON + timedelta(minutes=minutes),
        )
    found = Finding.objects.get()
    assert (found.first_at, found.last_at, found.detail) == (NOON, NOON + timedelta(minutes=5), "after 5")
    assert findings.resolve("ghost", account=account, store=store, subject="MUG-1", now=NOON) == 1
    findings.report("ghost", account=account, store=store, subject="MUG-1", now=NOON)
    assert Finding.objects.count() == 2


def test_an_account_wide_finding_is_one_row_too(account):
    for _ in range(2):
        findings.report("access_denied", account=account, now=NOON)
    assert Finding.objects.count() == 1


def test_an_unknown_kind_is_a_mistake(account):
    with pytest.raises(KeyError):
        findings.report("no such kind", account=account, now=NOON)


@pytest.mark.parametrize("kind", findings.KINDS)
def test_every_kind_says_what_to_do(kind):
    title, advice = findings.describe(kind)
    assert str(title)
    assert str(advice).endswith(".")
