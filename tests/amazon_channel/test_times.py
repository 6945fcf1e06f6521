"""Times on the pages: in the reader's own zone, and the zone beside them."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from amazon_channel.models import User
from sync.models import SyncRun

EVENING = datetime(2026, 11, 23, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        pytest.param(None, "23 Nov 2026, 21:05 UTC", id="a browser that has told nothing yet"),
        pytest.param("Europe/Berlin", "23 Nov 2026, 22:05 CET", id="one hour on"),
        pytest.param("Asia/Tokyo", "24 Nov 2026, 06:05 JST", id="the next day"),
        pytest.param("Mars/Olympus", "23 Nov 2026, 21:05 UTC", id="no zone"),
        pytest.param("../../etc/passwd", "23 Nov 2026, 21:05 UTC", id="no name of a zone"),
        pytest.param("Europe", "23 Nov 2026, 21:05 UTC", id="a folder of zones"),
        pytest.param("x" * 5_000, "23 Nov 2026, 21:05 UTC", id="far too long"),
        pytest.param("\x00é", "23 Nov 2026, 21:05 UTC", id="no text"),
    ],
)
def test_times_are_the_readers_own(client, account, told, shown):
    SyncRun.objects.create(account=account, opened_at=EVENING)
    client.force_login(User.objects.create_user("ada", password="x", role=User.Role.ADMINISTRATOR))
    if told is not None:
        client.cookies["time_zone"] = quote(told, safe="")
    page = client.get(reverse("admin:sync_syncrun_changelist")).content.decode()
    assert shown in page
    assert timezone.get_current_timezone_name() == "UTC"  # the next request begins anew
