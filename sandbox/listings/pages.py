"""Page tokens of a search: opaque, tied to the search's parameters, and steady while rows change."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Self

from sandbox.routing import invalid_input

Key = tuple[Any, str]
"""Sort value and SKU of a row."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins: after a row's key, so that rows which come or go elsewhere do not shift it."""

    after: Key | None
    position: int  # rows before this page, counted from the search's first
    backwards: bool = False

    @classmethod
    def first(cls) -> Self:
        """The first page."""
        return cls(None, 0)

    def in_order(self, keys: list[Any]) -> list[Any]:
        """Keys as the search sorts them, whichever way the page was read."""
        return keys[::-1] if self.backwards else keys

    def tokens(self, keys: list[Key], *, size: int, more: bool, cap: int, seal: "Seal") -> dict[str, str]:
        """nextToken and previousToken of this page's keys, in order; absent where there is no such page."""
        if not keys:
            return {"nextToken": seal.token(self)} if seal.endless else {}
        following = Page(keys[-1], self.position + len(keys))
        found = {}
        has_next = (more or self.backwards) and following.position < cap
        if has_next or seal.endless:
            found["nextToken"] = seal.token(following)
        if self.position > 0:
            found["previousToken"] = seal.token(Page(keys[0], max(0, self.position - size), True))
        return found


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes tokens for one search; endless ones never stop (a fault)."""

    print_of: str
    endless: bool = False

    def token(self, page: Page) -> str:
        """The token that leads to a page."""
        parts = [self.print_of, page.after or ["", ""], page.position, page.backwards]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def fingerprint(seller_id: str, asked: dict[str, Any]) -> str:
    """Stands for the search's parameters, the token apart."""
    same = {name: value for name, value in asked.items() if name != "pageToken"}
    return hashlib.sha256(json.dumps([seller_id, same], sort_keys=True).encode()).hexdigest()[:16]


def open_token(token: str, print_of: str) -> Page:
    """The page of a token; InvalidInput for a foreign token or one of other parameters."""
    try:
        made_for, after, position, backwards = json.loads(base64.urlsafe_b64decode(token))
        page = Page(tuple(after), int(position), bool(backwards))
    except (ValueError, TypeError):
        raise invalid_input("Invalid 'pageToken' provided.") from None
    if made_for != print_of:
        raise invalid_input("Invalid 'pageToken' provided: it was made with other parameters.")
    return page
