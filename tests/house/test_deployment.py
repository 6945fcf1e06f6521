"""The image and the compose file: nothing runs as root, everything is watched, data are kept."""

import re
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat", "sandbox")
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()


def test_compose_has_every_process():
    assert set(SERVICES) == {"postgres", "redis", *OURS}


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_not_root(name):
    assert SERVICES[name]["user"].split(":")[0] not in {"", "0", "root"}
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


@pytest.mark.parametrize("name", OURS)
def test_our_processes_have_no_more_than_they_need(name):
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_service_is_watched_and_comes_back(name):
    assert {"test", "interval", "timeout", "retries"} <= set(SERVICES[name]["healthcheck"])
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_migrate_runs_once():
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_are_there(name):
    assert {key: value["condition"] for key, value in SERVICES[name]["depends_on"].items()} == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_volumes_are_named():
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service["volumes"]]
    assert set(mounts) == set(COMPOSE["volumes"]) == {"postgres", "redis", "reports", "imports", "sandbox"}


def test_workers_can_be_many():
    """A fixed container name or port would forbid a second worker."""
    assert not {"container_name", "ports", "hostname"} & set(SERVICES["worker"])
    assert [name for name, service in SERVICES.items() if "container_name" in service] == []


def test_only_one_beat():
    assert "--scale" not in str(SERVICES["beat"])
    assert "deploy" not in SERVICES["beat"]


@pytest.mark.parametrize("name", SERVICES)
def test_only_this_machine_reaches_a_port(name):
    for port in SERVICES[name].get("ports", []):
        assert re.match(r"127\.0\.0\.1:|\$\{WEB_ADDRESS:-127\.0\.0\.1:", port)


def test_no_secret_is_written_down():
    given = [pair for service in SERVICES.values() for pair in service.get("environment", {}).items()]
    secrets = [value for name, value in given if re.search("PASSWORD|SECRET|KEY|AUTH", name)]
    assert len(secrets) == 2
    assert [value for value in secrets if not value.startswith("${")] == []


def test_compose_refuses_to_start_without_passwords():
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert SERVICES["redis"]["environment"]["REDISCLI_AUTH"].startswith("${REDIS_PASSWORD:?")


def test_sandbox_gets_no_setting_of_the_product():
    assert SERVICES["sandbox"]["env_file"] == []
    assert SERVICES["sandbox"]["environment"] == {}
    assert SERVICES["sandbox"]["profiles"] == ["sandbox"]


def instructions(name):
    """Arguments of the Dockerfile's instructions of that name, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", DOCKERFILE)
    return re.findall(rf"^{name} (.+)$", joined, re.MULTILINE)


def test_image_is_built_in_two_stages_and_not_root():
    assert len(instructions("FROM")) == 2
    assert instructions("USER") == ["channel"]
    assert DOCKERFILE.index("USER channel") > DOCKERFILE.rindex("RUN ")


def test_image_has_the_hashed_lock_and_nothing_of_development():
    installs = [command for command in instructions("RUN") if "install --" in command]
    assert all("--require-hashes" in command for command in installs if "pip" in command)
    assert "base.lock" in DOCKERFILE
    assert "dev.lock" not in DOCKERFILE


def test_image_collects_static_files():
    assert any("collectstatic --no-input" in command for command in instructions("RUN"))


def test_build_sees_no_secret_and_no_data():
    ignored = set((CHECKOUT / ".dockerignore").read_text().split())
    assert {".git", ".env", ".env.*", ".venv", "var", "tests"} <= ignored


def test_requests_are_logged_without_the_secrets_of_their_addresses():
    """Gunicorn's own access log would print the code that a consent brings (test_web_log.py)."""
    (command,) = instructions("CMD")
    assert "--logger-class=amazon_channel.web_log.WebLog" in command
    assert "access-log" not in command
