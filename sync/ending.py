"""How a run went, in one word and one sentence, read from its stages' rows."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sync.models import ReportRequest, SyncRun, SyncStage

COUNTED = ("read", "new", "changed", "unchanged", "missing", "held", "quarantined")
DIFFERENCES = ("new", "changed", "missing", "held", "quarantined")
OURS = ("derive", "values")  # stages that ask Amazon nothing
LONGEST_MESSAGE = 2000


def verdict(run: SyncRun) -> tuple[SyncRun.Outcome, str]:
    """Outcome and message of a run whose stages are done, unfinished ones counting as failed."""
    stages = list(run.stages.select_related("store").order_by("pk"))
    asked = [stage for stage in stages if stage.name not in OURS]
    if not asked:
        return SyncRun.Outcome.NOTHING, _(
            "Nothing to do: no store of this account is active. Activate one on the account's page."
        )
    failed = [stage for stage in stages if stage.failed or stage.finished_at is None]
    if failed:
        some_went_well = any(stage not in failed and stage.calls for stage in asked)
        outcome = SyncRun.Outcome.PARTIAL if some_went_well else SyncRun.Outcome.FAILED
        return outcome, "\n".join(map(_line, failed))[:LONGEST_MESSAGE]
    differences = {name: sum(getattr(stage, name) for stage in asked) for name in DIFFERENCES}
    ours = [stage for stage in stages if stage not in asked]
    differences["judged"] = sum(s.new + s.changed + s.missing for s in ours if s.name == "derive")
    differences["filled"] = sum(stage.changed for stage in ours if stage.name == "values")
    notes = [_line(stage) for stage in stages if stage.message]
    if not any(differences.values()) and _prepared({stage.store_id for stage in asked}):
        words = [_("Amazon prepares the list of all listings. It is loaded as soon as it is ready."), *notes]
        return SyncRun.Outcome.OK, "\n".join(words)[:LONGEST_MESSAGE]
    if not any(differences.values()):
        words = [_("Nothing to do: nothing has changed on Amazon or in the catalog."), *notes]
        return SyncRun.Outcome.NOTHING, "\n".join(words)[:LONGEST_MESSAGE]
    return SyncRun.Outcome.OK, "\n".join([_counts(differences), *notes])[:LONGEST_MESSAGE]


def _prepared(store_ids: set[int | None]) -> bool:
    """Whether Amazon is making the whole picture of one of these stores: then there is something to do."""
    waiting = ReportRequest.objects.under_way().filter(kind=ReportRequest.Kind.ALL_DATA)
    return waiting.filter(store__in=store_ids).exists()


def _line(stage: SyncStage) -> str:
    where = f"{stage.store}, " if stage.store else ""
    return f"{where}{stage.name}: {stage.message or _('not finished')}"


def _counts(differences: dict[str, int]) -> str:
    words = {
        "new": ngettext("%d new", "%d new", differences["new"]),
        "changed": ngettext("%d changed", "%d changed", differences["changed"]),
        "missing": ngettext("%d missing", "%d missing", differences["missing"]),
        "judged": ngettext("%d judged anew", "%d judged anew", differences["judged"]),
        "filled": ngettext("%d product filled", "%d products filled", differences["filled"]),
        "held": ngettext("%d report held", "%d reports held", differences["held"]),
        "quarantined": ngettext("%d in quarantine", "%d in quarantine", differences["quarantined"]),
    }
    return ", ".join(words[name] % number for name, number in differences.items() if number) + "."
