"""System checks and probes: what they say when something is wrong."""

import pytest
from django.apps import apps
from django.core.checks import registry as found
from django.core.checks import run_checks

from amazon_channel.checks import field_keys, folders, sandbox_in_production

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def ids(messages):
    return [message.id for message in messages]


def test_field_keys_apart_from_the_secret_key(settings):
    settings.FIELD_KEYS = [KEY]
    assert field_keys(None) == []
    settings.SECRET_KEY = KEY
    messages = field_keys(None)
    assert ids(messages) == ["channel.W002"]
    assert all(message.hint for message in messages)


@pytest.mark.parametrize(("name", "found"), [("REPORT_DIR", "channel.E002"), ("IMPORT_DIR", "channel.E003")])
def test_folders_can_be_written(settings, tmp_path, name, found):
    settings.REPORT_DIR = settings.IMPORT_DIR = tmp_path / "to" / "be" / "made"
    assert folders(None) == []
    (tmp_path / "file").write_text("")
    setattr(settings, name, tmp_path / "file" / "inside")
    assert ids(folders(None)) == [found]


@pytest.mark.parametrize(
    ("debug", "sandbox", "found"),
    [(True, "http://127.0.0.1:9", []), (False, "", []), (False, "http://127.0.0.1:9", ["channel.W001"])],
)
def test_sandbox_in_production(settings, debug, sandbox, found):
    settings.DEBUG, settings.SP_API_SANDBOX_URL = debug, sandbox
    assert ids(sandbox_in_production(None)) == found


def test_our_checks_are_asked_and_our_apps_are_called_settings():
    assert {field_keys, folders, sandbox_in_production} <= set(found.registry.get_checks(True))
    for label in ("amazon_channel", "django_celery_beat"):
        assert apps.get_app_config(label).verbose_name == "Settings"


def test_all_checks_pass(settings, tmp_path):
    settings.REPORT_DIR = settings.IMPORT_DIR = tmp_path
    assert run_checks() == []


def test_metrics_tell_of_the_sync(client, account):
    text = client.get("/metrics").content.decode()
    assert "channel_runs_open 0.0" in text
    assert "python_info" in text


@pytest.mark.parametrize(("given", "status"), [("", 403), ("Bearer no", 403), ("Bearer s3cret", 200)])
def test_metrics_ask_for_their_token(client, db, settings, given, status):
    settings.METRICS_TOKEN = "s3cret"
    assert client.get("/metrics", headers={"Authorization": given}).status_code == status


def test_readiness_names_what_fails(client, db, settings):
    assert client.get("/readyz").json() == {"status": "ok", "failing": []}
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["redis"])


def test_health_asks_nobody(client):
    assert client.get("/healthz").json() == {"status": "ok"}
