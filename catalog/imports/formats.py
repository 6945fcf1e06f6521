"""The formats, and which of them a header is in."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.imports.adobe import Adobe, is_adobe
from catalog.imports.mapped import Mapped
from catalog.imports.reading import Options, Reader
from catalog.imports.shopify import Shopify, is_shopify
from catalog.imports.woocommerce import WooCommerce, is_woocommerce

READERS: dict[str, type[Reader]] = {each.name: each for each in (Adobe, Shopify, WooCommerce, Mapped)}


def recognised(header: Sequence[str]) -> str:
    """The name of the format whose columns these are; "mapped" for a table of the person's own."""
    if is_adobe(header):
        return Adobe.name
    if is_shopify(header):
        return Shopify.name
    if is_woocommerce(header):
        return WooCommerce.name
    return Mapped.name


def reader_for(name: str, header: Sequence[str], options: Options) -> Reader:
    """The reader of a format for a file with this header."""
    return READERS[name](header, options)
