"""Amazon's own models as judges: is this answer, to this call, one that Amazon's Swagger files describe?"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft4Validator

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "sp-api-models"
ABSENT = "Amazon's models are not beside this checkout (../shared/sp-api-models), so they cannot judge."
FILES = (
    "listingsItems_2021-08-01",
    "sellers",
    "reports_2021-06-30",
    "fbaInventory",
    "productFeesV0",
    "catalogItems_2022-04-01",
    "definitionsProductTypes_2020-09-01",
)
OWN = Path(__file__).with_name("sales_v1.json")
"""The Sales model is not in that folder; this one, written down anew, names the one it follows."""
FREE_FORM = ("ItemAttributes",)
Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation of a model."""

    name: str
    method: str
    path: re.Pattern[str]
    parameters: tuple[Json, ...]
    responses: Json
    definitions: Json


@cache
def operations() -> dict[str, Operation]:
    """Every operation of the models the sandbox serves, by operationId."""
    found: dict[str, Operation] = {}
    for file in (*(FOLDER / f"{name}.json" for name in FILES), OWN):
        model = json.loads(file.read_text(encoding="utf-8"))
        definitions = _strict(model["definitions"])
        for path, methods in model["paths"].items():
            pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
            for method, operation in methods.items():
                if method in ("get", "put", "post", "patch", "delete"):
                    found[operation["operationId"]] = Operation(
                        operation["operationId"],
                        method.upper(),
                        pattern,
                        tuple(operation.get("parameters", [])),
                        operation["responses"],
                        definitions,
                    )
    return found


def operation_of(method: str, raw_path: str) -> Operation | None:
    """The operation that a call addresses; None for what the models do not describe (login, documents)."""
    for operation in operations().values():
        if operation.method == method and operation.path.fullmatch(raw_path):
            return operation
    return None


def complaints(method: str, raw_path: str, *, status: int, headers: dict[str, str], body: bytes) -> list[str]:
    """What in an answer the model does not allow; header names in lower case. Empty: all is well."""
    operation = operation_of(method, raw_path)
    if operation is None:
        return []
    told = f"{operation.name} {status}"
    response = operation.responses.get(str(status))
    if response is None:
        return [f"{told}: the model has no such status"]
    found = [
        f"{told}: no header {name}" for name in response.get("headers", {}) if name.lower() not in headers
    ]
    if headers.get("content-type", "").startswith("text/html"):
        return found  # the load balancer's own 503, which no model describes
    schema = response.get("schema")
    if schema is None:
        return found + ([f"{told}: a body where the model has none"] if body else [])
    validator = _validator(operation.name, str(status))
    value = json.loads(body)
    return found + [
        f"{told} at {list(error.instance_path)}: {error.message}" for error in validator.iter_errors(value)
    ]


@cache
def _validator(name: str, status: str) -> Draft4Validator:
    operation = operations()[name]
    schema = {**_strict(operation.responses[status]["schema"]), "definitions": operation.definitions}
    return Draft4Validator(schema, validate_formats=True)


def _strict(schema: Any) -> Any:
    """A schema in which an object that lists properties has no others, and null is no value."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    strict = {
        name: _strict(value)
        for name, value in schema.items()
        if not name.startswith("x-") and name not in ("description", "example", "examples", "default")
    }
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        strict["additionalProperties"] = False
        # "description" and the like may be names of properties: those are kept whole.
        strict["properties"] = {name: _strict(value) for name, value in schema["properties"].items()}
    return strict


class Judge:
    """Stands round a WSGI app and judges every answer it gives, streamed ones excepted while they stream."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.judged: dict[str, set[int]] = {}

    def wrap(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The app, judged."""

        def judged(environ: Json, start_response: Callable[..., Any]) -> Iterator[bytes]:
            seen: list[Any] = []

            def start(status: str, headers: list[tuple[str, str]], info: Any = None) -> None:
                seen.extend((int(status[:3]), {name.lower(): value for name, value in headers}))
                start_response(status, headers, info)

            body = app(environ, start)
            return self._judge(environ, seen, list(body)) if isinstance(body, list) else iter(body)

        return judged

    def _judge(self, environ: Json, seen: list[Any], body: list[bytes]) -> Iterator[bytes]:
        raw_path = environ["RAW_URI"].partition("?")[0]
        operation = operation_of(environ["REQUEST_METHOD"], raw_path)
        if operation is not None:
            self.judged.setdefault(operation.name, set()).add(seen[0])
        self.complaints += complaints(
            environ["REQUEST_METHOD"], raw_path, status=seen[0], headers=seen[1], body=b"".join(body)
        )
        return iter(body)
