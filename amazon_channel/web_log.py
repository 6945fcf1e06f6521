"""The web server's own log, through ours: a line a request, without the query of its address."""

import logging
import logging.config
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from gunicorn.glogging import Logger


class WebLog(Logger):  # type: ignore[misc]  # gunicorn carries no types
    """For gunicorn's --logger-class.

    The query of an address is left out, and so is the page one comes from: on the way back from Amazon's
    consent page both carry the code that opens the account.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        logging.config.dictConfig(settings.LOGGING)  # the parent process has no Django that would do it
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Once a request has been answered."""
        structlog.get_logger("gunicorn.access").info(
            "request",
            method=environ.get("REQUEST_METHOD"),
            path=environ.get("PATH_INFO"),
            status=resp.status_code,
            bytes=resp.sent,
            seconds=round(request_time.total_seconds(), 3),
            caller=environ.get("REMOTE_ADDR"),
        )
