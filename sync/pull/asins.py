"""Amazon's catalog for products without ASIN: asked by their identifiers, then by words.

Barcodes go twenty to a call, one type at a time, surest first; what leads to several items, or to none, is
asked for by the next one. ASINs that a person typed come first. A run makes so many calls and leaves the
rest to the next one, so that no account waits behind a large catalog. A GCID costs a call of its own, since
Amazon has no search by it: it is asked only where no barcode settled the matter, as a word, and an item
counts only if it names the GCID itself. What the answers mean is decided in listings.asins.answers.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.asins.answers import BARCODES, NOTHING, Item, Verdict, decide, judge_typed, with_variants
from listings.asins.questions import Answered, due, keep_questions, write_answers
from listings.models.asins import AsinSearch
from sync.amazon.errors import Invalid, Throttled
from sync.pull.catalog_desk import Desk, OutOfCalls
from sync.pull.items import hold
from sync.runs import fence
from sync.work import Work

AT_ONCE = 20  # listings whose answers are written together


def search_asins(work: Work) -> None:
    """Ask what is due and write the answers; what was learnt stays also when Amazon cuts us off."""
    sku = work.run.seller_sku or None
    with transaction.atomic():
        fence(work.run)
        hold(work.store)
        keep_questions(work.store, now=work.clock(), sku=sku)
    desk = Desk(work.amazon, work.store.marketplace_id)
    done = 0
    try:
        while searches := due(work.store, limit=AT_ONCE, sku=sku):
            typed = [search for search in searches if "asin" in search.question]
            done += _keep(work, [_typed(desk, search) for search in typed] or _answers(desk, searches))
            work.beat(done, None)
    except OutOfCalls:
        pass
    except Throttled:
        if not done:
            raise
    _tell(work, done)


def _tell(work: Work, done: int) -> None:
    if not done:
        return
    left = AsinSearch.objects.filter(store=work.store, due=True).count()
    if left:
        words = ngettext(
            "One product is still to be looked up in Amazon's catalog; the next run goes on.",
            "%d products are still to be looked up in Amazon's catalog; the next run goes on.",
            left,
        )
        work.tally.message = words % left if left > 1 else words


def _keep(work: Work, answered: list[Answered]) -> int:
    """Write answers, tied to this worker's hold on the run; how many there were."""
    with transaction.atomic():
        fence(work.run)
        hold(work.store)
        write_answers(answered, now=work.clock())
    work.tally.read += len(answered)
    work.tally.changed += sum(each.verdict.answer == "one" for each in answered)
    return len(answered)


def _typed(desk: Desk, search: AsinSearch) -> Answered:
    """Whether Amazon knows an ASIN that a person typed."""
    try:
        verdict = judge_typed(desk.item(search.question["asin"]))
    except Invalid as refusal:
        return Answered(search, NOTHING, str(refusal))
    return Answered(search, with_variants(verdict, desk.variants(_parents([verdict]))))


def _answers(desk: Desk, searches: list[AsinSearch]) -> list[Answered]:
    """The verdicts on some searches by numbers, and by words where no number finds anything."""
    found: dict[int, dict[str, list[Item]]] = {search.pk: {} for search in searches}
    problems: dict[int, str] = {}
    for rank in BARCODES:
        open_ones = [s for s in searches if rank in s.question and decide(found[s.pk]).answer != "one"]
        hits = desk.by_numbers(rank, {search.question[rank] for search in open_ones})
        for search in open_ones:
            number = search.question[rank]
            found[search.pk][rank] = hits.items.get(number, [])
            if number in hits.refused:
                problems[search.pk] = hits.refused[number]
    for search in searches:
        _one_by_one(desk, search, found[search.pk], problems)
    verdicts = {search.pk: decide(found[search.pk]) for search in searches}
    variants = desk.variants(_parents(verdicts.values()))
    return [
        Answered(
            search,
            with_variants(verdicts[search.pk], variants),
            problems.get(search.pk, "") if verdicts[search.pk] == NOTHING else "",
        )
        for search in searches
    ]


def _one_by_one(
    desk: Desk, search: AsinSearch, found: dict[str, list[Item]], problems: dict[int, str]
) -> None:
    """What costs a call for each product: its GCID where no barcode decides, words where no number finds."""
    try:
        if "gcid" in search.question and decide(found).answer != "one":
            found["gcid"] = desk.by_gcid(search.question["gcid"])
        if "keywords" in search.question and not any(found.values()):
            found["keywords"] = desk.by_words(search.question["keywords"])
    except Invalid as refusal:
        problems[search.pk] = _("Amazon did not accept the words: %s") % refusal


def _parents(verdicts: Iterable[Verdict]) -> list[Item]:
    return [item for verdict in verdicts for _rank, item in verdict.candidates if item.is_parent]
