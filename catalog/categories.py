"""The category tree: add by path, move, rename, remove. Keeps `ancestry` true, and refuses cycles.

Errors: Impossible – the deed makes no sense for this tree; the message says what to do instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.models import Category, Product
from catalog.usage import stores_naming

Path = tuple[str, ...]  # names from the root down: ("Default Category", "Home", "Mugs")
LOCK = 4_171_001  # one writer of the tree at a time, so that two moves cannot make a ring together

MOVE = """
UPDATE catalog_category
SET ancestry = %(above)s::bigint[] || ancestry[array_position(ancestry, %(id)s::bigint):]
WHERE ancestry @> ARRAY[%(id)s]::bigint[]
"""
"""A category and all below it get the new way down from the root, in one statement."""


class Impossible(Exception):
    """The deed makes no sense for this tree; the message is for the person who asked."""


def paths() -> dict[int, Path]:
    """Every category's id with its path."""
    rows = list(Category.objects.values_list("id", "name", "ancestry"))
    names = {pk: name for pk, name, _ancestry in rows}
    return {pk: tuple(names[each] for each in ancestry) for pk, _name, ancestry in rows}


def ensure(wanted: Iterable[Path]) -> dict[Path, int]:
    """The ids of these paths; what is missing is added, level by level, parents first."""
    with transaction.atomic():
        _lock()
        known = {path: pk for pk, path in paths().items()}
        needed = {path[:depth] for path in wanted for depth in range(1, len(path) + 1)} - known.keys()
        for path in sorted(needed, key=lambda each: (len(each), each)):
            known[path] = add(path[-1], parent_id=known.get(path[:-1])).pk
        return known


def add(name: str, *, parent_id: int | None = None) -> Category:
    """A new category. Impossible if its parent has one of that name."""
    with transaction.atomic():
        _lock()
        _refuse_namesake(name, parent_id)
        above = Category.objects.get(pk=parent_id).ancestry if parent_id is not None else []
        made = Category.objects.create(name=name, parent_id=parent_id)
        made.ancestry = [*above, made.pk]
        made.save(update_fields=["ancestry"])
        return made


def move(category: Category, parent: Category | None) -> None:
    """Hang a category with all below it under another parent (None: among the roots)."""
    with transaction.atomic():
        _lock()
        row = Category.objects.get(pk=category.pk)
        above: Sequence[int] = Category.objects.get(pk=parent.pk).ancestry if parent is not None else []
        if row.pk in above:
            raise Impossible(_("%s cannot be moved below itself. Choose a category outside it.") % row)
        parent_id = parent.pk if parent is not None else None
        if row.parent_id == parent_id:
            return
        _refuse_namesake(row.name, parent_id)
        Category.objects.filter(pk=row.pk).update(parent=parent)
        with connection.cursor() as cursor:
            cursor.execute(MOVE, {"above": list(above), "id": row.pk})


def rename(category: Category, name: str) -> None:
    """Give a category another name. Impossible if its parent has another one of that name."""
    with transaction.atomic():
        _lock()
        if name != category.name:
            _refuse_namesake(name, category.parent_id)
            Category.objects.filter(pk=category.pk).update(name=name)


def remove(category: Category) -> None:
    """Delete a category that has neither categories below it nor products in it."""
    with transaction.atomic():
        _lock()
        refuse_full(category)
        category.delete()


def refuse_full(category: Category) -> None:
    """Impossible if the category has categories below it or products in it, or is a store's for new ones."""
    if Category.objects.filter(parent=category).exists():
        raise Impossible(_("%s has categories below it. Move or delete them first.") % category)
    if Product.objects.filter(category_ids__contains=[category.pk]).exists():
        raise Impossible(_("%s has products in it. Take them out first.") % category)
    if stores_naming(category).exists():
        text = _(
            "A store puts products made from its listings into %s. Choose another in its settings first."
        )
        raise Impossible(text % category)


def _refuse_namesake(name: str, parent_id: int | None) -> None:
    if Category.objects.filter(parent=parent_id, name=name).exists():
        raise Impossible(_("There is already a category named “%s” here. Choose another name.") % name)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
