"""No address but Amazon's and the sandbox's is ever called, and tokens go to the endpoints only."""

import io

import httpx
import pytest

from amazon_channel.marketplaces import ENDPOINTS as OURS
from sync.amazon.addresses import ENDPOINTS, Credentials, is_storage, origin
from sync.amazon.answers import Document
from sync.amazon.client import Amazon
from sync.amazon.errors import ForeignAddress, Unreachable
from sync.amazon.login import Tokens
from sync.amazon.pool import new_pool
from sync.amazon.throttle import Unthrottled

SANDBOX = "http://127.0.0.1:9000"
S3 = "https://tortuga-prod-eu.s3-eu-west-1.amazonaws.com/report?X-Amz-Signature=s"


class Recorder(httpx.BaseTransport):
    """Stands where the network would: notes what gets through to it."""

    def __init__(self):
        self.urls = []

    def handle_request(self, request):
        self.urls.append(str(request.url))
        body = {"access_token": "t", "expires_in": 3600, "items": [], "numberOfResults": 0}
        return httpx.Response(200, json=body)


@pytest.fixture
def network():
    return Recorder()


@pytest.fixture
def guarded(network):
    with new_pool(sandbox_url=SANDBOX, transport=network) as http:
        yield http


def client_for(http, **more):
    credentials = Credentials("client", "secret", "Atzr|one", "EU", "A1SELLER", **more)
    return Amazon(credentials, throttle=Unthrottled(), tokens=Tokens(), http=http)


FOREIGN = [
    "https://example.com/",
    "http://sellingpartnerapi-eu.amazon.com/",  # not over https
    "https://sellingpartnerapi-eu.amazon.com:8443/",
    "https://sellingpartnerapi-eu.amazon.com.evil.example/",
    "https://sellingpartnerapi-xx.amazon.com/",
    "https://sandbox.sellingpartnerapi-eu.amazon.com/",
    "https://user@sellingpartnerapi-eu.amazon.com/",
    "http://127.0.0.1:9001/",  # another port than the sandbox's
    "https://127.0.0.1:9000/",
    "http://localhost:9000/",
    "http://169.254.169.254/latest/meta-data/",
    "http://bucket.s3.amazonaws.com/x",  # storage, but not over https
    "https://s3.amazonaws.com:444/x",
    "https://s3.amazonaws.com.evil.example/x",
    "https://evils3.amazonaws.com/x",
    "https://execute-api.us-east-1.amazonaws.com/x",
    "https://www.amazon.com/",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_foreign_address_is_not_called(guarded, network, url):
    with pytest.raises(ForeignAddress):
        guarded.get(url)
    assert network.urls == []


@pytest.mark.parametrize(
    "url",
    [
        *(f"{endpoint}/x" for endpoint in OURS.values()),
        "https://api.amazon.com/auth/o2/token",
        f"{SANDBOX}/x",
        S3,
    ],
)
def test_amazons_own_addresses_are_called(guarded, network, url):
    guarded.get(url)
    assert network.urls == [url]


def test_without_a_sandbox_only_amazon_is_called(network):
    with new_pool(transport=network) as http, pytest.raises(ForeignAddress):
        http.get(SANDBOX)
    assert network.urls == []


@pytest.mark.parametrize("url", ["https://api.amazon.com/auth/o2/token", S3])
def test_an_access_token_goes_to_endpoints_only(guarded, network, url):
    with pytest.raises(ForeignAddress, match="must not see an access token"):
        guarded.get(url, headers={"x-amz-access-token": "Atza|t"})
    assert network.urls == []


@pytest.mark.parametrize(("region", "host"), [("NA", "na"), ("EU", "eu"), ("FE", "fe")])
def test_an_account_at_amazon_calls_its_regions_endpoint_and_amazons_login(network, region, host):
    credentials = Credentials("client", "secret", "Atzr|one", region, "A1SELLER")
    with new_pool(transport=network) as http:
        amazon = Amazon(credentials, throttle=Unthrottled(), tokens=Tokens(), http=http)
        amazon.search_listings("A1F83G8C2ARO7P")
    login, call = network.urls
    assert login == "https://api.amazon.com/auth/o2/token"
    assert call.startswith(f"https://sellingpartnerapi-{host}.amazon.com/listings/2021-08-01/items/A1SELLER?")


def test_a_sandbox_account_calls_nothing_but_the_sandbox(network, guarded):
    client_for(guarded, sandbox_url=SANDBOX).search_listings("A1F83G8C2ARO7P")
    assert [url.split("?")[0] for url in network.urls] == [
        f"{SANDBOX}/auth/o2/token",
        f"{SANDBOX}/listings/2021-08-01/items/A1SELLER",
    ]


def test_a_process_without_the_sandboxs_pool_cannot_reach_it(network):
    with new_pool(transport=network) as http, pytest.raises(ForeignAddress):
        client_for(http, sandbox_url=SANDBOX).search_listings("A1F83G8C2ARO7P")
    assert network.urls == []


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
def test_proxies_of_the_environment_are_not_used(monkeypatch, variable):
    monkeypatch.setenv(variable, "http://127.0.0.1:1")
    with new_pool(sandbox_url=SANDBOX) as http:
        assert set(http._mounts.values()) <= {None}


def test_unknown_region_is_refused():
    with pytest.raises(ValueError, match="no region"):
        Credentials("client", "secret", "Atzr|one", "XX")


def test_one_list_of_endpoints():
    assert ENDPOINTS == OURS


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        (S3, True),
        ("https://tortuga-prod-na.s3-external-1.amazonaws.com/x", True),
        ("https://tortuga-prod-na.s3.us-east-1.amazonaws.com/x", True),
        ("https://tortuga-prod-fe.s3.dualstack.us-west-2.amazonaws.com/x", True),
        ("https://s3.eu-west-1.amazonaws.com/bucket/x", True),
        ("https://bucket.s3.amazonaws.com:443/x", True),
        ("https://lambda.eu-west-1.amazonaws.com/s3.amazonaws.com", False),
        ("https://bucket.s3.amazonaws.com@example.com/", False),
        ("https://example.com/?https://bucket.s3.amazonaws.com", False),
        ("ftp://bucket.s3.amazonaws.com/", False),
        ("not an address", False),
        ("https://bucket.s3.amazonaws.com:99999/", False),
    ],
)
def test_what_is_amazons_storage(url, fits):
    assert is_storage(url) is fits


