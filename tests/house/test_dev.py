"""dev.py as a person meets it: commands do what they say, and each problem is one sentence with a way out."""

import ast
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools.places import locked
from devtools.processes import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
SHOW = "import json, os; print(json.dumps(dict(os.environ)), flush=True)"
ASK = """
import os, psycopg2, redis
cursor = psycopg2.connect(os.environ["DATABASE_URL"]).cursor()
cursor.execute("select current_setting('server_version_num')::int / 10000, current_setting('jit'),"
               " datcollate from pg_database where datname = current_database()")
print(*cursor.fetchone(), redis.from_url(os.environ["REDIS_URL"]).ping())
raise SystemExit(7)
"""


def port(address):
    return int(re.search(r":(\d+)/", address)[1])


def listens(number):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) == 0


# --- commands


@pytest.fixture(scope="module")
def a_run(dev):
    """A command that asked its services, said what they are, and ended with status 7."""
    return dev("run", "--", "python", "-c", f"{SHOW}{ASK}")


def test_run_has_postgresql_and_valkey(a_run):
    assert (a_run.stdout.splitlines()[-1], a_run.stderr) == ("18 off C.UTF-8 True", "")


def test_run_hands_on_the_exit_status(a_run):
    assert a_run.returncode == 7


def test_run_leaves_nothing(a_run, state):
    seen = json.loads(a_run.stdout.splitlines()[0])
    assert not listens(port(seen["DATABASE_URL"]))
    assert not listens(port(seen["REDIS_URL"]))
    assert list(state.glob("amazon-channel-throwaway-*")) == []


def test_run_takes_the_services_that_are_named(dev):
    named = {
        "DATABASE_URL": "postgres://elsewhere/x",
        "REDIS_URL": "redis://elsewhere/0",
        "SECRET_KEY": "mine",
    }
    seen = json.loads(dev("run", "--", "python", "-c", SHOW, **named).stdout)
    assert {name: seen[name] for name in named} == named


def test_run_takes_one_named_service_and_starts_the_other(dev):
    seen = json.loads(dev("run", "--", "python", "-c", SHOW, REDIS_URL="redis://elsewhere/0").stdout)
    assert seen["REDIS_URL"] == "redis://elsewhere/0"
    assert seen["DATABASE_URL"].startswith("postgres://amazon_channel:")


def test_two_at_once_do_not_meet(environment):
    command = [sys.executable, CHECKOUT / "dev.py", "run", "--", "python", "-c", SHOW]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (json.loads(process.communicate(timeout=60)[0]) for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert first["DATABASE_URL"] != second["DATABASE_URL"]
    assert first["REDIS_URL"] != second["REDIS_URL"]


def test_arguments_of_test_go_to_pytest(dev):
    assert dev("test", "--version").stdout.startswith("pytest ")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_a_killed_run_takes_its_services_along(environment, state):
    waits = f"{SHOW}; import time; time.sleep(60)"
    command = [sys.executable, CHECKOUT / "dev.py", "run", "--", "python", "-c", waits]
    own = state / "killed"
    own.mkdir(mode=0o711)
    settings = environment | {"DEV_STATE_DIR": str(own)}
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as process:
        seen = json.loads(process.stdout.readline())
        process.kill()
        assert process.stdout.read() == ""  # the command ends too: nobody holds the pipe any more
    deadline = time.monotonic() + 20
    while listens(port(seen["DATABASE_URL"])) or list(own.glob("*/postgres-*/postmaster.pid")):
        assert time.monotonic() < deadline
        os.sched_yield()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_an_ended_run_puts_everything_away(environment, state, sign):
    script = "import signal, sys, time; signal.signal(signal.SIGINT, signal.default_int_handler);"
    script += "print('up', flush=True); time.sleep(60)"
    command = [sys.executable, CHECKOUT / "dev.py", "run", "--", "python", "-c", script]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        os.kill(process.pid, sign)
        process.communicate(timeout=30)
    assert process.returncode == 128 + sign
    assert list(state.glob("amazon-channel-throwaway-*")) == []


# --- problems


def test_an_old_python_is_told_what_to_do():
    script = "import sys; sys.version_info = (3, 9, 2); exec(open('dev.py').read())"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        "Amazon Channel needs Python 3.11 or newer; this is 3.9. Install a newer one"
    )


def test_an_old_python_can_read_the_file_that_tells_it():
    ast.parse((CHECKOUT / "dev.py").read_text(), feature_version=(3, 4))


def test_a_missing_venv_module_is_told(dev, bare_checkout, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    done = dev("test", checkout=bare_checkout, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert done.stderr == (
        "Python's venv module is missing. Install it, for example with"
        f" 'apt-get install {version}', and run dev.py again.\n"
    )


def test_a_missing_network_is_told(dev, bare_checkout):
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    nowhere |= {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    done = dev("test", checkout=bare_checkout, **nowhere)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("The packages could not be installed: No matching distribution found for ")
    assert "If this machine has no network now, connect it" in last
    assert not (bare_checkout / ".venv" / "installed-from").exists()


def up_on_a_taken_port(dev, **settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        return taken, dev("up", "--port", str(taken), **settings)


def test_a_taken_port_is_told(dev):
    taken, done = up_on_a_taken_port(dev)
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {taken} is taken. Stop the program that listens there, or choose another port:"
        f" python3 dev.py up --port {taken + 1}\n"
    )


def test_a_second_demo_is_told(dev, tmp_path):
    own = {"DEV_STATE_DIR": str(tmp_path)}
    up_on_a_taken_port(dev, **own)
    (folder,) = tmp_path.iterdir()
    with locked(folder / "up.lock"):
        done = dev("up", "--port", str(free_port()), **own)
    assert done.returncode == 1
    assert done.stderr.startswith("The demo of this checkout is up already in another terminal.")


def test_fresh_does_not_empty_a_foreign_database(dev):
    foreign = {"DATABASE_URL": "postgres://elsewhere/x"}
    done = dev("up", "--port", str(free_port()), "--fresh", **foreign)
    assert done.returncode == 1
    assert done.stderr.startswith("--fresh would not touch what DATABASE_URL and REDIS_URL name.")


def test_a_folder_of_somebody_else_is_not_used(dev, tmp_path):
    own = {"DEV_STATE_DIR": str(tmp_path)}
    up_on_a_taken_port(dev, **own)
    (folder,) = tmp_path.iterdir()
    folder.rename(tmp_path / "real")
    folder.symlink_to(tmp_path / "real")
    done = dev("run", "--", "true", **own)
    assert done.returncode == 1
    assert "belongs to somebody else" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["run"], "Say what to run, for example: python3 dev.py run -- ", id="nothing to run"),
        pytest.param(
            ["run", "--", "no-such-command"], "There is no command 'no-such-command'.", id="unknown"
        ),
        pytest.param(
            ["bench", "no-such"], "There is no benchmark 'no-such'. Choose one of: ", id="benchmark"
        ),
    ],
)
def test_a_slip_is_told(dev, words, said):
    done = dev(*words)
    assert (done.returncode, done.stderr.startswith(said)) == (1, True)
