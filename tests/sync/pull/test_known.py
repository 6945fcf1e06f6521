"""Which lines are known, by their digests."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sync.models import ReportRequest
from sync.pull import merge_report
from sync.pull.known import GREATEST, Known

Kind = ReportRequest.Kind


def test_many_digests_are_found_again_in_binary(store, make_listing):
    digests = [1, -1, 2**63 - 1, -(2**63), 12345]
    made = {make_listing(f"S{place}", line_digest=digest).pk for place, digest in enumerate(digests)}
    known = merge_report.known_rows(store.pk)
    assert set(known.ids.tolist()) == made
    assert sorted(known.digests[:-1].tolist()) == sorted(digest % 2**64 for digest in digests)


@given(
    known=st.lists(
        st.integers(0, 2**64 - 1) | st.integers(0, 9) | st.integers(2**64 - 9, 2**64 - 1), max_size=60
    ),
    asked=st.lists(
        st.integers(0, 2**64 - 1) | st.integers(0, 9) | st.integers(2**64 - 9, 2**64 - 1), max_size=60
    ),
)
def test_exactly_the_known_digests_are_found(known, asked):
    found = Known(np.arange(len(known)), np.array([*known, GREATEST], dtype=np.uint64))
    wanted = [*asked, *known[::2]]
    unknown = found.note(np.array(wanted, dtype=np.uint64)).tolist()
    assert unknown == [place for place, digest in enumerate(wanted) if digest not in known]
    seen = [known[pk] for pk in set(range(len(known))) - set(found.unseen().tolist())]
    assert set(seen) == set(known) & set(wanted)
