"""Control of reports: how long they take, and whether they are compressed."""

from sandbox.box import Sandbox
from sandbox.control.body import fields
from sandbox.reports.documents import GZIP, is_zipped
from sandbox.reports.orders import seconds_to_make
from sandbox.routing import Request, Response, answer, invalid_input


def show(box: Sandbox, request: Request) -> Response:
    """GET /_control/reports: {seconds, gzip}."""
    return answer({"seconds": seconds_to_make(box), "gzip": is_zipped(box)})


def change(box: Sandbox, request: Request) -> Response:
    """PUT /_control/reports {seconds?, gzip?}: for reports asked for from now on; gzip for every download."""
    body = fields(request)
    seconds, gzip = body.get("seconds", seconds_to_make(box)), body.get("gzip", is_zipped(box))
    if not isinstance(seconds, int | float) or seconds < 0 or not isinstance(gzip, bool):
        raise invalid_input("Send seconds as a number from 0 and gzip as true or false.")
    box.store.set_setting("report_seconds", str(seconds))
    box.store.set_setting("report_compression", GZIP if gzip else "NONE")
    return show(box, request)
