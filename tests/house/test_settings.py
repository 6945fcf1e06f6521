"""Settings: each is explained, and a bad or missing one stops the start and names itself."""

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

CHECKOUT = Path(__file__).resolve().parents[2]
READERS = {
    "env_text",
    "env_bool",
    "env_choice",
    "env_file",
    "env_int",
    "env_keys",
    "env_list",
    "env_url",
    "refuse_variable",
}
ONLY_COMPOSE = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "WEB_ADDRESS"}
PRODUCTION = {
    "SECRET_KEY": "tNq0Uq8mYw3n5rVt7xZ1bD4fG6hJ9kL2pQ8sW0eR5tY7uI3oA1zX6cV4bN2m",
    "FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "BASE_URL": "https://channel.example.com",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def read_by_settings():
    """Names that the settings ask the environment for."""
    code = ast.parse((CHECKOUT / "amazon_channel" / "settings.py").read_text())
    calls = [
        node for node in ast.walk(code) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    return {call.args[0].value for call in calls if call.func.id in READERS}


def explained():
    """Names that .env.example explains, as a line of its own or as one that is commented out."""
    text = (CHECKOUT / ".env.example").read_text()
    assignments = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    return assignments | set(re.findall(r"^# ([A-Z_]+) must not be set", text, re.MULTILINE))


def test_every_setting_is_explained_and_nothing_else():
    assert explained() == read_by_settings() | ONLY_COMPOSE


def test_each_explanation_says_something():
    """A comment stands above each setting, or above the pair that it belongs to."""
    blocks = re.split(r"\n\s*\n", (CHECKOUT / ".env.example").read_text())
    bare = [block for block in blocks if "=" in block and not re.search(r"^# [^=]*$", block, re.MULTILINE)]
    assert bare == []


def test_only_the_settings_read_the_environment():
    """Elsewhere a value would be read unchecked; naming the settings module is Django's own way in."""
    readers = []
    for package in ("amazon_channel", "catalog", "listings", "sync", "reporting"):
        for path in (CHECKOUT / package).rglob("*.py"):
            text = path.read_text().replace('os.environ.setdefault("DJANGO_SETTINGS_MODULE"', "")
            if re.search(r"os\.(environ|getenv)", text) and path.name != "env.py":
                readers.append(str(path.relative_to(CHECKOUT)))
    assert set(readers) <= {"sync/management/commands/connect_account.py"}


@pytest.fixture
def read(monkeypatch):
    """read(DEBUG="perhaps", …): the settings read from exactly these variables; raises what a start would."""

    def from_these(**variables):
        for name in read_by_settings() | set(variables):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(CHECKOUT / "amazon_channel" / "settings.py"))

    return from_these


def test_required_is_what_production_needs_and_nothing_else(read):
    settings = read(**PRODUCTION)
    assert (settings["DEBUG"], settings["ALLOWED_HOSTS"]) == (False, ["channel.example.com"])


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_a_missing_setting_names_itself(read, name):
    others = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is not set. See .env.example for its meaning.$"):
        read(**others)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("FIELD_KEYS", "short"),
        ("FIELD_KEYS", PRODUCTION["FIELD_KEYS"] + ",short"),
        ("BASE_URL", "channel.example.com"),
        ("DATABASE_URL", "mysql://127.0.0.1/x"),
        ("REDIS_URL", "http://127.0.0.1"),
        ("SP_API_SANDBOX_URL", "ftp://127.0.0.1"),
        ("SYNC_INTERVAL_SECONDS", "9"),
        ("REPORT_KEEP_DAYS", "91"),
        ("LOG_KEEP_DAYS", "a month"),
        ("LOG_PURGE", "hourly"),
        ("LOG_JSON", "yess"),
        ("DEBUG_LOG", "/nowhere/debug.log"),
        ("DEBUG_LOG", "/"),
        ("SP_API_DEFAULT_MARKETPLACE", "US"),
    ],
)
def test_a_bad_setting_names_itself(read, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        read(**PRODUCTION | {name: value})


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        pytest.param({}, "daily", id="without it"),
        pytest.param({"LOG_PURGE": "weekly"}, "weekly", id="weekly"),
        pytest.param({"LOG_PURGE": "Monthly"}, "monthly", id="in another case"),
    ],
)
def test_how_often_old_records_are_deleted(read, written, read_as):
    assert read(**PRODUCTION | written)["LOG_PURGE"] == read_as


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({}, "", id="all well"),
        pytest.param({"FIELD_KEYS": "short"}, "FIELD_KEYS", id="a key that opens nothing"),
        pytest.param({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL", id="a level that is none"),
    ],
)
def test_a_process_does_not_start_with_a_value_that_cannot_work(changed, said):
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=inherited | PRODUCTION | changed,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0, said in done.stderr) == (not changed, True)
