"""The sandbox's SQLite file: transactions, threads, reset."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from sandbox.clock import Clock
from sandbox.store import ForeignFile, Store


@pytest.fixture
def store():
    made = Store(None, clock=Clock())
    yield made
    made.close()


def names(store):
    with store.reading() as db:
        return [row["name"] for row in db.execute("SELECT name FROM setting ORDER BY name")]


def test_settings_are_kept(tmp_path):
    first = Store(tmp_path / "box.sqlite3", clock=Clock())
    first.set_setting("lag_ms", "5")
    first.close()
    second = Store(tmp_path / "box.sqlite3", clock=Clock())
    assert second.setting("lag_ms", "0") == "5"
    assert second.setting("other", "default") == "default"
    second.close()


def test_a_temporary_file_goes_with_the_store():
    store = Store(None, clock=Clock())
    assert store.path.exists()
    store.close()
    assert not store.path.parent.exists()


def fail(store):
    with store.writing():
        store.set_setting("a", "1")
        raise RuntimeError


def test_an_exception_undoes_the_transaction_with_its_inner_blocks(store):
    with pytest.raises(RuntimeError):
        fail(store)
    assert names(store) == []
    store.set_setting("b", "1")
    assert names(store) == ["b"]


def test_readers_do_not_see_an_open_transaction(store):
    with store.writing():
        store.set_setting("a", "1")
        assert names(store) == []
    assert names(store) == ["a"]


def test_many_threads_lose_no_write(store):
    store.set_setting("count", "0")

    def add(_number):
        with store.writing() as db:
            db.execute("UPDATE setting SET value = value + 1 WHERE name = 'count'")
        return store.setting("count", "")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(400)))
    assert store.setting("count", "") == "400"


def test_empty_forgets_everything(store):
    store.set_setting("a", "1")
    store.empty()
    assert names(store) == []


def test_a_file_of_another_version_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "box.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE seller (name TEXT)")
    with pytest.raises(ForeignFile, match="delete it, or name another"):
        Store(path, clock=Clock())


def test_the_folder_of_the_file_is_made(tmp_path):
    Store(tmp_path / "deep" / "er" / "box.sqlite3", clock=Clock()).close()
    assert (tmp_path / "deep" / "er" / "box.sqlite3").exists()
