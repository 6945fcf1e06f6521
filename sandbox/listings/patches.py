"""What a patch makes of a listing's attributes: add, replace, merge and delete by selectors."""

import copy
from typing import Any

from sandbox.listings.attributes import Attributes
from sandbox.marketplaces import Marketplace

PREFIX = "/attributes/"
SELECTORS = {
    "purchasable_offer": ("marketplace_id", "currency", "audience"),
    "fulfillment_availability": ("fulfillment_channel_code",),
    "externally_assigned_product_identifier": ("marketplace_id", "type"),
    "list_price": ("marketplace_id", "currency"),
}
TEXT_SELECTORS = ("marketplace_id", "language_tag")


class BadPatch(ValueError):
    """A patch that Amazon cannot apply: its path or its value is not what the operation needs."""


def apply(attributes: Attributes, patches: list[dict[str, Any]], *, marketplace: Marketplace) -> Attributes:
    """The attributes afterwards; the given ones stay untouched. BadPatch for one that cannot be applied."""
    result = copy.deepcopy(attributes)
    for patch in patches:
        name = _attribute(patch["path"])
        new = [_with_defaults(name, element, marketplace) for element in patch.get("value", [])]
        if patch["op"] == "delete":
            result[name] = _deleted(name, result.get(name, []), new)
        elif not new:
            raise BadPatch(f"The patch operation '{patch['op']}' needs a value.")
        elif patch["op"] == "merge":
            result[name] = _merged(name, result.get(name, []), new)
        else:
            # Amazon's add and replace do the same to elements that share their selectors: the new ones stand.
            result[name] = [*_deleted(name, result.get(name, []), new), *new]
    return {name: value for name, value in result.items() if value}


def _attribute(path: str) -> str:
    name = path.removeprefix(PREFIX)
    if not path.startswith(PREFIX) or not name or "/" in name:
        raise BadPatch(f"The patch path '{path}' is not supported: patch a whole attribute, {PREFIX}<name>.")
    return name


def _with_defaults(name: str, element: dict[str, Any], marketplace: Marketplace) -> dict[str, Any]:
    if name == "fulfillment_availability":
        return {"fulfillment_channel_code": "DEFAULT", **element}
    filled = {"marketplace_id": marketplace.id, **element}
    if name == "purchasable_offer":
        filled = {"currency": marketplace.currency, "audience": "ALL", **filled}
    return filled


def _key(name: str, element: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(element.get(selector) for selector in SELECTORS.get(name, TEXT_SELECTORS))


def _deleted(name: str, old: list[dict[str, Any]], selected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not selected:
        return []
    keys = [_key(name, element) for element in selected]
    return [element for element in old if not any(_selects(key, _key(name, element)) for key in keys)]


def _selects(wanted: tuple[Any, ...], found: tuple[Any, ...]) -> bool:
    # A selector that the patch leaves out (a text without language) selects every value of it.
    return all(want is None or want == have for want, have in zip(wanted, found, strict=True))


def _merged(name: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    result = [dict(element) for element in old]
    for addition in new:
        matches = [element for element in result if _selects(_key(name, addition), _key(name, element))]
        for element in matches:
            element.update(addition)
        if not matches:
            result.append(addition)
    return result
