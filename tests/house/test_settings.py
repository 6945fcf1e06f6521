"""Settings: each is explained, and a bad or missing one stops the start and names itself."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
READERS = {"env_text", "env_bool", "env_int", "env_list", "env_url", "refuse_variable"}
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


def start(**settings):
    """What the last line of a start says with exactly these settings, '' if it went well."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=inherited | settings,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def test_starts_with_what_is_required():
    assert start(**PRODUCTION) == ""


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_a_missing_setting_names_itself(name):
    said = start(**{key: value for key, value in PRODUCTION.items() if key != name})
    assert f"{name} is not set. See .env.example" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("BASE_URL", "channel.example.com"),
        ("DATABASE_URL", "mysql://127.0.0.1/x"),
        ("REDIS_URL", "http://127.0.0.1"),
        ("FIELD_KEYS", "short"),
        ("SP_API_SANDBOX_URL", "ftp://127.0.0.1"),
        ("SYNC_INTERVAL_SECONDS", "9"),
        ("REPORT_KEEP_DAYS", "91"),
        ("LOG_KEEP_DAYS", "a month"),
        ("LOG_JSON", "yess"),
        ("SP_API_DEFAULT_MARKETPLACE", "US"),
    ],
)
def test_a_bad_setting_names_itself(name, value):
    assert name in start(**PRODUCTION | {name: value})
