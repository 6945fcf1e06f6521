"""Carries bulk edits out, batch by batch: each a transaction of its own, so that a kill loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, CharField, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from catalog.bulk import sql
from catalog.bulk.plan import chosen, values_of
from catalog.changes import Source, attributed
from catalog.models import Attribute, BulkEdit, BulkEditLine, Product

BATCH = 2_000
AT_ONCE = 500  # products that a request waits for
LOST_AFTER = timedelta(seconds=60)
Line, State = BulkEditLine.State, BulkEdit.State


def claim(number: int, *, now: datetime) -> BulkEdit | None:
    """The edit if there is work and nobody is at it; one winner."""
    free = Q(worked_at=None) | Q(worked_at__lt=now - LOST_AFTER)
    won = open_edits().filter(free, pk=number).update(worked_at=now)
    return BulkEdit.objects.get(pk=number) if won else None


def open_edits() -> QuerySet[BulkEdit]:
    """Edits with work left."""
    return BulkEdit.objects.filter(state__in=[State.COLLECTING, State.APPLYING, State.UNDOING])


def carry_out(edit: BulkEdit, *, now: datetime) -> BulkEdit:
    """Do all that is left of an edit. Call it with what `claim` gave."""
    if edit.state == State.COLLECTING:
        _collect(edit)
    while _batch(edit, now=now):
        pass
    finished = State.UNDONE if edit.state == State.UNDOING else State.APPLIED
    BulkEdit.objects.filter(pk=edit.pk).update(state=finished, finished_at=now, worked_at=None)
    edit.refresh_from_db()
    return edit


@transaction.atomic
def _collect(edit: BulkEdit) -> None:
    """A line for each product asked for. From here on the choice stands, whatever the edit changes."""
    inner, parameters = chosen(edit.asked).order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql.COLLECT.replace("{chosen}", inner), [edit.pk, *parameters])
    edit.matched = BulkEditLine.objects.filter(edit=edit).count()
    edit.state = State.APPLYING
    edit.save(update_fields=["matched", "state"])


def _batch(edit: BulkEdit, *, now: datetime) -> bool:
    """The next products; False when none is left."""
    undo = edit.state == State.UNDOING
    source = Source.UNDO if undo else Source.BULK_EDIT
    with attributed(source, now=now, user_id=edit.user_id, number=edit.pk), connection.cursor() as cursor:
        attribute = Attribute.objects.get(code=edit.attribute)
        waiting = BulkEditLine.objects.filter(edit=edit, state=Line.WRITTEN if undo else Line.WAITING)
        ids = list(waiting.order_by("product").values_list("product", flat=True)[:BATCH])
        if not ids:
            return False
        values: dict[str, Any] = values_of(edit, attribute) | {
            "ids": ids,
            "now": now,
            "undo": undo,
            "done_state": Line.UNDONE if undo else Line.WRITTEN,
            "gone_state": Line.CONFLICT if undo else Line.REFUSED,
        }
        cursor.execute(sql.LOCK, values)
        cursor.execute(sql.GONE, values)
        cursor.execute(sql.JUDGE_UNDO if undo else sql.JUDGE, values)
        if edit.website:
            cursor.execute(sql.WRITE_WEBSITE, values)
        elif attribute.column:
            _write_column(edit, attribute, values)
        else:
            cursor.execute(sql.WRITE, values)
        _count(edit, ids)
    return True


def _write_column(edit: BulkEdit, attribute: Attribute, values: dict[str, Any]) -> None:
    """A built-in attribute is a column of its own type, which Django knows."""
    field = Product._meta.get_field(attribute.column)
    lines = BulkEditLine.objects.filter(edit=edit, state=values["done_state"])
    mine = lines.filter(product=OuterRef("pk")).values("old" if values["undo"] else "new")
    text = Func(Subquery(mine), template="(%(expressions)s #>> '{}')", output_field=CharField())
    value: Any = Cast(text, field)  # type: ignore[arg-type]
    if not field.null:
        value = Coalesce(value, Value("")) if field.empty_strings_allowed else value
    written = Product.objects.filter(pk__in=values["ids"]).filter(pk__in=lines.values("product"))
    written.update(**{attribute.column: value, "updated_at": values["now"]})


def _count(edit: BulkEdit, ids: list[int]) -> None:
    """Add what became of a batch to the totals, and keep the heartbeat."""
    lines = BulkEditLine.objects.filter(edit=edit, product__in=ids).order_by()
    states = list(lines.values_list("state", flat=True))
    names = (
        {Line.UNDONE: "undone", Line.CONFLICT: "conflicts"}
        if edit.state == State.UNDOING
        else {
            Line.WRITTEN: "written",
            Line.UNCHANGED: "unchanged",
            Line.REFUSED: "refused",
        }
    )
    more: dict[str, Any] = {name: F(name) + states.count(state) for state, name in names.items()}
    fresh = Case(When(worked_at=None, then=Value(None)), default=Func(function="clock_timestamp"))
    BulkEdit.objects.filter(pk=edit.pk).update(**more, worked_at=fresh)
