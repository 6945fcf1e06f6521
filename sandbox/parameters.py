"""Query parameters of an operation: what Amazon's model allows, checked and read."""

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.clock import parse_iso
from sandbox.routing import Request, invalid_input

Kind = Literal["csv", "text", "integer", "time", "boolean"]

CLIENT_EXTRAS = frozenset({"MarketplaceId", "MarketplaceIds", "marketplace_ids", "marketplaceIds"})
"""Sent by python-amazon-sp-api on calls that name no marketplace; Amazon ignores them, and so do we."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter as the model describes it."""

    name: str
    kind: Kind = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()
    min_items: int = 0
    max_items: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    default: Any = None


def read(request: Request, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """Every parameter by name (csv: list, time: milliseconds), absent ones as their default.

    InvalidInput for a missing, unknown, malformed or disallowed one.
    """
    known = {parameter.name for parameter in parameters} | CLIENT_EXTRAS
    if unknown := sorted(set(request.query) - known):
        raise invalid_input(f"Unknown query parameter '{unknown[0]}'.")
    return {parameter.name: _value(request, parameter) for parameter in parameters}


def _value(request: Request, parameter: Parameter) -> Any:
    if not request.first(parameter.name):
        if parameter.required:
            raise invalid_input(f"Missing required parameter '{parameter.name}'.")
        return parameter.default
    if parameter.kind == "csv":
        return _list(request, parameter)
    text = request.first(parameter.name)
    _check_allowed(parameter, [text])
    try:
        return _scalar(text, parameter)
    except ValueError:
        raise invalid_input(f"Invalid value '{text}' for parameter '{parameter.name}'.") from None


def _list(request: Request, parameter: Parameter) -> list[str]:
    values = request.csv(parameter.name)
    _check_allowed(parameter, values)
    if len(values) < parameter.min_items or (parameter.max_items and len(values) > parameter.max_items):
        raise invalid_input(
            f"Parameter '{parameter.name}' takes {parameter.min_items or 1} to {parameter.max_items} values,"
            f" not {len(values)}."
        )
    return values


def _scalar(text: str, parameter: Parameter) -> Any:
    if parameter.kind == "time":
        return parse_iso(text)
    if parameter.kind == "boolean":
        return _boolean(text)
    if parameter.kind == "integer":
        number = int(text)
        low, high = parameter.minimum, parameter.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise ValueError(text)
        return number
    return text


def _check_allowed(parameter: Parameter, values: list[str]) -> None:
    for value in values:
        if parameter.allowed and value not in parameter.allowed:
            raise invalid_input(
                f"Invalid value '{value}' for parameter '{parameter.name}'."
                f" Allowed: {', '.join(parameter.allowed)}."
            )


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"
