"""Which addresses may be called, and what for: Amazon's endpoints, its login, its storage, or the sandbox."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from sync.amazon.errors import ForeignAddress

ENDPOINTS = {
    "NA": "https://sellingpartnerapi-na.amazon.com",
    "EU": "https://sellingpartnerapi-eu.amazon.com",
    "FE": "https://sellingpartnerapi-fe.amazon.com",
}
LOGIN = "https://api.amazon.com"
TOKEN_PATH = "/auth/o2/token"

# Reports lie in S3 (tortuga-prod-eu.s3-eu-west-1.amazonaws.com and the like); nothing else of AWS is meant.
_STORAGE = re.compile(r"(?:[a-z0-9][a-z0-9.-]*\.)?s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com")
_PORTS = {"https": 443, "http": 80}


def origin(url: str) -> str:
    """Scheme, host and port of an address, port written out; '' for what is none or carries a user name."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return ""
    if "@" in parts.netloc or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}"


def is_storage(url: str) -> bool:
    """Whether the address is one of Amazon's storage (S3), over https at its usual port."""
    scheme, _, place = origin(url).partition("://")
    host, _, port = place.rpartition(":")
    return scheme == "https" and port == "443" and _STORAGE.fullmatch(host) is not None


@dataclass(frozen=True)
class Credentials:
    """Who calls, for whom and where: an application, a seller's refresh token, a region or the sandbox."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    region: str  # NA, EU or FE
    seller_id: str = ""  # '' while an account is being connected; calls about listings need it
    sandbox_url: str = ""  # '' is Amazon

    def __post_init__(self) -> None:
        if self.region not in ENDPOINTS:
            raise ValueError(f"There is no region {self.region!r}; there are {', '.join(ENDPOINTS)}.")

    @property
    def endpoint(self) -> str:
        """Where the calls go, without a trailing slash."""
        return self.sandbox_url.rstrip("/") or ENDPOINTS[self.region]

    @property
    def login(self) -> str:
        """Where tokens come from."""
        return self.sandbox_url.rstrip("/") or LOGIN

    def check_document(self, url: str) -> None:
        """ForeignAddress unless a document may lie there: Amazon's storage, or the account's own sandbox."""
        fits = origin(url) == origin(self.sandbox_url) if self.sandbox_url else is_storage(url)
        if not fits:
            raise ForeignAddress(
                "documentDownload", f"the link leads to {urlsplit(url).hostname or 'nowhere'}"
            )


class Guard(httpx.BaseTransport):
    """Lets requests pass to the allowed addresses only, and access tokens to the endpoints only."""

    def __init__(self, inner: httpx.BaseTransport, *, sandbox_url: str = "") -> None:
        self._inner = inner
        sandbox = {origin(sandbox_url)} if sandbox_url else set()
        self._endpoints = {origin(endpoint) for endpoint in ENDPOINTS.values()} | sandbox
        self._allowed = self._endpoints | {origin(LOGIN)}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The inner transport's answer. ForeignAddress for any other address; nothing is sent then."""
        url = request.url
        place = f"{url.scheme}://{url.host}:{url.port or _PORTS.get(url.scheme)}"
        if url.userinfo or (place not in self._allowed and not is_storage(place)):
            raise ForeignAddress(request.method, f"{place} is neither Amazon's nor the sandbox's")
        if "x-amz-access-token" in request.headers and place not in self._endpoints:
            raise ForeignAddress(request.method, f"{place} must not see an access token")
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()
