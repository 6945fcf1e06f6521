"""Lookups that Django lacks."""

from typing import Any

from django.db.models import Lookup, TextField


@TextField.register_lookup
class ContainsWord(Lookup):
    """`title__contains_word`: ILIKE, which a trigram index serves; Django's icontains it does not."""

    lookup_name = "contains_word"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        word = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{left} ILIKE %s", (*left_values, f"%{word}%")
