"""Amazon's own keywords for JSON Schema, and validators of product type definitions that know them."""

import base64
import hashlib
from collections import Counter

import httpx
from jsonschema_rs import Draft201909Validator, Registry

from tests.sandbox.conftest import US

PATH = "/definitions/2020-09-01/productTypes"
STANDARD = "https://json-schema.org/draft/2019-09/schema"


class UniqueItems:
    """At least or at most so many elements of a list share the values of the selectors."""

    def __init__(self, parent_schema, value, schema_path):
        self.limit, self.selectors = value, parent_schema["selectors"]

    def numbers(self, elements):
        return Counter(tuple(str(each.get(name)) for name in self.selectors) for each in elements).values()


class MaxUniqueItems(UniqueItems):
    """Amazon's maxUniqueItems."""

    def validate(self, instance):
        if isinstance(instance, list) and max(self.numbers(instance), default=0) > self.limit:
            raise ValueError(f"maxUniqueItems {self.limit}")


class MinUniqueItems(UniqueItems):
    """Amazon's minUniqueItems."""

    def validate(self, instance):
        if isinstance(instance, list) and min(self.numbers(instance), default=0) < self.limit:
            raise ValueError(f"minUniqueItems {self.limit}")


class MaxUtf8ByteLength:
    """Amazon's maxUtf8ByteLength."""

    def __init__(self, parent_schema, value, schema_path):
        self.limit = value

    def validate(self, instance):
        if isinstance(instance, str) and len(instance.encode()) > self.limit:
            raise ValueError(f"maxUtf8ByteLength {self.limit}")


KEYWORDS = {
    "maxUniqueItems": MaxUniqueItems,
    "minUniqueItems": MinUniqueItems,
    "maxUtf8ByteLength": MaxUtf8ByteLength,
}


def definition(amazon, product_type, *, marketplace=US, **query):
    answer = amazon.call("GET", f"{PATH}/{product_type}", marketplaceIds=marketplace, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def document(link):
    """A schema behind its link, held against its checksum; no token is sent."""
    answer = httpx.get(link["link"]["resource"], verify=False)
    assert answer.status_code == 200, answer.text
    digest = hashlib.md5(answer.content, usedforsecurity=False).digest()
    assert base64.b64encode(digest).decode() == link["checksum"]
    return answer.json()


def schema(amazon, product_type, **query):
    return document(definition(amazon, product_type, **query)["schema"])


def validator(found):
    """A validator for a schema of Amazon's; their meta-schema cannot be resolved by its name."""
    return Draft201909Validator(found | {"$schema": STANDARD}, validate_formats=True, keywords=KEYWORDS)


def complaints(found, attributes):
    """Where, and what a schema objects to in attributes."""
    errors = validator(found).iter_errors(attributes)
    return [(list(map(str, error.instance_path)), error.message) for error in errors]


def of_meta_schema(meta, found):
    """What the meta-schema objects to in a schema."""
    registry = Registry([(meta["$id"], meta)])
    judge = Draft201909Validator(meta, registry=registry)
    return [error.message for error in judge.iter_errors(found)]
