"""The web server's log: as the rest of the log, and without the code that a consent brings."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SERVER = (
    "--bind=127.0.0.1:0",
    "--workers=1",
    "--no-control-socket",
    "--logger-class=amazon_channel.web_log.WebLog",
    "amazon_channel.wsgi:application",
)


@pytest.fixture
def server():
    """The web server as in production; its lines so far, and what comes after."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *SERVER],
        cwd=CHECKOUT,
        env=os.environ | {"LOG_JSON": "true", "LOG_LEVEL": "INFO"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.terminate()
    process.communicate(timeout=20)


def lines_until(process, event):
    """What the server says until it says something that begins so, read as JSON."""
    lines = []
    for line in process.stdout:
        lines.append(json.loads(line))
        if lines[-1]["event"].startswith(event):
            return lines
    raise AssertionError(lines)


def test_a_request_is_a_line_without_the_secrets_of_its_address(server):
    started = lines_until(server, "Listening at")[-1]["event"]
    address = re.search(r"http://[\d.:]+", started).group()
    where = "/connect/callback/?state=s3cret-state&spapi_oauth_code=s3cret-code"
    page = {"Referer": "http://127.0.0.1/?spapi_oauth_code=s3cret-code", "Host": "localhost"}
    status = httpx.get(address + where, headers=page).status_code
    *before, line = lines_until(server, "request")
    assert "s3cret" not in json.dumps([*before, line])
    told = {name: line[name] for name in ("method", "path", "status", "level", "logger", "caller")}
    assert told == {
        "method": "GET",
        "path": "/connect/callback/",
        "status": status,
        "level": "info",
        "logger": "gunicorn.access",
        "caller": "127.0.0.1",
    }
