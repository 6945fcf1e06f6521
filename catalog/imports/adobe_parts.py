"""What stands within one cell of Adobe Commerce's product CSV: paths, lists of parts, options."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.imports import adobe_words
from catalog.imports.adobe_words import PLAIN_PART
from catalog.imports.cells import listed, pairs, split, unwrap, wrap
from catalog.imports.drafts import Link, Path
from catalog.imports.errors import Refused
from catalog.imports.reading import Options
from catalog.values import Unfit, number

DEEPEST = 20
SLASH = re.compile(r"(?<!\\)/")


def type_of(text: str) -> str:
    """Our word for a kind of product; '' for none."""
    kind = text.strip().lower()
    if kind and kind not in adobe_words.TYPES:
        known = ", ".join(sorted(adobe_words.TYPES))
        raise Refused("product_type", text, _("There is no such kind of product. Known are: %s.") % known)
    return kind


def visibility_of(text: str) -> str:
    """Our word for a visibility."""
    word = text.strip().lower()
    if word in adobe_words.SHOWN_VISIBILITIES:
        return word
    if word not in adobe_words.VISIBILITIES:
        known = "; ".join(adobe_words.SHOWN_VISIBILITIES.values())
        raise Refused("visibility", text, _("There is no such visibility. Known are: %s.") % known)
    return adobe_words.VISIBILITIES[word]


def categories_of(text: str, separator: str = ",") -> list[Path]:
    """Paths such as Default Category/Men/Shirts; a slash within a name is written \\/."""
    return [path_of(unwrap(part)) for part in split(text, separator)]


def path_of(text: str) -> Path:
    """One category's path. Refused for an empty name and for more levels than a tree needs."""
    names = tuple(name.replace("\\/", "/").strip() for name in SLASH.split(text))
    if not all(names) or len(names) > DEEPEST or any(len(name) > 200 for name in names):
        raise Refused(
            "categories", text, _("This is no path of categories. Write it like Home/Kitchen/Mugs.")
        )
    return names


def shown_path(path: Path) -> str:
    """A path that path_of reads again."""
    return "/".join(name.replace("/", "\\/") for name in path)


def records_of(text: str, options: Options) -> list[dict[str, str]]:
    """name=A,price=1|name=B,price=2: a record for each part."""
    if text == options.empty:
        return []
    return [
        {code: str(value) for code, value in pairs(part, options.separator).items()}
        for part in split(text, "|")
    ]


def shown_records(records: list[dict[str, str]]) -> str:
    """Records that records_of reads again."""
    return "|".join(
        ",".join(f"{code}={_shown(value)}" for code, value in record.items()) for record in records
    )


def _shown(value: str) -> str:
    return wrap(value) if any(mark in value for mark in ',|"=') or value != value.strip() else value


def variants(records: list[dict[str, str]]) -> list[Link]:
    """The children that configurable_variations names."""
    for record in records:
        if not record.get("sku"):
            text = shown_records([record])
            raise Refused("configurable_variations", text, _("This variation has no sku=…"))
    return [Link(record["sku"]) for record in records]


def bundled(records: list[dict[str, str]]) -> list[Link]:
    """The parts that bundle_values names."""
    links = []
    for record in records:
        if not record.get("sku"):
            raise Refused("bundle_values", shown_records([record]), _("This part has no sku=…"))
        links.append(Link(record["sku"], _whole("bundle_values", record.get("default_qty") or "1")))
    return links


def is_plain(record: dict[str, str]) -> bool:
    """True for a part about which the bundle says nothing but how many of it there are."""
    return {name: record.get(name) for name in PLAIN_PART} == PLAIN_PART and not (
        record.keys() - PLAIN_PART.keys() - {"sku", "default_qty"}
    )


def plain_part(link: Link) -> dict[str, str]:
    """The record of such a part."""
    return PLAIN_PART | {"sku": link.sku, "default_qty": str(link.quantity)}


def grouped(text: str, separator: str = ",") -> list[Link]:
    """The members that associated_skus names: A=1.0000,B=2."""
    links = []
    for part in split(text, separator):
        sku, _equals, quantity = part.rpartition("=")
        if not sku:
            sku, quantity = part, "1"
        links.append(Link(unwrap(sku), _whole("associated_skus", quantity or "1")))
    return links


def shown_grouped(links: list[Link]) -> str:
    """Members that grouped reads again."""
    return ",".join(f"{wrap(sku) if set(sku) & set(',=') else listed([sku])}={count}" for sku, count in links)


def sources_of(text: str) -> dict[str, int]:
    """berlin=3|leeds=4: how much is where."""
    found = {}
    for part in split(text, "|"):
        code, _equals, quantity = part.rpartition("=")
        if not re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", code.strip()):
            raise Refused("source_quantities", text, _("Write it like berlin=3|leeds=4."))
        found[code.strip()] = _whole("source_quantities", quantity, least=None)
    return found


def _whole(column: str, text: str, least: int | None = 0) -> int:
    try:
        value: Decimal = number(text)
    except Unfit:
        raise Refused(column, text, _("The quantity is not a number.")) from None
    if value != value.to_integral_value() or (least is not None and value < least) or abs(value) > 2**31 - 1:
        raise Refused(column, text, _("The quantity is not a whole number that can be."))
    return int(value)
