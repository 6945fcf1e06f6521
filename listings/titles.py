"""The word search over titles: filled behind the load, since its index costs more than all others."""

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from listings import sql
from listings.models import ListingTitle, TitleBacklog

CHUNK = 20_000  # ids a transaction: about a second of index work


def fill_titles(*, chunks: int = 50) -> int:
    """Bring the word search up to date, at most `chunks` transactions; the number of titles written.

    Safe to run twice at once and to kill: a range leaves the backlog in the transaction that covered it.
    """
    written = 0
    for _ in range(chunks):
        done = _fill_one_chunk()
        if done is None:
            break
        written += done
    return written


@transaction.atomic
def _fill_one_chunk() -> int | None:
    waiting = TitleBacklog.objects.select_for_update(skip_locked=True).order_by("pk").first()
    if waiting is None:
        return None
    last = min(waiting.last_id, waiting.first_id + CHUNK - 1)
    written = sql.execute(
        sql.FILL_TITLES, {"store": waiting.store_id, "first": waiting.first_id, "last": last}
    )
    if last >= waiting.last_id:
        waiting.delete()
    else:
        TitleBacklog.objects.filter(pk=waiting.pk).update(first_id=last + 1)
    return written


def titles_waiting(store_ids: list[int]) -> int:
    """At most how many titles of these stores the word search has not seen yet."""
    waiting = TitleBacklog.objects.filter(store__in=store_ids)
    return waiting.aggregate(ids=Sum(F("last_id") - F("first_id") + 1))["ids"] or 0


def with_words(store_ids: list[int], words: str) -> QuerySet[ListingTitle]:
    """The titles of these stores that contain every word, in any order, whatever the case."""
    found = ListingTitle.objects.filter(store__in=store_ids)
    for word in words.split():
        found = found.filter(title__contains_word=word)
    return found