def test_origin_writes_the_port_out():
    assert origin("https://API.amazon.com/x") == "https://api.amazon.com:443"
    assert origin("http://[::1]:8000") == "http://::1:8000"


@pytest.mark.parametrize(
    ("sandbox_url", "link"),
    [
        pytest.param("", f"{SANDBOX}/documents/1", id="Amazon's account, sandbox's link"),
        pytest.param("", "https://example.com/report", id="Amazon's account, foreign link"),
        pytest.param("", "http://bucket.s3.amazonaws.com/x", id="storage without https"),
        pytest.param(SANDBOX, S3, id="sandbox account, storage's link"),
        pytest.param(SANDBOX, "http://127.0.0.1:9001/x", id="sandbox account, another port"),
    ],
)
def test_document_links_that_lead_elsewhere_are_not_followed(guarded, network, sandbox_url, link):
    amazon = client_for(guarded, sandbox_url=sandbox_url)
    with pytest.raises(ForeignAddress):
        amazon.download(Document("D", link, gzip=True), io.BytesIO())
    assert network.urls == []


def test_the_answer_itself_is_checked_for_such_links(amazon, odd):
    odd.answers = [type(odd.answers[0])({"url": "https://example.com/report"})]
    with pytest.raises(ForeignAddress, match=r"example\.com"):
        amazon.report_document("D")


def test_a_redirected_download_is_not_followed(amazon, odd):
    kind = type(odd.answers[0])
    odd.answers = [kind(b"", 307, headers={"Location": "http://169.254.169.254/"})]
    with pytest.raises(Unreachable, match="answered 307"):
        amazon.download(Document("D", odd.url + "/documents/1", gzip=False), io.BytesIO())
