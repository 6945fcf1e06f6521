"""Whether a picture's address may be kept. Pictures are references: browsers fetch them, we never do."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

LONGEST = 500
INSIDE = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
UNFIT = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
NUMERIC = re.compile(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*\Z", re.IGNORECASE)


class Unsafe(ValueError):
    """The address may not be kept; the message says why."""


def checked(url: str, *, base: str = "", allowed: str = "") -> str:
    """The address to keep: absolute, joined to the base, or a relative path as it is. Unsafe if it is.

    `allowed` is an origin inside the network that is meant: the sandbox's.
    """
    text = url.strip()
    if base and not SCHEME.match(text) and not text.startswith("//"):
        text = f"{base.rstrip('/')}/{text.lstrip('/')}"
    if len(text) > LONGEST:
        raise Unsafe(_("The address is longer than %d characters.") % LONGEST)
    if not SCHEME.match(text) and not text.startswith("//"):
        return text
    if UNFIT.search(text):
        raise Unsafe(_("The address holds blanks or characters that no address has. Write a blank as %20."))
    parts = _split(text)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise Unsafe(_("A picture's address begins with https:// or http://."))
    if parts.username is not None or parts.password is not None:
        raise Unsafe(_("The address holds a user name or password. Take it out."))
    if allowed and f"{parts.scheme}://{parts.netloc}".lower() == allowed.lower().rstrip("/"):
        return text
    if _is_inside(parts.hostname):
        raise Unsafe(_("The address leads into a private network. Name one that everybody can reach."))
    return text


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        raise Unsafe(_("This is not an address.")) from None
    return parts


def _is_inside(host: str) -> bool:
    """True for addresses of this machine or its network, however spelt, and for names without a dot."""
    name = host.rstrip(".").lower()
    if name.endswith(INSIDE) or name in INSIDE:
        return True
    try:
        address = ip_address(name.split("%")[0])
    except ValueError:
        return bool(NUMERIC.match(name)) or "." not in name
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global
