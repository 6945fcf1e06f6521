"""Entries of the catalog as Items of the Catalog Items API: one data set after the other."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from zlib import crc32

from sandbox.catalog_items import barcodes
from sandbox.catalog_items.entries import Entry
from sandbox.catalog_items.finding import Found
from sandbox.scenario import attributes
from sandbox.scenario.goods import language_of

Json = dict[str, Any]
PIXELS = 1000
VIEWS = ("MAIN", *attributes.OTHER_VIEWS)
MAX_REFINEMENTS = 10
ROLES = {"en": "Author", "de": "Autor", "ja": "著者"}


def item(entries: list[Entry], included: Iterable[str], *, base_url: str) -> Json:
    """One Item from what the catalog has of its ASIN in each marketplace, with the data sets asked for."""
    found: Json = {"asin": entries[0].asin}
    for name in included:
        if name == "attributes":
            found[name] = _attributes(entries, base_url)
        else:
            found[name] = [shown for entry in entries for shown in _PARTS[name](entry, base_url)]
    return found


def refinements(found: list[Found]) -> Json:
    """By which brands and browse nodes a search can be narrowed, the largest first."""
    brands = Counter(each.brand for each in found if each.brand)
    nodes = Counter((each.node, each.node_name) for each in found if each.node)
    return {
        "brands": [
            {"brandName": name, "numberOfResults": number}
            for name, number in brands.most_common(MAX_REFINEMENTS)
        ],
        "classifications": [
            {"classificationId": node, "displayName": name, "numberOfResults": number}
            for (node, name), number in nodes.most_common(MAX_REFINEMENTS)
        ],
    }


def _attributes(entries: list[Entry], base_url: str) -> Json:
    merged: Json = {}
    for entry in entries:
        for name, values in _of_entry(entry).items():
            merged.setdefault(name, []).extend(values)
    for name, values in merged.items():
        if name.endswith(attributes.LOCATORS):
            for value in values:
                value["media_location"] = _link(value.get("media_location", ""), base_url)
    return merged


def _of_entry(entry: Entry) -> Json:
    here, tag = {"marketplace_id": entry.marketplace.id}, entry.marketplace.locale
    known = dict(attributes.of_good(entry.good, entry.marketplace, tag)) if entry.good else {}
    if entry.title:
        known["item_name"] = [{"value": entry.title, "language_tag": tag, **here}]
    if entry.brand:
        known["brand"] = [{"value": entry.brand, "language_tag": tag, **here}]
    if entry.gtin:
        kind, value = barcodes.identifiers(entry.gtin)[0]
        identifier = {"type": kind.lower(), "value": value, **here}
        known["externally_assigned_product_identifier"] = [identifier]
    if entry.gcid:
        known.setdefault("externally_assigned_product_identifier", []).append(
            {"type": "gcid", "value": entry.gcid, **here}
        )
    offer = {"purchasable_offer", "fulfillment_availability", "condition_type", "condition_note"}
    own = {name: value for name, value in entry.own.items() if name not in offer}
    return known | attributes.pictures(entry.image, entry.marketplace) | own


def _summaries(entry: Entry, _base_url: str) -> list[Json]:
    good = entry.good
    summary: Json = {
        "marketplaceId": entry.marketplace.id,
        "adultProduct": False,
        "autographed": False,
        "brand": entry.brand,
        "itemClassification": "VARIATION_PARENT" if entry.is_parent else "BASE_PRODUCT",
        "itemName": entry.title,
        "memorabilia": False,
        "packageQuantity": 1,
        "tradeInEligible": False,
    }
    if good is not None:
        language = language_of(entry.marketplace.locale)
        summary |= {
            "browseClassification": _node(entry),
            "color": good.colour,
            "manufacturer": good.brand,
            "modelNumber": good.part_number,
            "partNumber": good.part_number,
            "releaseDate": good.released_on.isoformat(),
            "size": good.size,
            "websiteDisplayGroup": _group(entry),
            "websiteDisplayGroupName": good.department.names[language],
        }
        if good.author:
            role = {"displayName": ROLES[language], "value": "author"}
            summary["contributors"] = [{"role": role, "value": good.author}]
    return [{name: value for name, value in summary.items() if value not in ("", None)}]


def _classifications(entry: Entry, _base_url: str) -> list[Json]:
    nodes = [_node(entry)] if entry.good else []
    return [{"marketplaceId": entry.marketplace.id, "classifications": nodes}]


def _dimensions(entry: Entry, _base_url: str) -> list[Json]:
    if entry.good is None or entry.is_parent:
        return [{"marketplaceId": entry.marketplace.id}]
    of_length, of_weight, (length, width, height), weight = attributes.measures(entry.good, entry.marketplace)

    def sides(more: float, heavier: float) -> Json:
        found = {"height": height + more, "length": length + more, "width": width + more}
        shown: Json = {name: {"unit": of_length, "value": round(value, 2)} for name, value in found.items()}
        return shown | {"weight": {"unit": of_weight, "value": round(weight * heavier, 2)}}

    return [{"marketplaceId": entry.marketplace.id, "item": sides(0, 1), "package": sides(1, 1.1)}]


def _identifiers(entry: Entry, _base_url: str) -> list[Json]:
    known = barcodes.identifiers(entry.gtin) if entry.gtin else []
    if entry.gcid:
        known.append(("GCID", entry.gcid))
    shown = [{"identifierType": kind, "identifier": text} for kind, text in known]
    return [{"marketplaceId": entry.marketplace.id, "identifiers": shown}]


def _images(entry: Entry, base_url: str) -> list[Json]:
    known = attributes.pictures(entry.image, entry.marketplace).values()
    images = [
        {
            "variant": variant,
            "link": _link(image[0]["media_location"], base_url),
            "height": PIXELS,
            "width": PIXELS,
        }
        for variant, image in zip(VIEWS, known, strict=False)
    ]
    return [{"marketplaceId": entry.marketplace.id, "images": images}]


def _product_types(entry: Entry, _base_url: str) -> list[Json]:
    return [{"marketplaceId": entry.marketplace.id, "productType": entry.product_type}]


def _relationships(entry: Entry, _base_url: str) -> list[Json]:
    relation: Json = {"type": "VARIATION"}
    if entry.children:
        relation["childAsins"] = entry.children
    if entry.parents:
        relation["parentAsins"] = entry.parents
    if entry.theme:
        names = [name.lower() for name in entry.theme.split("/")]
        relation["variationTheme"] = {"attributes": names, "theme": entry.theme}
    relations = [relation] if entry.children or entry.parents else []
    return [{"marketplaceId": entry.marketplace.id, "relationships": relations}]


def _sales_ranks(entry: Entry, _base_url: str) -> list[Json]:
    ranks: Json = {"marketplaceId": entry.marketplace.id}
    if entry.good is not None and not entry.is_parent:
        site = f"https://{entry.marketplace.domain}/gp/bestsellers"
        chance = crc32(f"{entry.asin}{entry.marketplace.id}".encode())
        node, group = _node(entry), _group(entry)
        department = node["parent"]["displayName"]
        ranks["classificationRanks"] = [
            {
                "classificationId": node["classificationId"],
                "title": node["displayName"],
                "link": f"{site}/{node['classificationId']}",
                "rank": 1 + chance % 4_000,
            }
        ]
        ranks["displayGroupRanks"] = [
            {
                "websiteDisplayGroup": group,
                "title": department,
                "link": f"{site}/{group}",
                "rank": 100 + chance % 400_000,
            }
        ]
    return [ranks]


def _vendor_details(_entry: Entry, _base_url: str) -> list[Json]:
    # Only vendors see them; everyone here is a seller.
    return []


def _node(entry: Entry) -> Json:
    assert entry.good is not None
    language = language_of(entry.marketplace.locale)
    make, department = entry.good.make, entry.good.department
    parent = {"displayName": department.names[language], "classificationId": department.node}
    return {"displayName": make.nodes[language], "classificationId": make.node, "parent": parent}


def _group(entry: Entry) -> str:
    assert entry.good is not None
    return f"{entry.good.department.group.lower()}_display_on_website"


def _link(image: str, base_url: str) -> str:
    return base_url + image if image.startswith("/") else image


_PARTS: dict[str, Callable[[Entry, str], list[Json]]] = {
    "classifications": _classifications,
    "dimensions": _dimensions,
    "identifiers": _identifiers,
    "images": _images,
    "productTypes": _product_types,
    "relationships": _relationships,
    "salesRanks": _sales_ranks,
    "summaries": _summaries,
    "vendorDetails": _vendor_details,
}
INCLUDED_DATA = ("attributes", *_PARTS)
"""The data sets of the model, in its order."""
