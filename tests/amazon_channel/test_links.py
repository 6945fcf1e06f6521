"""Every link that a person of each role is shown leads to a page."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.amazon_channel.rights import ROLES

LINK = re.compile(r'(?:href|data-refresh|data-choices|hx-get|src)="([^"#][^"]*)"')
ELSEWHERE = ("/static/", "/logout/")
AT_MOST = 400  # pages; lists link to themselves in many orders


def links_of(page, address):
    """The addresses of this site that a page names."""
    found = {urlsplit(urljoin(address, unescape(link))) for link in LINK.findall(page)}
    ours = {link.path + (f"?{link.query}" if link.query else "") for link in found if not link.netloc}
    return {link for link in ours if link.startswith("/") and not link.startswith(ELSEWHERE)}


@pytest.mark.parametrize("role", ROLES)
def test_no_link_is_dead(mine, shared, people, role):
    client = Client()
    client.force_login(people[role])
    home = reverse("admin:index")
    waiting, seen, dead = [(home, "")], {home}, []
    while waiting and len(seen) < AT_MOST:
        address, origin = waiting.pop(0)
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            dead.append((answer.status_code, address, f"on {origin}"))
            continue
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        # A page's own filters and orders are tried once a page, not in every combination.
        new = {link for link in links_of(answer.content.decode(), address) if link not in seen}
        if "?" in address:
            new = {link for link in new if urlsplit(link).path != urlsplit(address).path}
        seen |= new
        waiting += [(link, address) for link in sorted(new)]
    assert dead == []
    assert len(seen) > 20
