"""The set of hashes that a large first load keeps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sync.pull.seen import Seen

HASHES = st.integers(min_value=-(2**63), max_value=2**63 - 1)


def asked(seen, *hashes):
    return seen.has(np.array(hashes, dtype=np.int64)).tolist()


def test_an_empty_one_has_nothing():
    assert asked(Seen(), 0, 1) == [False, False]
    assert asked(Seen([7])) == []


@given(st.sets(HASHES, max_size=40), st.lists(HASHES, max_size=20), st.integers(min_value=1, max_value=7))
def test_it_has_what_was_put_in_and_nothing_else(put, others, at_once):
    seen, rest = Seen(), sorted(put, key=hash)
    while rest:
        seen.add(rest[:at_once])
        rest = rest[at_once:]
    hashes = [*put, *others]
    assert asked(seen, *hashes) == [each in put for each in hashes]


def test_there_are_never_many_arrays():
    seen = Seen()
    for first in range(0, 64_000, 1_000):
        seen.add(range(first, first + 1_000))
    assert len(seen._runs) <= 7
    assert asked(seen, 0, 63_999, 64_000) == [True, True, False]
