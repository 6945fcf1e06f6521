"""Logging: one JSON line an event, with run and account ids, never a secret."""

import re
from typing import Any

import structlog

OURS = ("amazon_channel", "catalog", "listings", "sync", "reporting")
NAMES = (
    r"client_secret|refresh_token|access_token|password|passwd|x-amz-access-token|authorization"
    r"|X-Amz-(?:Signature|Credential|Security-Token)|spapi_oauth_code"
)
TOKEN = re.compile(r"Atz[ra]\|[\w|\-./+=]+|amzn1\.oa2-cs\.[\w.\-]+")
NAMED = re.compile(rf"(?i)((?:{NAMES})[\\\"']*\s*[=:]\s*[\\\"']*(?:bearer\s+)?)[^\s&\"'\\,}}]+")
IN_ADDRESS = re.compile(r"(://[^\s:@/\"]*:)[^\s@/\"]+@")


def mask_secrets(logger: Any, method: str, line: str) -> str:
    """The rendered line with '***' for what looks like a secret: tokens, named ones, passwords in addresses.

    The last step of all, so that no field, nested value, exception or library gets round it.
    """
    line = TOKEN.sub("***", line)
    line = NAMED.sub(r"\1***", line)
    return IN_ADDRESS.sub(r"\1***@", line)


STEPS: list[Any] = [  # what every line goes through, whoever wrote it
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def logging_config(*, level: str, as_json: bool, debug_file: str = "") -> dict[str, Any]:
    """A dictConfig for console output: JSON lines or readable text. With `debug_file` our own go there too,
    down to each call to Amazon.

    httpx prints whole URLs (pre-signed ones too) and sp_api prints tokens, so both are kept quiet. Celery
    sets the root's level by itself, so the level stands on the handler, and our own loggers have theirs.
    """
    _configure_structlog()
    console = {"class": "logging.StreamHandler", "formatter": "line", "level": level}
    file = {"class": "logging.handlers.WatchedFileHandler", "formatter": "line", "filename": debug_file}
    quiet = {name: {"level": "WARNING"} for name in ("httpx", "httpcore", "sp_api")}
    own: dict[str, Any] = {"level": "DEBUG", "handlers": ["file"]} if debug_file else {"level": level}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": _formatter(as_json=as_json)},
        "handlers": {"console": console} | ({"file": file | {"delay": True}} if debug_file else {}),
        "root": {"handlers": ["console"], "level": level},
        "loggers": quiet
        | dict.fromkeys(OURS, own)
        | {"django.server": {"handlers": ["console"], "level": level, "propagate": False}},
    }


def _configure_structlog() -> None:
    """Our own loggers go through the standard library's, so that all lines look alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *STEPS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _formatter(*, as_json: bool) -> dict[str, Any]:
    renderer: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer, mask_secrets],
        "foreign_pre_chain": STEPS,
    }
