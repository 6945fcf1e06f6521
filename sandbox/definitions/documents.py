"""The schemas as documents behind links that need no token and expire after seven days."""

import base64
import hashlib
from dataclasses import astuple
from typing import Any

from sandbox.box import Sandbox
from sandbox.definitions.schema import Wish, meta_schema_bytes, schema_bytes
from sandbox.links import refused, signed
from sandbox.routing import Request, Response

FOLDER = "/definitions/documents"
META_NAME = "meta-schema-v1.json"
LINK_SECONDS = 7 * 24 * 3600


def link_of(name: str, body: bytes, *, base_url: str, now: int) -> dict[str, Any]:
    """The link to a document and its checksum, as the API tells them."""
    resource = signed(f"{base_url}{FOLDER}/{name}", now=now, seconds=LINK_SECONDS)
    checksum = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
    return {"link": {"resource": resource, "verb": "GET"}, "checksum": checksum}


def name_of(wish: Wish) -> str:
    """The file name of a schema: its wish, part by part."""
    return ".".join((*astuple(wish), "json"))


def download(box: Sandbox, request: Request) -> Response:
    """The document of a link that still holds."""
    if (refusal := refused(request, now=box.clock.now_ms())) is not None:
        return refusal
    name = request.path["name"]
    body = meta_schema_bytes() if name == META_NAME else schema_bytes(Wish(*name.split(".")[:-1]))
    return Response(200, body, [("Content-Type", "application/json")])
