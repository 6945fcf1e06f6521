"""The Content-Security-Policy of every page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
