"""The sandbox's memory: one SQLite file, kept between starts; many threads read, one at a time writes."""

import queue
import re
import shutil
import sqlite3
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.clock import Clock

SCHEMAS = sorted(Path(__file__).parent.rglob("schema.sql"), key=lambda path: len(path.parts))
"""The sandbox's own schema, then those of the packages below it (a schema.sql is picked up by its name)."""


class ForeignFile(Exception):
    """The data file was made by another version of the sandbox, whose tables are not ours."""


class Store:
    """Connections to the SQLite file.

    Memory stays flat whatever the number of listings: rows are read by page or by cursor, never all at once.
    """

    def __init__(self, path: Path | None, *, clock: Clock) -> None:
        """Open or make the file; None keeps it in a temporary folder that `close` removes.

        ForeignFile when another version of the sandbox made it.
        """
        self._folder = None if path else Path(tempfile.mkdtemp(prefix="sandbox-"))
        self.path = path or Path(str(self._folder)) / "sandbox.sqlite3"
        self._clock = clock
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._opened: list[sqlite3.Connection] = []
        self._opening = threading.Lock()
        self._writer = threading.RLock()
        self._writing: sqlite3.Connection | None = None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._prepare([schema.read_text(encoding="utf-8") for schema in SCHEMAS])
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own, for as long as the block lasts; rows are `sqlite3.Row`.

        A generator that streams rows keeps its block open while it streams.
        """
        db = self._take()
        try:
            yield db
        finally:
            self._idle.put(db)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, one at a time, undone on any exception; an inner block joins the outer one."""
        with self._writer:
            if self._writing is not None:
                yield self._writing
                return
            with self.reading() as db:
                db.execute("BEGIN IMMEDIATE")
                self._writing = db
                try:
                    yield db
                except BaseException:
                    db.execute("ROLLBACK")
                    raise
                else:
                    db.execute("COMMIT")
                finally:
                    self._writing = None

    def setting(self, name: str, default: str) -> str:
        """A kept setting of the sandbox itself (lag, clock offset, scenario)."""
        with self.reading() as db:
            row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting between starts."""
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def empty(self) -> None:
        """Forget everything, settings included."""
        with self.writing() as db:
            tables = db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            for table in tables:
                db.execute('DELETE FROM "{}"'.format(table["name"].replace('"', '""')))

    def close(self) -> None:
        """Close every connection and remove a temporary file."""
        with self._opening:
            for db in self._opened:
                db.close()
            self._opened.clear()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _prepare(self, schemas: list[str]) -> None:
        ours = _shape(schemas)
        with self.reading() as db:
            shape = db.execute("PRAGMA user_version").fetchone()[0]
            is_new = db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
            if shape != ours and not is_new:
                raise ForeignFile(
                    f"{self.path} was made by another version of the sandbox: delete it, or name another."
                )
            for schema in schemas:
                db.executescript(schema)
            db.execute(f"PRAGMA user_version = {ours}")

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=30, cached_statements=256
        )
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        # The sandbox may forget its last second at a power cut; it may not be slow.
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA temp_store = FILE")
        db.create_function("clock_ms", 0, self._clock.now_ms)
        with self._opening:
            self._opened.append(db)
        return db


def _shape(schemas: list[str]) -> int:
    """A number for the tables alone: views and indexes are made anew or do no harm, comments do not count."""
    plain = re.sub(r"--[^\n]*", "", "".join(schemas))
    tables = re.findall(r"CREATE TABLE[^;]+;", plain)
    return zlib.crc32(" ".join(" ".join(tables).split()).encode()) & 0x7FFFFFFF
