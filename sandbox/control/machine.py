"""Controls of the machine: clock, lag, throttle, faults, counters, reset."""

from typing import Any

from sandbox.box import Sandbox
from sandbox.clock import parse_iso
from sandbox.control.body import fields
from sandbox.faults import Fault
from sandbox.people import create_application
from sandbox.routing import Request, Response, Route, answer, invalid_input


def show_clock(box: Sandbox, request: Request) -> Response:
    """GET /_control/clock."""
    return answer({"now": box.clock.now().isoformat(), "offset_seconds": box.clock.offset_ms / 1000})


def move_clock(box: Sandbox, request: Request) -> Response:
    """POST /_control/clock {advance: seconds} | {freeze: true or an instant} | {unfreeze} | {reset}."""
    body = fields(request)
    for deed, value in body.items():
        _move(box, deed, value)
    box.store.set_setting("clock_offset_ms", str(box.clock.offset_ms))
    return show_clock(box, request)


def _move(box: Sandbox, deed: str, value: Any) -> None:
    if deed == "advance":
        box.clock.advance(float(value))
    elif deed == "freeze":
        box.clock.freeze(None if value is True else parse_iso(value))
    elif deed == "unfreeze":
        box.clock.unfreeze()
    elif deed == "reset":
        box.clock.reset()
    else:
        raise invalid_input("Send advance, freeze, unfreeze or reset.")


def set_lag(box: Sandbox, request: Request) -> Response:
    """PUT /_control/lag {seconds}: how long an accepted change stays unseen."""
    seconds = float(fields(request, "seconds")["seconds"])
    box.store.set_setting("lag_ms", str(round(seconds * 1000)))
    return answer({"seconds": seconds})


def set_throttle(box: Sandbox, request: Request) -> Response:
    """PUT /_control/throttle {factor}: 0 none, 1 Amazon's rates, 10 ten times; fills every bucket."""
    box.throttle.factor = float(fields(request, "factor")["factor"])
    box.throttle.reset()
    return answer({"factor": box.throttle.factor})


def show_faults(box: Sandbox, request: Request) -> Response:
    """GET /_control/faults."""
    return answer(box.faults.as_list())


def add_fault(box: Sandbox, request: Request) -> Response:
    """POST /_control/faults {name, operation?, seller?, count?, probability?, skip?, seconds?, options?}."""
    body = fields(request, "name")
    try:
        fault = box.faults.add(Fault(**body))
    except (TypeError, ValueError) as error:
        raise invalid_input(str(error)) from None
    return answer({"id": fault.id}, status=201)


def clear_faults(box: Sandbox, request: Request) -> Response:
    """DELETE /_control/faults {id?}: one, or all."""
    return answer({"cleared": box.faults.clear(fields(request).get("id"))})


def show_counters(box: Sandbox, request: Request) -> Response:
    """GET /_control/counters: rows of seller, operation, status, calls."""
    return answer(box.counters.as_list())


def reset_counters(box: Sandbox, request: Request) -> Response:
    """DELETE /_control/counters."""
    box.counters.reset()
    return answer({})


def reset(box: Sandbox, request: Request) -> Response:
    """POST /_control/reset {scenario?}: forget everything; then the demo, if asked for."""
    scenario = fields(request).get("scenario", "empty")
    box.faults.clear()
    box.counters.reset()
    box.throttle.reset()
    box.clock.reset()
    box.store.empty()
    create_application(box)
    if scenario == "demo":
        from sandbox.scenario.load import load_demo

        load_demo(box)
    return answer({"scenario": scenario})


ROUTES = [
    Route("control clock", "GET", "/_control/clock", show_clock, "control"),
    Route("control clock", "POST", "/_control/clock", move_clock, "control"),
    Route("control lag", "PUT", "/_control/lag", set_lag, "control"),
    Route("control throttle", "PUT", "/_control/throttle", set_throttle, "control"),
    Route("control faults", "GET", "/_control/faults", show_faults, "control"),
    Route("control faults", "POST", "/_control/faults", add_fault, "control"),
    Route("control faults", "DELETE", "/_control/faults", clear_faults, "control"),
    Route("control counters", "GET", "/_control/counters", show_counters, "control"),
    Route("control counters", "DELETE", "/_control/counters", reset_counters, "control"),
    Route("control reset", "POST", "/_control/reset", reset, "control"),
]
