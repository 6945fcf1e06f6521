"""Keeps what Amazon's catalog is to be asked in step with products and mappings, and writes the answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from amazon_channel.models import Store
from listings import sql
from listings.asins.answers import Verdict
from listings.asins.sql import ASK_AGAIN, KEEP_QUESTIONS, WRITE_ANSWER
from listings.models.asins import AsinCandidate, AsinSearch

AGAIN_AFTER = timedelta(days=14)  # what was asked in vain


class Answered(NamedTuple):
    """A search with its verdict; `problem` is Amazon's refusal in its own words."""

    search: AsinSearch
    verdict: Verdict
    problem: str = ""


def mapping_of(store: Store) -> dict[str, Any]:
    """The store's attribute roles as the statements take them."""
    return {
        "store": store.pk,
        "website": store.website,
        "asin_attribute": store.asin_attribute,
        "upc_attribute": store.upc_attribute,
        "ean_attribute": store.ean_attribute,
        "isbn_attribute": store.isbn_attribute,
        "gcid_attribute": store.gcid_attribute,
        "search_attribute": store.search_attribute,
    }


def keep_questions(store: Store, *, now: datetime, sku: str | None = None) -> None:
    """Bring the questions up to date, for the whole store or for one SKU. Only differences are written."""
    sql.execute(KEEP_QUESTIONS, mapping_of(store) | {"sku": sku})
    sql.execute(ASK_AGAIN, {"store": store.pk, "before": now - AGAIN_AFTER})


def due(store: Store, *, limit: int, sku: str | None = None) -> list[AsinSearch]:
    """What is to be asked now: ASINs that a person typed and waits for first."""
    rows = AsinSearch.objects.filter(store=store, due=True)
    if sku is not None:
        rows = rows.filter(listing__seller_sku=sku)
    typed = list(rows.filter(question__has_key="asin").order_by("listing")[:limit])
    return typed or list(rows.order_by("listing")[:limit])


def write_answers(answered: Sequence[Answered], *, now: datetime) -> int:
    """Write verdicts with their candidates, in the caller's transaction; how many questions still stood."""
    standing = [each for each in answered if _write(each, now=now)]
    typed = [each.search.pk for each in standing if "asin" in each.search.question]
    others = [each.search.pk for each in standing if "asin" not in each.search.question]
    # What a person may choose among stays when they type an ASIN of their own.
    AsinCandidate.objects.filter(listing__in=typed, found_by="asin").delete()
    AsinCandidate.objects.filter(listing__in=others).delete()
    rows = [row for each in standing for row in _candidates(each)]
    AsinCandidate.objects.bulk_create(rows, ignore_conflicts=True)
    return len(standing)


def _write(answered: Answered, *, now: datetime) -> int:
    verdict = answered.verdict
    values = {
        "now": now,
        "answer": "refused" if answered.problem else verdict.answer,
        "asin": verdict.asin,
        "found_by": verdict.found_by,
        "found": len(verdict.candidates),
        "problem": answered.problem,
        "listing": answered.search.pk,
        "question": json.dumps(answered.search.question),
    }
    return sql.execute(WRITE_ANSWER, values)


def _candidates(answered: Answered) -> list[AsinCandidate]:
    return [
        AsinCandidate(
            listing_id=answered.search.pk,
            asin=item.asin,
            title=item.title,
            brand=item.brand,
            image=item.image,
            product_type=item.product_type,
            identifiers=[list(each) for each in item.identifiers],
            is_parent=item.is_parent,
            parent_asin=item.parent_asin,
            theme=item.theme,
            values=dict(item.values),
            found_by=found_by,
            rank=rank,
        )
        for rank, (found_by, item) in enumerate(answered.verdict.candidates)
    ]
