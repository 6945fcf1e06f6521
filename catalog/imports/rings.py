"""Products that would consist of themselves by way of their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def in_rings(edges: Iterable[tuple[str, str]]) -> set[str]:
    """The parents that stand in a ring, or above nothing but rings: what is left when leaves are stripped.

    Only parents on a ring itself are named: those above are stripped from the other end.
    """
    below: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    for parent, child in edges:
        below[parent].add(child)
        above[child].add(parent)
    _strip(below, above)
    _strip(above, below)
    return set(below)


def _strip(out: dict[str, set[str]], into: dict[str, set[str]]) -> None:
    """Remove, again and again, what nothing goes out of."""
    ends = [node for node in into if not out.get(node)]
    while ends:
        end = ends.pop()
        for source in into.pop(end, set()):
            out[source].discard(end)
            if not out[source]:
                del out[source]
                ends.append(source)
