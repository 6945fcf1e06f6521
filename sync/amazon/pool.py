"""The HTTP connections of this process: one pool for all accounts and APIs, behind the address guard."""

import os
import ssl
import threading
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from sync.amazon.addresses import Guard

TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=30.0)
# Amazon closes idle connections after a minute; ours go earlier, so that none is used while it closes.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=20.0)

_pools: dict[tuple[int, str], httpx.Client] = {}
_lock = threading.Lock()


def pool(sandbox_url: str = "") -> httpx.Client:
    """This process's connections, which reach Amazon and, if its address is given, the sandbox.

    A forked worker gets its own: two processes on one TLS connection would read each other's answers.
    """
    found = _pools.get((os.getpid(), sandbox_url))
    if found is not None:
        return found
    with _lock:
        key = (os.getpid(), sandbox_url)
        if key not in _pools:
            _pools[key] = new_pool(sandbox_url=sandbox_url)
        return _pools[key]


def new_pool(*, sandbox_url: str = "", transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A pool of its own.

    Redirects are not followed, proxies and .netrc of the environment are not used, and no cookie is kept: the
    accounts that share the connections must not share a session.
    """
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    inner = transport or httpx.HTTPTransport(verify=trusted(), limits=LIMITS, trust_env=False)
    return httpx.Client(
        transport=Guard(inner, sandbox_url=sandbox_url),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        cookies=no_cookies,
        headers={"accept": "application/json", "accept-encoding": "gzip, deflate"},
    )


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates count, read once: the list takes 25 ms, and every pool would read it again."""
    return httpx.create_ssl_context(trust_env=False)


def close_pools() -> None:
    """Close this process's connections; the next call opens new ones."""
    with _lock:
        for key in [key for key in _pools if key[0] == os.getpid()]:
            _pools.pop(key).close()


def _fresh_lock() -> None:
    # A fork may happen while another thread holds the lock; the child would wait for it for ever.
    globals()["_lock"] = threading.Lock()


os.register_at_fork(after_in_child=_fresh_lock)
