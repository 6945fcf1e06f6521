"""What goes to the log: readable, with run and account, and never a secret, wherever it stands."""

import io
import json
import logging
import logging.config

import pytest
import structlog

from amazon_channel.logs import logging_config

SECRETS = {
    "refresh token": "Atzr|IwEBIJ-refresh_TOKEN/part+end==",
    "access token": "Atza|IwEBIA-access.TOKEN",
    "client secret": "amzn1.oa2-cs.v1.0123456789abcdef",
    "signature": "X-Amz-Signature=0123456789abcdef",
}
BARE = {
    "refresh token": "IwEBIJ",
    "access token": "IwEBIA",
    "client secret": "oa2-cs.v1.0",
    "signature": "0123",
}


@pytest.fixture
def lines():
    """Log as in production; what was printed since last asked, each line read as JSON."""
    before = logging.root.handlers[:], logging.root.level
    printed = io.StringIO()
    config = logging_config(level="INFO", as_json=True)
    config["handlers"]["console"]["stream"] = printed
    logging.config.dictConfig(config)

    def read():
        text = printed.getvalue()
        printed.seek(0)
        printed.truncate()
        return [json.loads(line) for line in text.splitlines()]

    yield read
    structlog.contextvars.clear_contextvars()
    logging.root.handlers[:], logging.root.level = before


def ways(secret):
    """Every way into the log that our code or a library may take."""
    library, ours = logging.getLogger("some.library"), structlog.get_logger("ours")
    yield "message", lambda: library.error("token " + secret)
    yield "argument", lambda: library.error("token %s", secret)
    yield "mapping argument", lambda: library.error("said %(body)s", {"body": {"nested": [secret]}})
    yield "field", lambda: ours.error("failed", token=secret)
    yield "nested field", lambda: ours.error("failed", answer={"headers": [("x", secret)]})
    yield "bytes", lambda: ours.error("failed", body=secret.encode())
    yield "address", lambda: library.error("GET https://h/doc?a=b&%s&c=d", secret)
    yield "exception", lambda: raised(library, secret)
    yield "our exception", lambda: raised(ours, secret)
    yield "context", lambda: (structlog.contextvars.bind_contextvars(call=secret), ours.error("failed"))


def raised(log, secret):
    try:
        raise ValueError(f"refused: {secret}")
    except ValueError:
        log.exception("call failed")


@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_gets_through(lines, kind):
    for way, write in ways(SECRETS[kind]):
        write()
        text = json.dumps(lines())
        assert "***" in text, way
        assert BARE[kind] not in text, way


@pytest.mark.parametrize(
    "said",
    [
        "client_secret=hunter2&grant_type=refresh_token",
        '{"client_secret": "hunter2", "x": 1}',
        "{'password': 'hunter2'}",
        "refresh_token: hunter2",
        "Authorization: Bearer hunter2",
        "x-amz-access-token: hunter2",
        "postgres://channel:hunter2@db:5432/channel",
        "redis://:hunter2@cache:6379/0",
    ],
)
def test_secrets_are_known_by_what_stands_before_them(lines, said):
    logging.getLogger("some.library").error(said)
    (line,) = lines()
    assert "hunter2" not in line["event"]
    assert "***" in line["event"]


def test_run_and_account_stand_on_every_line(lines):
    with structlog.contextvars.bound_contextvars(run=7, account=3):
        structlog.get_logger("ours").info("read", listings=20)
        logging.getLogger("some.library").warning("slow")
    ours, theirs = lines()
    assert (ours["event"], ours["listings"], ours["run"], ours["account"]) == ("read", 20, 7, 3)
    assert (theirs["event"], theirs["level"], theirs["run"], theirs["logger"]) == (
        "slow",
        "warning",
        7,
        "some.library",
    )


@pytest.mark.parametrize("chatty", ["httpx", "httpcore", "sp_api"])
def test_libraries_that_print_addresses_and_tokens_are_kept_quiet(lines, chatty):
    logging.getLogger(f"{chatty}.client").info("GET https://h/?token=x")
    assert lines() == []


def test_plain_words_stay(lines):
    logging.getLogger("some.library").warning("12 listings, 3 tokens left, password reset page opened")
    assert lines()[0]["event"] == "12 listings, 3 tokens left, password reset page opened"


@pytest.fixture
def debugging(tmp_path):
    """Log as with DEBUG_LOG; asked, what stands on the console and in the file."""
    before = logging.root.handlers[:], logging.root.level
    printed, file = io.StringIO(), tmp_path / "debug.log"
    config = logging_config(level="WARNING", as_json=True, debug_file=str(file))
    config["handlers"]["console"]["stream"] = printed
    logging.config.dictConfig(config)
    yield lambda: [
        [json.loads(line) for line in text.splitlines()] for text in (printed.getvalue(), file.read_text())
    ]
    logging.config.dictConfig(logging_config(level="INFO", as_json=False))
    logging.root.handlers[:], logging.root.level = before


def test_the_debug_log_has_what_we_do_and_no_secret(debugging):
    structlog.get_logger("sync.call_log").debug("call", token=SECRETS["refresh token"])
    logging.getLogger("httpcore.connection").debug("connect")
    console, (line,) = debugging()
    assert (line["event"], line["token"], console) == ("call", "***", [])


def test_the_level_holds_although_celery_sets_its_own(debugging):
    logging.root.setLevel("INFO")  # what a worker does with its --loglevel
    structlog.get_logger("sync.worker").info("run finished")
    logging.getLogger("celery.app.trace").info("Task succeeded")
    logging.getLogger("celery.app.trace").warning("Task slow")
    console, file = debugging()
    assert [line["event"] for line in console] == ["Task slow"]
    assert [line["event"] for line in file] == ["run finished"]
