"""Calls about product types and their schemas, and about attributes in Amazon's catalog; a part of Amazon."""

from __future__ import annotations

import json
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from sync.amazon import choices, download
from sync.amazon.addresses import Credentials
from sync.amazon.answers import Document, ProductType, ProductTypeList
from sync.amazon.calls import Caller
from sync.amazon.errors import NotFound, Unreachable
from sync.amazon.library import Answer, ProductTypes

LARGEST_SCHEMA = 64 * 1024 * 1024  # bytes; Amazon's are 0.1 to 5 MB
IN_MEMORY = 8 * 1024 * 1024


class DefinitionCalls:
    """What an account may ask of product types; the caller is Amazon's."""

    credentials: Credentials
    _caller: Caller

    def product_types(self, marketplace_id: str) -> ProductTypeList:
        """All product types of a marketplace. Amazon changes the list's version when any of them changes."""
        operation = "searchDefinitionsProductTypes"
        params = {"marketplaceIds": choices.marketplace(marketplace_id)}
        api = self._caller.api(ProductTypes)
        answer = self._caller.call(operation, lambda: api.search_definitions_product_types(**params))
        found = self._caller.need(operation, answer, "productTypes", list)
        version = self._caller.need(operation, answer, "productTypeVersion", str)
        named = [each for each in found if isinstance(each, dict) and isinstance(each.get("name"), str)]
        return ProductTypeList(version, {each["name"]: str(each.get("displayName") or "") for each in named})

    def product_type(self, marketplace_id: str, name: str) -> ProductType | None:
        """One product type in the marketplace's own language; None if Amazon has no such type there."""
        operation = "getDefinitionsProductType"
        params = {"marketplaceIds": choices.marketplace(marketplace_id), "requirements": "LISTING"}
        wanted = choices.product_type(name)
        api = self._caller.api(ProductTypes)
        try:
            answer = self._caller.call(operation, lambda: api.get_definitions_product_type(wanted, **params))
        except NotFound:
            return None
        schema = Answer(self._caller.need(operation, answer, "schema", dict))
        link = Answer(self._caller.need(operation, schema, "link", dict))
        url = self._caller.need(operation, link, "resource", str)
        self.credentials.check_document(url)
        version = answer.get("productTypeVersion")
        return ProductType(
            name,
            str(answer.get("displayName") or ""),
            str(version.get("version") or "") if isinstance(version, dict) else "",
            self._caller.need(operation, schema, "checksum", str),
            Document(name, url, gzip=False),
        )

    def schema(self, product_type: ProductType) -> Any:
        """A product type's schema as JSON. LinkExpired after seven days; Unreachable for what is no JSON."""
        means = self._caller.means
        with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            download.download(
                product_type.schema,
                _Bounded(file),  # type: ignore[arg-type]
                credentials=self.credentials,
                http=means.http,
                observer=means.observer,
            )
            file.seek(0)
            try:
                return json.load(file)
            except (ValueError, RecursionError):
                raise Unreachable(
                    download.OPERATION, f"the schema of {product_type.name} is no JSON", status_code=200
                ) from None


class _Bounded:
    """A file that takes only so much: a schema has an end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._size = file, 0

    def write(self, chunk: bytes) -> int:
        """The number of bytes written. Unreachable once there are too many."""
        self._size += len(chunk)
        if self._size > LARGEST_SCHEMA:
            raise Unreachable(download.OPERATION, "the schema does not end", status_code=200)
        return self._file.write(chunk)
