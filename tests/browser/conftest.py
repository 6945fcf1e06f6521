"""A real Chromium against the live server. Skipped where none is found, unless REQUIRE_BROWSER=1."""

import os
import shutil
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
SHOTS = Path(__file__).resolve().parents[2] / "test-results" / "screenshots"


def chromium_path():
    """Where Chromium is: $CHROMIUM, else the first of the usual names on the path."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for name in NAMES if (path := shutil.which(name))), "")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    path = chromium_path()
    if not path:
        reason = (
            "No Chromium found. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path."
        )
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    # The browser keeps connections open, and the thread behind each would keep one to the database.
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_as(chromium, live_server, transactional_db):
    """open_as(user, width=1440, dark=False) → a page, signed in; any script error fails the test."""
    contexts, errors = [], []

    def open_page(user, *, width=1440, dark=False):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            timezone_id="Europe/Berlin",
            locale="en-GB",
            base_url=live_server.url,
        )
        contexts.append(context)
        client = Client()
        client.force_login(user)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def shoot():
    """shoot(page, "name") keeps a picture a person can look at."""

    def keep(page, name, *, full=False):
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=full)

    return keep
