"""A shop that is made once and stands there again for each test: our tables, and its Seller Central."""

from contextlib import contextmanager

from sandbox.testing import sandbox_server
from sync.clients import TOKENS
from tests.journeys.stage import BEHIND, Syncs, forget_limits
from tests.rows import bring_back, written

KEPT_APART = {"setting", "access_token"}  # the sandbox's clock's and the client's own affairs


class Kept:
    """Rows of our tables as PostgreSQL writes them, and those of the sandbox, from when they were made."""

    def __init__(self, box, reports, make):
        self.box, self.reports, self._make = box, reports, make
        self._ours = self._at_amazon = None

    def stand(self, settings):
        """Within the test's transaction: made at first, later exactly as it was made then. Its syncs."""
        settings.REPORT_DIR, settings.SP_API_SANDBOX_URL = self.reports, self.box.url
        if self._ours is None:
            self._make(self.box)
            self._ours, self._at_amazon = written(), at_amazon(self.box)
        else:
            bring_back_at_amazon(self.box, self._at_amazon)
            bring_back(self._ours)
        self.box.control("DELETE", "/faults", {})
        self.box.control("DELETE", "/counters", {})
        self.box.control("POST", "/clock", {"reset": True})
        self.box.control("POST", "/clock", {"advance": BEHIND})
        forget_limits()
        TOKENS.clear()
        syncs = Syncs(self.box)
        syncs.later(minutes=1)  # further than the making ran ahead
        return syncs


@contextmanager
def kept_demo(tmp_path_factory, make):
    """The demo's shop, as `make(box)` leaves it."""
    with sandbox_server(scenario="demo") as box:
        yield Kept(box, tmp_path_factory.mktemp("reports"), make)


def at_amazon(box):
    """The sandbox's rows by table."""
    with box.inside.store.reading() as store:
        tables = store.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        names = [name for (name,) in tables if name not in KEPT_APART]
        return {name: [tuple(row) for row in store.execute(f"SELECT * FROM {name}")] for name in names}


def bring_back_at_amazon(box, tables):
    with box.inside.store.writing() as store:
        for table, rows in tables.items():
            store.execute(f"DELETE FROM {table}")
            if rows:
                holes = ", ".join("?" * len(rows[0]))
                store.executemany(f"INSERT INTO {table} VALUES ({holes})", rows)
