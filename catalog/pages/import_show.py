"""What an import's page shows: progress, tallies, what was left out, and refused rows a page at a time."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalog.imports.job import path_of
from catalog.models import ImportRefusal, ProductImport

PAGE = 50
STEPS = [
    ("read", _("Reading")),
    ("check", _("Checking")),
    ("write", _("Comparing")),
    ("link", _("Linking")),
]
MADE = {
    "attribute": ngettext_lazy("%d attribute", "%d attributes"),
    "option": ngettext_lazy("%d option", "%d options"),
    "set": ngettext_lazy("%d attribute set", "%d attribute sets"),
    "website": ngettext_lazy("%d website", "%d websites"),
    "category": ngettext_lazy("%d category", "%d categories"),
    "source": ngettext_lazy("%d stock source", "%d stock sources"),
}


def shown(run: ProductImport, after: str) -> dict[str, Any]:
    """The context of the page and of its part that refreshes itself."""
    refusals, following = _refusals(run, after)
    is_over = not run.is_open and run.state != ProductImport.State.DRAFT
    return {
        "percent": _percent(run),
        "steps": _steps(run),
        "tallies": _tallies(run),
        "made": [MADE[kind] % count for kind, count in run.made.items() if kind in MADE and count],
        "left_columns": run.notes.get("columns", []),
        "left_attributes": list(run.notes.get("attributes", {}).items())[:30],
        "twins": run.notes.get("twins", []),
        "refusals": refusals,
        "following": following,
        "is_over": is_over,
        "has_file": is_over and bool(run.file) and path_of(run).exists(),
        "took": (run.finished_at or timezone.now()) - run.claimed_at if run.claimed_at else None,
    }


def _percent(run: ProductImport) -> int:
    """How much is done, roughly: reading is half of the work, comparing the other."""
    if run.stage == ProductImport.Stage.READ:
        end = (run.place.get("read") or [0])[0]
        return min(50, 50 * end // run.size) if run.size else 0
    if run.stage == ProductImport.Stage.WRITE and run.staged:
        return 50 + min(45, 45 * run.compared // run.staged)
    return {"check": 50, "write": 50, "link": 96, "end": 100}.get(run.stage, 0)


def _steps(run: ProductImport) -> list[tuple[Any, str]]:
    names = [name for name, _label in STEPS]
    at = names.index(run.stage) if run.stage in names else len(names)
    return [
        (label, "done" if number < at else "now" if number == at else "")
        for number, (_name, label) in enumerate(STEPS)
    ]


def _tallies(run: ProductImport) -> list[tuple[Any, int, str]]:
    new = _("would be created") if run.dry_run else _("created")
    changed = _("would be changed") if run.dry_run else _("changed")
    return [
        (new, run.created, "good" if run.created else ""),
        (changed, run.changed, "good" if run.changed else ""),
        (_("unchanged"), run.unchanged, ""),
        (_("not in the file, left alone"), run.left, ""),
        (_("rows refused"), run.refused, "bad" if run.refused else ""),
    ]


def _refusals(run: ProductImport, after: str) -> tuple[list[ImportRefusal], str]:
    """A page of what was refused, and the key of the next page ('' if there is none)."""
    rows = run.refusals.order_by("line", "id")
    line, _dash, pk = after.partition("-")
    if line.isdecimal() and pk.isdecimal() and line.isascii() and len(line) < 10 and len(pk) < 19:
        rows = rows.filter(Q(line__gt=int(line)) | Q(line=int(line), id__gt=int(pk)))
    found = list(rows[: PAGE + 1])
    following = f"{found[PAGE - 1].line}-{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return found[:PAGE], following
