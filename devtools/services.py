"""PostgreSQL and Valkey for a command: the ones that the environment names, else our own."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from devtools.postgres import start_postgres
from devtools.valkey import start_valkey


@contextmanager
def services(folder: Path, *, tuning: Mapping[str, str], keep: bool) -> Iterator[dict[str, str]]:
    """Addresses of running services by the name of their setting; Valkey stops first, PostgreSQL last."""
    addresses: dict[str, str] = {}
    with ExitStack() as stack:
        if "DATABASE_URL" not in os.environ:
            postgres = start_postgres(folder, tuning=tuning)
            stack.callback(postgres.stop)
            addresses["DATABASE_URL"] = postgres.url
        if "REDIS_URL" not in os.environ:
            valkey = start_valkey(folder, keep=keep)
            stack.callback(valkey.stop)
            addresses["REDIS_URL"] = valkey.url
        yield addresses


def own_services() -> bool:
    """Whether both services are ours, not named by the environment."""
    return "DATABASE_URL" not in os.environ and "REDIS_URL" not in os.environ
