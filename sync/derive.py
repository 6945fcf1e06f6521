"""Facts and settings to verdicts: products to listings, candidates, eligibility. Asks Amazon nothing."""

from listings.creation import create_by_itself
from listings.eligibility import judge
from listings.matching import match
from sync.pull.load import GROWN_ROWS
from sync.pull.merge_report import analyze_listings
from sync.pull.reports import has_picture
from sync.work import Work


def derive(work: Work) -> None:
    """Match the store's listings and judge them; only what differs is written."""
    now = work.clock()
    run = work.run
    matched = match(work.store, now=now, run_id=run.pk, born_since=run.opened_at)
    made = create_by_itself(work.store, now=now, run_id=run.pk, born_since=run.opened_at)
    work.beat(1, 2)
    derived = judge(
        work.store,
        now=now,
        run_id=run.pk,
        born_since=run.opened_at,
        add_candidates=has_picture(work.store),
    )
    if derived.added >= GROWN_ROWS:
        analyze_listings()
    work.tally.new = derived.added
    work.tally.changed = matched + made + derived.changed
    work.tally.missing = derived.removed
