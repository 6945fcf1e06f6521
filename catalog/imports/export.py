"""All products in Adobe Commerce's format, streamed. Importing them again changes nothing.

Values are quoted within additional_attributes ("Fields enclosure" in Adobe Commerce's import). A cell that a
spreadsheet would take for a formula is guarded by an apostrophe, which our import takes away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog import categories
from catalog.imports import adobe_parts, known, pictures
from catalog.imports.adobe_words import (
    BUILT_IN,
    EMPTY,
    OWN_COLUMNS,
    ROLES,
    SHOWN_VISIBILITIES,
)
from catalog.imports.cells import guard, listed, wrap
from catalog.imports.drafts import Link, Path
from catalog.imports.merge import Row, respelt
from catalog.models import Attribute, AttributeSet, Product, Website

BATCH = 1_000
TEXTS = {
    column: code for column, code in BUILT_IN.items() if not column.startswith("ts_") and column != "cost"
}
HEADER = (
    "sku",
    "store_view_code",
    "attribute_set_code",
    "product_type",
    "categories",
    "product_websites",
    *TEXTS,
    "use_config_manage_stock",
    *OWN_COLUMNS,
    *(name for role in ROLES for name in (role, f"{role}_label")),
    "additional_images",
    "additional_image_labels",
    "additional_attributes",
    "custom_options",
    "bundle_values",
    "associated_skus",
    "configurable_variations",
    "configurable_variation_labels",
    "source_quantities",
)
# built-in attributes that Adobe Commerce's export has no column for
BESIDE = {
    "asin": "asin",
    "condition": "condition",
    "cost": "cost",
    "sale_starts_on": "sale_starts_on",
    "sale_ends_on": "sale_ends_on",
    "ts_dimensions_length": "length",
    "ts_dimensions_width": "width",
    "ts_dimensions_height": "height",
}
Cells = dict[str, str]


@dataclass
class Names:
    """What stands behind the ids and codes in a product's row."""

    sets: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, Path] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)  # website → the store view that speaks for it
    labels: Mapping[str, str] = field(default_factory=dict)  # attribute → label


def names() -> Names:
    """Read once for an export."""
    views: dict[str, str] = {}
    taken: set[str] = set()
    for code, own in Website.objects.order_by("code").values_list("code", "store_views"):
        views[code] = next((view for view in own if view not in taken), code)
        taken.update(own)
    return Names(
        dict(AttributeSet.objects.values_list("id", "name")),
        categories.paths(),
        views,
        dict(Attribute.objects.values_list("code", "label")),
    )


def lines(*, guarded: bool = True) -> Iterator[str]:
    """The file, a batch of lines at a time; memory stays flat however many products there are."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    about, after = names(), ""
    shield: Callable[[str], str] = guard if guarded else str
    while rows := known.after(after, BATCH):
        parts = known.links_of([row["id"] for row in rows])
        children = _axis_values(rows, parts)
        for row in rows:
            for cells in product_rows(row, parts.get(row["id"], {}), about, children):
                writer.writerow([shield(cells.get(name, "")) for name in HEADER])
        after = rows[-1]["sku"]
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if not after:
        yield buffer.getvalue()


def product_rows(
    row: Row,
    parts: Mapping[str, Sequence[tuple[str, int]]],
    about: Names,
    children: Mapping[str, Mapping[str, Any]],
) -> Iterator[Cells]:
    """A product's row, and one for each website with values of its own."""
    cells = {
        "sku": row["sku"],
        "attribute_set_code": about.sets.get(row["attribute_set_id"], ""),
        "product_type": row["type"],
        "categories": listed(
            adobe_parts.shown_path(about.categories[pk])
            for pk in row["category_ids"]
            if pk in about.categories
        ),
        "product_websites": listed(row["websites"]),
        "use_config_manage_stock": "0",
    }
    cells |= {column: _shown(code, row[code]) for column, code in TEXTS.items()}
    if row["quantities"]:
        cells["source_quantities"] = "|".join(f"{code}={count}" for code, count in row["quantities"].items())
    cells |= _images(row)
    cells |= _values({**row["attributes"], **{name: row[code] for name, code in BESIDE.items()}})
    cells |= _parts(row, parts, about, children)
    yield cells
    for website, values in row["website_values"].items():
        yield {
            "sku": row["sku"],
            "store_view_code": about.views.get(website, website),
            "attribute_set_code": cells["attribute_set_code"],
            "product_type": row["type"],
        } | _website_cells(values)


