"""A product's pictures in one order and spelling, so that a file and a product can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from catalog.imports.adobe_words import ROLES

ORDER = list(ROLES.values())  # base, small, thumbnail, swatch
Picture = dict[str, Any]  # {"url", "label", "roles": []}


def is_absolute(url: str) -> bool:
    """True for an address that a browser can follow by itself."""
    return re.match("https?://", url, re.IGNORECASE) is not None


def worth_keeping(image: str, pictures: Iterable[Picture]) -> list[Picture]:
    """The pictures without the one of which the product's own `image` says everything."""
    return [each for each in pictures if each != {"url": image, "label": "", "roles": ["base"]}]


def canonical(image: str, pictures: Iterable[Any]) -> tuple[str, list[Picture]]:
    """A product's image and pictures as an import of its export would write them."""
    found: dict[str, Picture] = {}
    for each in pictures:
        if not isinstance(each, dict) or not each.get("url"):
            continue
        url = str(each["url"])
        before = found.setdefault(url, {"url": url, "label": "", "roles": []})
        before["label"] = before["label"] or str(each.get("label") or "")
        before["roles"] += [role for role in each.get("roles") or [] if role in ORDER]
    _one_a_role(image, found)
    rest = list(found.values())
    chosen = [each for role in ORDER for each in rest if role in each["roles"]]
    ordered = list({each["url"]: each for each in [*chosen, *rest]}.values())
    base = next((each["url"] for each in ordered if "base" in each["roles"]), "")
    main = image or (base if is_absolute(base) else "")
    return main, worth_keeping(main, ordered)


def _one_a_role(image: str, found: dict[str, Picture]) -> None:
    """A role belongs to one picture, the first; that of the base to the product's own image if it has one."""
    taken: set[str] = set()
    if image and image in found:
        found[image]["roles"].append("base")
    for url, each in found.items():
        roles = [role for role in ORDER if role in each["roles"]]
        if image and url != image and "base" in roles:
            roles.remove("base")
        each["roles"] = [role for role in roles if role not in taken]
        taken.update(each["roles"])


def by_role(image: str, pictures: Iterable[Any]) -> tuple[dict[str, Picture], list[Picture]]:
    """The canonical pictures of each role, and those of none."""
    main, kept = canonical(image, pictures)
    roles = {role: each for each in kept for role in each["roles"]}
    if main and "base" not in roles:
        roles["base"] = {"url": main, "label": "", "roles": ["base"]}
    return roles, [each for each in kept if not each["roles"]]
