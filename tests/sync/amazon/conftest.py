"""For the client's tests: a server as odd as it is told to be, and the sandbox behind a real client."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest

from sandbox.testing import sandbox_server
from sync.amazon.addresses import Credentials
from sync.amazon.client import Amazon
from sync.amazon.login import Tokens
from sync.amazon.pool import new_pool
from sync.amazon.throttle import Unthrottled

US = "ATVPDKIKX0DER"
TOKEN_PATH = "/auth/o2/token"


@dataclass
class Answer:
    """What the odd server says next."""

    body: bytes | dict = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict = field(default_factory=dict)
    cut_after: int | None = None  # bytes of the body after which the connection ends

    @property
    def raw(self):
        return json.dumps(self.body).encode() if isinstance(self.body, dict) else self.body


@dataclass
class Got:
    """A request as the server saw it."""

    method: str
    raw_path: str
    query: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class OddServer:
    """Answers calls in the order of `answers`, the last one for ever; logins with token-1, token-2 …"""

    def __init__(self):
        self.answers, self.requests, self.logins = [Answer({})], [], []
        self.login = None  # an Answer instead of a token
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 64 * 1024  # head and body in one packet

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                path, _, query = self.path.partition("?")
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.say(self, Got(self.command, path, query, headers, body))

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def say(self, handler, got):
        with self.lock:
            if got.raw_path == TOKEN_PATH:
                self.logins.append(got)
                grant = {"access_token": f"token-{len(self.logins)}", "expires_in": 3600}
                answer = self.login or Answer(grant)
            else:
                self.requests.append(got)
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        raw = answer.raw
        handler.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type, **answer.headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw if answer.cut_after is None else raw[: answer.cut_after])
        if answer.cut_after is not None:
            handler.close_connection = True


class Notes:
    """An observer that keeps every attempt."""

    def __init__(self):
        self.calls = []

    def called(self, call):
        self.calls.append(call)

    def of(self, operation):
        return [call for call in self.calls if call.operation == operation]


@pytest.fixture
def odd():
    server = OddServer()
    thread = threading.Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.server.shutdown()
    server.server.server_close()
    thread.join()


@pytest.fixture
def notes():
    return Notes()


@pytest.fixture
def http(odd):
    with new_pool(sandbox_url=odd.url) as pool:
        yield pool


@pytest.fixture
def make_amazon(odd, http, notes):
    """A client that talks to the odd server: make_amazon(refresh_token="Atzr|two", throttle=…)."""

    def make(*, refresh_token="Atzr|one", seller_id="A1SELLER", tokens=None, throttle=None, **more):
        credentials = Credentials("client", "its-secret", refresh_token, "NA", seller_id, odd.url)
        return Amazon(
            credentials,
            throttle=throttle or Unthrottled(),
            tokens=tokens or Tokens(),
            observer=notes,
            http=http,
            **more,
        )

    return make


@pytest.fixture
def amazon(make_amazon):
    return make_amazon()


@pytest.fixture
def application_name():
    """A client id that no other test has, so that its buckets are full."""
    return f"amzn1.application-oa2-client.{uuid4().hex}"


@pytest.fixture
def box():
    with sandbox_server(scenario="empty") as running:
        yield running


@pytest.fixture
def box_amazon(box, notes):
    """A client of a sandbox's seller: box_amazon(seller)."""
    pools = []

    def make(seller, *, tokens=None, throttle=None, **more):
        pools.append(new_pool(sandbox_url=box.url))
        credentials = Credentials(
            "amzn1.application-oa2-client.demo",
            "demo-secret",
            seller["refresh_token"],
            "NA",
            seller["selling_partner_id"],
            box.url,
        )
        return Amazon(
            credentials,
            throttle=throttle or Unthrottled(),
            tokens=tokens or Tokens(),
            observer=notes,
            http=pools[-1],
            **more,
        )

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def say(odd):
    """say(body, status=200): what Amazon answers from now on."""

    def say(body, status=200, **more):
        odd.answers = [type(odd.answers[0])(body, status, **more)]

    return say
