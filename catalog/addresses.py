"""Whether a picture's address may be kept. Pictures are references: browsers fetch them, we never do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST = 500
INSIDE = (
    ".localhost",
    ".local",
    ".localdomain",
    ".internal",
    ".intranet",
    ".private",
    ".corp",
    ".home",
    ".lan",
    ".home.arpa",
)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
HIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")  # browsers pass over tabs and take \\ for a slash
UNFIT = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
NUMERIC = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\Z", re.IGNORECASE)
WITH_IPV4 = (IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))  # an IPv4 address in the last four bytes


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
    if not SCHEME.match(text) and not text.startswith("//") and not HIDDEN.search(text):
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
    if _is_inside(_spelt(parts.hostname)):
        raise Unsafe(_("The address leads into a private network. Name one that everybody can reach."))
    return text


def allowed_origin() -> str:
    """The origin inside the network from which pictures may come: the sandbox's, where there is one."""
    return "/".join(settings.SP_API_SANDBOX_URL.split("/")[:3])


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        raise Unsafe(_("This is not an address.")) from None
    return parts


def _spelt(host: str) -> str:
    """The host as browsers spell it: to them ①②⑦。0。0。1 is 127.0.0.1. Unsafe if it is none."""
    if "%" in host:  # browsers decode it; a zone behind an address leads into a network of one's own anyway
        raise Unsafe(_("The name of the server holds a %. Write it as it is."))
    try:
        return host.encode("idna").decode().rstrip(".").lower()
    except UnicodeError:
        raise Unsafe(_("This is not an address.")) from None


def _is_inside(name: str) -> bool:
    """True for addresses of this machine or its network, however spelt, and for names without a dot."""
    try:
        address = ip_address(name)
    except ValueError:
        return bool(NUMERIC.match(name)) or "." not in name or name.endswith(INSIDE)
    return any(not each.is_global or each.is_multicast for each in (address, *_within(address)))


def _within(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return
    if any(address in network for network in WITH_IPV4):
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    for found in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
        if found is not None:
            yield found
