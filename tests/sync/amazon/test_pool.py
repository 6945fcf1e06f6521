"""The shared connections: one pool a process, none across a fork, many threads at once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.amazon.pool import TIMEOUT, close_pools, pool

US = "ATVPDKIKX0DER"
PAGE = {"items": [], "numberOfResults": 0}


@pytest.fixture(autouse=True)
def _closed():
    yield
    close_pools()


def test_all_accounts_and_apis_share_one_connection(make_amazon, odd):
    kind = type(odd.answers[0])
    odd.answers = [kind(PAGE)]
    ports = set()
    say = odd.say

    def note_port(handler, got):
        ports.add(handler.client_address[1])
        say(handler, got)

    odd.say = note_port
    for number in range(5):
        make_amazon(refresh_token=f"Atzr|{number}").search_listings(US)
    odd.answers = [kind({"payload": []})]
    make_amazon().participations()
    assert len(ports) == 1


def test_one_pool_a_process_and_sandbox():
    assert pool("http://127.0.0.1:9") is pool("http://127.0.0.1:9")
    assert pool("http://127.0.0.1:9") is not pool()


def test_threads_share_the_pool_and_get_their_own_answers(make_amazon, odd):
    kind = type(odd.answers[0])
    say = odd.say

    def say_own(handler, got):
        if "/items/" not in got.raw_path:
            return say(handler, got)
        raw = kind({"sku": got.raw_path.rsplit("/", 1)[1]}).raw
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)
        return None

    odd.say = say_own

    def work(number):
        amazon = make_amazon(refresh_token=f"Atzr|{number}")
        return [amazon.get_listing(US, f"S-{number}-{turn}")["sku"] for turn in range(10)]

    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(work, range(8)))
    assert found == [[f"S-{number}-{turn}" for turn in range(10)] for number in range(8)]


FORK = """
import os, sys
import sync.amazon.pool as module
from sync.amazon.addresses import Credentials
from sync.amazon.answers import Unobserved
from sync.amazon.login import Tokens

url = sys.argv[1]
tokens, whose = Tokens(), Credentials("c", "s", "Atzr|1", "NA", sandbox_url=url)
before = module.pool(url)
parents = tokens.access_token(whose, before, Unobserved())
assert before.get(url + "/a").status_code == 200
# as if other threads of the parent were just opening a pool and fetching a token
locks = [module._lock, tokens._lock, tokens._of(whose).lock]
for lock in locks:
    lock.acquire()
child = os.fork()
if child == 0:
    own = module.pool(url)
    fine = own is not before and own.get(url + "/child").status_code == 200
    fine = fine and tokens.access_token(whose, own, Unobserved()) != parents
    os._exit(0 if fine else 1)
assert os.waitpid(child, 0)[1] == 0
for lock in locks:
    lock.release()
assert module.pool(url) is before
assert before.get(url + "/b").status_code == 200
"""


def test_a_forked_worker_opens_connections_of_its_own(odd):
    ports = {}
    say = odd.say

    def note_port(handler, got):
        ports[got.raw_path] = handler.client_address[1]
        say(handler, got)

    odd.say = note_port
    done = subprocess.run(
        [sys.executable, "-c", FORK, odd.url], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.getcwd()}, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert ports["/a"] == ports["/b"] != ports["/child"]


def test_cookies_are_not_kept(make_amazon, odd):
    odd.answers = [type(odd.answers[0])(PAGE, headers={"Set-Cookie": "session-id=1; Path=/"})]
    for name in ("one", "two"):
        make_amazon(refresh_token=f"Atzr|{name}").search_listings(US)
    assert [got for got in odd.requests + odd.logins if "cookie" in got.headers] == []


def test_time_outs():
    assert (TIMEOUT.connect, TIMEOUT.read) == (10.0, 30.0)