def _website_cells(values: Mapping[str, Any]) -> Cells:
    cells: Cells = {}
    rest = dict(values)
    for column, code in {**TEXTS, "base_image": "image"}.items():
        if code in rest:
            value = rest.pop(code)
            cells[column] = EMPTY if value in (None, "") else _shown(code, value)
    back = {code: name for name, code in BESIDE.items()}
    named = {back.get(code, code): value for code, value in rest.items()}
    return cells | _values({code: EMPTY if value in (None, "") else value for code, value in named.items()})


def _shown(code: str, value: Any) -> str:
    if value is None:
        return ""
    if code == "enabled":
        return "1" if value else "2"
    if code == "visibility":
        return SHOWN_VISIBILITIES.get(value, str(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _values(values: Mapping[str, Any]) -> Cells:
    """Attributes in columns of their own where Adobe Commerce has one, the others in one cell."""
    cells: Cells = {}
    pairs: list[str] = []
    for code, value in values.items():
        if value is None or value in ("", []):
            continue
        if code in OWN_COLUMNS and not isinstance(value, list):
            cells[code] = _text(value)
        elif isinstance(value, list):
            pairs.append(f"{code}={'|'.join(wrap(str(each)) for each in value)}")
        else:
            pairs.append(f"{code}={wrap(_text(value))}")
    if pairs:
        cells["additional_attributes"] = ",".join(pairs)
    return cells


def _text(value: Any) -> str:
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)


def _images(row: Row) -> Cells:
    by_role, rest = pictures.by_role(row["image"], row["images"])
    cells: Cells = {}
    for column, role in ROLES.items():
        if picture := by_role.get(role):
            cells[column], cells[f"{column}_label"] = picture["url"], picture["label"]
    if rest:
        cells["additional_images"] = listed(each["url"] for each in rest)
        cells["additional_image_labels"] = ",".join(wrap(each["label"]) for each in rest)
    return cells


def _parts(
    row: Row,
    parts: Mapping[str, Sequence[tuple[str, int]]],
    about: Names,
    children: Mapping[str, Mapping[str, Any]],
) -> Cells:
    cells: Cells = {}
    bundle = [each for each in row["options"] if each.get("bundle")]
    custom = [each for each in row["options"] if not each.get("bundle")]
    if custom:
        cells["custom_options"] = adobe_parts.shown_records(respelt(custom))
    if bundled := [Link(*link) for link in parts.get("bundled", ())]:
        said = {each["sku"]: each for each in respelt(bundle) if each.get("sku")}
        cells["bundle_values"] = adobe_parts.shown_records(
            [
                {**said[link.sku], "default_qty": str(link.quantity)}
                if link.sku in said
                else adobe_parts.plain_part(link)
                for link in bundled
            ]
        )
    if grouped := [Link(*link) for link in parts.get("grouped", ())]:
        cells["associated_skus"] = adobe_parts.shown_grouped(grouped)
    if variants := parts.get("variant", ()):
        cells["configurable_variations"] = adobe_parts.shown_records(
            [{"sku": sku, **_axes_of(row["axes"], children.get(sku, {}))} for sku, _count in variants]
        )
    if row["axes"]:
        labels = {code: about.labels.get(code) or code for code in row["axes"]}
        cells["configurable_variation_labels"] = adobe_parts.shown_records([labels])
    return cells


def _axes_of(axes: Sequence[str], values: Mapping[str, Any]) -> dict[str, str]:
    return {code: _text(values[code]) for code in axes if values.get(code) not in (None, "", [])}


def _axis_values(
    rows: Sequence[Row], parts: Mapping[int, Mapping[str, Sequence[tuple[str, int]]]]
) -> dict[str, Mapping[str, Any]]:
    """What the variants of these products say of the attributes by which they differ."""
    wanted = {
        sku for row in rows if row["axes"] for sku, _count in parts.get(row["id"], {}).get("variant", ())
    }
    if not wanted:
        return {}
    return dict(Product.objects.filter(sku__in=wanted).values_list("sku", "attributes"))
