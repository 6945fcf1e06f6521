"""Where dev.py keeps things: swept when abandoned, secret when secret."""

import os
import stat
import time

import pytest

from devtools import places


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("DEV_STATE_DIR", str(tmp_path))


def throwaway(folder, name, *, age):
    made = folder / f"amazon-channel-throwaway-{name}"
    made.mkdir()
    (made / "postgres-password").write_text("x")
    os.utime(made, (time.time() - age,) * 2)
    return made


def test_what_a_killed_run_left_is_swept(tmp_path):
    left = throwaway(tmp_path, "left", age=3600)
    places.sweep()
    assert not left.exists()


def test_what_a_living_run_holds_is_kept(tmp_path):
    held = throwaway(tmp_path, "held", age=3600)
    with places.locked(held / "lock"):
        os.utime(held, (time.time() - 3600,) * 2)
        places.sweep()
    assert held.exists()


def test_what_was_just_made_is_kept(tmp_path):
    young = throwaway(tmp_path, "young", age=5)
    places.sweep()
    assert young.exists()


def test_a_throwaway_folder_is_gone_afterwards(tmp_path):
    with places.throwaway_folder() as folder:
        assert folder.parent == tmp_path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o711
    assert list(tmp_path.iterdir()) == []


def test_a_secret_is_made_once_and_only_for_us(tmp_path):
    made = places.kept_secret(tmp_path / "secret")
    assert len(made) >= 32
    assert places.kept_secret(tmp_path / "secret", lambda: "another") == made
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
