"""Logging: one JSON line an event, with run and account ids, never a secret."""

import re
from typing import Any

import structlog

SECRET = re.compile(
    r"Atz[ra]\|[\w|\-./+=]+|amzn1\.oa2-cs\.[\w.\-]+|(?i:(?:client_secret|refresh_token|access_token|password|X-Amz-Signature)"
    r"[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]+"
)


def mask_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace what looks like a token or a secret, wherever in the event it stands, by '***'."""
    return {
        key: SECRET.sub("***", value) if isinstance(value, str) else value for key, value in event.items()
    }


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """A dictConfig for console output: JSON lines or readable text.

    httpx prints whole URLs (pre-signed ones too) and sp_api prints tokens, so both are kept quiet.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_secrets,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    mask_secrets,
                    renderer,
                ],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "sp_api": {"level": "WARNING"},
            "django.server": {"handlers": ["console"], "level": level, "propagate": False},
        },
    }
