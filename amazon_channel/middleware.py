"""What every page gets: its Content-Security-Policy, and times in the zone of the person who reads it."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

# The theme ships standard Alpine, which evaluates expressions in attributes: that is why scripts need both
# 'unsafe' words. Everything else stays strict. Listing pictures come from Amazon's image hosts over HTTPS.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: https: {images}; connect-src 'self'; font-src 'self'; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """Adds the policy; the sandbox's address may serve pictures where one is configured."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = POLICY.format(images=settings.SP_API_SANDBOX_URL)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


class ReadersTimeZone:
    """Shows times in the browser's zone, which zone.js tells in a cookie; in UTC until then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_named(unquote(request.COOKIES.get("time_zone", "")))):
            return self.get_response(request)


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name; None for anything else that a cookie may hold."""
    try:
        return ZoneInfo(name) if len(name) <= 64 else None
    except (ValueError, KeyError, OSError):
        return None
