"""The catalog's definitions out of the database, and what an import adds to them into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from catalog import categories
from catalog.imports import statements
from catalog.imports.merge import Places
from catalog.imports.schema import Known, Make, Schema
from catalog.models import (
    Attribute,
    AttributeOption,
    AttributeSet,
    ProductImport,
    StockSource,
    Website,
)


def schema() -> Schema:
    """Everything that rows are judged by."""
    found = Schema()
    for code, type_, scope, required, column in Attribute.objects.values_list(
        "code", "type", "scope", "required", "column"
    ):
        found.attributes[code] = Known(type_, scope, required, column)
    for code, value in AttributeOption.objects.values_list("attribute__code", "value").iterator():
        found.options.setdefault(code, set()).add(value)
    for name, code in AttributeSet.objects.values_list("name", "attributes__code"):
        found.sets.setdefault(name, set())
        if code:
            found.sets[name].add(code)
    for code, views in Website.objects.values_list("code", "store_views"):
        found.websites.add(code)
        found.views.update(dict.fromkeys(views, code))
    found.categories.update(categories.paths().values())
    found.sources.update(StockSource.objects.values_list("code", flat=True))
    return found


def makes_of(run: ProductImport) -> list[Make]:
    """What the staged rows of an import need, in the order in which they were read."""
    with connection.cursor() as cursor:
        cursor.execute(statements.STAGED_MAKES, {"run": run.pk})
        return [make for (makes,) in cursor.fetchall() for make in _loaded(makes)]


def counts_of(makes: Iterable[Make]) -> dict[str, int]:
    """How many things of each kind would be made."""
    different = {(each[0], each[1]) if each[0] == "attribute" else tuple(each) for each in makes}
    counts = Counter(kind for kind, *_rest in different if kind not in ("member", "view"))
    return dict(counts)


def add(makes: Iterable[Make]) -> None:
    """Make them, in the caller's transaction; what somebody else has made meanwhile is left as it is."""
    by_kind: dict[str, list[Make]] = {}
    for kind, *words in makes:
        by_kind.setdefault(kind, []).append(words)
    _add_attributes(by_kind.get("attribute", []))
    _add_options(by_kind.get("option", []))
    names = {name for (name,) in by_kind.get("set", [])}
    AttributeSet.objects.bulk_create(
        [AttributeSet(name=name) for name in sorted(names)], ignore_conflicts=True
    )
    _add_members(by_kind.get("member", []))
    _add_websites(by_kind)
    if paths := by_kind.get("category"):
        categories.ensure(tuple(names) for names in paths)
    sources = {code for (code,) in by_kind.get("source", [])}
    StockSource.objects.bulk_create(
        [StockSource(code=code, name=code) for code in sorted(sources)], ignore_conflicts=True
    )


def places(websites: Sequence[str]) -> Places:
    """The ids behind names; what is not made yet (in a dry run) has an id of its own below zero."""
    sets = _Unmade(AttributeSet.objects.values_list("name", "id"))
    return Places(sets, _Unmade((path, pk) for pk, path in categories.paths().items()), websites)


class _Unmade(dict[Any, int]):
    """Ids by name; a name without one gets one that no row can have."""

    def __missing__(self, name: Any) -> int:
        self[name] = -1 - len(self)
        return self[name]


def _add_attributes(makes: list[Make]) -> None:
    """The last word on an attribute counts: it may have grown from a text to a long one."""
    final = {code: (type_, scope) for code, type_, scope, _label in makes}
    labels = {code: label for code, _type, _scope, label in makes if label}
    Attribute.objects.bulk_create(
        [
            Attribute(
                code=code,
                type=type_,
                scope=scope,
                label=labels.get(code, code.replace("_", " ").capitalize())[:120],
            )
            for code, (type_, scope) in final.items()
        ],
        ignore_conflicts=True,
    )


def _add_options(makes: list[Make]) -> None:
    ids = dict(Attribute.objects.filter(code__in={code for code, _v in makes}).values_list("code", "id"))
    wanted = dict.fromkeys((code, value) for code, value in makes if code in ids)
    AttributeOption.objects.bulk_create(
        [AttributeOption(attribute_id=ids[code], value=value) for code, value in wanted],
        ignore_conflicts=True,
    )


def _add_members(makes: list[Make]) -> None:
    through = AttributeSet.attributes.through
    sets = dict(AttributeSet.objects.values_list("name", "id"))
    attributes = dict(Attribute.objects.filter(column="").values_list("code", "id"))
    wanted = dict.fromkeys((name, code) for name, code in makes if name in sets and code in attributes)
    through.objects.bulk_create(
        [through(attributeset_id=sets[name], attribute_id=attributes[code]) for name, code in wanted],
        ignore_conflicts=True,
    )


def _add_websites(by_kind: dict[str, list[Make]]) -> None:
    codes = {code for (code,) in by_kind.get("website", [])}
    Website.objects.bulk_create(
        [Website(code=code, name=code.upper()) for code in sorted(codes)], ignore_conflicts=True
    )
    wanted: dict[str, list[str]] = {}
    for view, website in by_kind.get("view", []):
        wanted.setdefault(website, []).append(view)
    for site in Website.objects.select_for_update().filter(code__in=wanted).order_by("pk"):
        new = [view for view in dict.fromkeys(wanted[site.code]) if view not in site.store_views]
        if new:
            site.store_views = [*site.store_views, *new]
            site.save(update_fields=["store_views"])


def _loaded(value: Any) -> list[Make]:
    import json

    loaded: list[Make] = json.loads(value) if isinstance(value, str) else value
    return loaded
