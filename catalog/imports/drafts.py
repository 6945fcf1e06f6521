"""One product as a row of a file says it, before anything is judged by the catalog's definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

CLEAR = "\x00clear"  # stands for a value that the file takes away; no file can hold a NUL
Text = str | list[str]  # a list where the file keeps several choices apart by itself
Path = tuple[str, ...]


class Link(NamedTuple):
    """A part of this product: its SKU, and how many of it."""

    sku: str
    quantity: int = 1


class Image(NamedTuple):
    """A picture as the file names it."""

    url: str
    label: str = ""
    roles: tuple[str, ...] = ()
    column: str = ""  # where it stands, for the words of a refusal


class Parent(NamedTuple):
    """The product that this one says it is a part of: its SKU, or "id:12" as WooCommerce numbers products."""

    ref: str
    kind: str = "variant"


@dataclass(slots=True)
class Draft:
    """What a row says; what it says nothing of is absent and will be left as it is.

    `texts` holds values by attribute code, built-in codes included, and CLEAR for those to be taken away.
    """

    line: int
    sku: str
    view: str = ""  # a store view: the row holds values of its website alone
    texts: dict[str, Text] = field(default_factory=dict)
    type: str = ""
    attribute_set: str = ""
    categories: list[Path] | None = None
    websites: list[str] | None = None
    quantities: dict[str, int] | None = None
    images: list[Image] | None = None
    axes: list[str] | None = None
    custom_options: list[dict[str, str]] | None = None
    bundle_options: list[dict[str, str]] | None = None
    links: dict[str, list[Link]] = field(default_factory=dict)
    parent: Parent | None = None
    ref: str = ""  # how other rows may call it besides its SKU
    labels: Mapping[str, str] = field(default_factory=dict)  # of attributes, as the file spells their names
