"""Which product a listing is, by hand: assign, unassign, ignore, and let automatic matching try again.

By hand beats automatic until undone: a listing that a person assigned, or freed of its product, is
`matched_by` 'hand', and matching leaves it alone. *Attempt automatic match* undoes that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from amazon_channel.models import Store, User
from catalog.models import Product
from listings.changes import attributed
from listings.codes import MatchedBy, Source
from listings.deeds import Done, Why
from listings.eligibility import judge_listings
from listings.matching import match
from listings.models import Listing
from listings.querysets import ListingQuerySet

COLUMNS = ("store", "is_parent", "first_seen_at", "product", "matched_by", "ignored_at")


def assign(listings: ListingQuerySet, product: Product, *, by: User, now: datetime) -> Done:
    """The listings are this product, whatever identifiers say. Their verdict follows at once."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        chosen, done = sorted_out(listings)
        different = [
            row for row in chosen if (row.product_id, row.matched_by) != (product.pk, MatchedBy.HAND)
        ]
        done.left[Why.ALREADY] += len(chosen) - len(different)
        done.number = _rows(different).update(
            product=product,
            matched_by=MatchedBy.HAND,
            match_detail="",
            fitting_products=0,
            ignored_at=None,
            changed_at=now,
        )
        _judge(different, now=now)
    return done


def unassign(listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """The listings are no product of ours until a person says otherwise."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        chosen, done = sorted_out(listings, with_product=True)
        done.number = _rows(chosen).update(
            product=None, matched_by=MatchedBy.HAND, match_detail="", fitting_products=0, changed_at=now
        )
        _judge(chosen, now=now)
    return done


def ignore(listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """The listings are not to be managed here: they no longer wait for a product."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        chosen, done = sorted_out(listings, with_product=False)
        waiting = [row for row in chosen if row.ignored_at is None]
        done.left[Why.ALREADY] += len(chosen) - len(waiting)
        done.number = _rows(waiting).update(ignored_at=now, changed_at=now)
    return done


def stop_ignoring(listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """The listings wait for a product again."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        chosen, done = sorted_out(listings)
        ignored = [row for row in chosen if row.ignored_at is not None]
        done.left[Why.ALREADY] += len(chosen) - len(ignored)
        done.number = _rows(ignored).update(ignored_at=None, changed_at=now)
    return done


def attempt_match(listings: ListingQuerySet, *, by: User, now: datetime) -> Done:
    """Match these listings now, also those that a person had decided against; no others."""
    with attributed(Source.USER, now=now, user_id=by.pk):
        chosen, done = sorted_out(listings, with_product=False)
        kept = [row for row in chosen if row.matched_by == MatchedBy.HAND or row.ignored_at is not None]
        _rows(kept).update(matched_by="", ignored_at=None, changed_at=now)
        per_store = defaultdict(list)
        for row in chosen:
            per_store[row.store_id].append(row)
        for store in Store.objects.filter(pk__in=per_store).order_by("pk"):
            if not store.import_listings:
                done.left[Why.IMPORT_OFF] += len(per_store[store.pk])
                continue
            match(store, now=now, only=[row.pk for row in per_store[store.pk]])
            found = _rows(per_store[store.pk]).exclude(product=None)
            done.number += found.count()
            _judge(per_store[store.pk], now=now)
    return done


def sorted_out(
    listings: ListingQuerySet, *, with_product: bool | None = None, also: Sequence[str] = ()
) -> tuple[list[Listing], Done]:
    """The listings that can be given a product, locked; the others counted by reason.

    `with_product`: only those that have a product now (True), or have none (False). `also` names further
    columns that the caller reads.
    """
    locked = listings.select_for_update(of=("self",)).order_by("pk").only(*COLUMNS, *also)
    left: Counter[str] = Counter()
    chosen = []
    for row in locked:
        if row.is_parent:
            left[Why.PARENT] += 1
        elif row.first_seen_at is None:
            left[Why.NOT_ON_AMAZON] += 1
        elif with_product is not None and (row.product_id is not None) != with_product:
            left[Why.NO_PRODUCT if with_product else Why.HAS_PRODUCT] += 1
        else:
            chosen.append(row)
    return chosen, Done(left=left)


def _rows(listings: list[Listing]) -> ListingQuerySet:
    return Listing.objects.filter(pk__in=[row.pk for row in listings])


def _judge(listings: list[Listing], *, now: datetime) -> None:
    """Their new verdicts, store by store."""
    per_store = defaultdict(list)
    for row in listings:
        per_store[row.store_id].append(row.pk)
    for store in Store.objects.filter(pk__in=per_store).order_by("pk"):
        judge_listings(store, per_store[store.pk], now=now)
