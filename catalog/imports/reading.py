"""What every format's reader is given and what it answers; how rows are read one by one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from catalog.imports.drafts import Draft
from catalog.imports.errors import Refusal, Refused
from catalog.imports.table import Place, Record


@dataclass(frozen=True)
class Options:
    """What the person decides about a file; kept with the import."""

    make_attributes: bool = True
    make_sets: bool = True
    make_websites: bool = True
    image_base: str = ""  # put before relative picture paths
    websites: tuple[str, ...] = ()  # of new products whose row names none
    separator: str = ","  # between several values in a cell
    date_order: str = "mdy"
    decimal_comma: bool = False
    empty: str = "__EMPTY__VALUE__"  # takes a value away
    views: Mapping[str, str] = field(default_factory=dict)  # store view → website, as the person says
    mapping: Mapping[str, str] = field(default_factory=dict)  # header → what it holds; see mapped.py


def options_with(saved: Mapping[str, Any], **changed: Any) -> Options:
    """Options out of their kept form, those of later versions with their defaults."""
    fields = Options.__dataclass_fields__
    known: dict[str, Any] = {name: value for name, value in saved.items() if name in fields}
    known |= changed
    if "websites" in known:
        known["websites"] = tuple(known["websites"])
    return Options(**known)


class Outcome(NamedTuple):
    """What came of one record, or of several that make one product; they end at `place`.

    `lines` are those of the records. Of several records all are refused if one is.
    """

    place: Place
    lines: Sequence[int]
    drafts: Sequence[Draft]
    refusals: Sequence[Refusal] = ()


class Reader(ABC):
    """A format: it knows its columns by the header and turns records into drafts."""

    name: ClassVar[str]
    columns: dict[str, str]  # attribute code → the column it is read from
    elsewhere: ClassVar[str] = ""  # the column of codes that have none of their own
    left: list[str]  # columns that are not imported

    @abstractmethod
    def __init__(self, header: Sequence[str], options: Options) -> None: ...

    @abstractmethod
    def draft(self, record: Record) -> list[Draft]:
        """The products of one record. Raises Refused."""

    def read(self, records: Iterable[Record]) -> Iterator[Outcome]:
        """One outcome a record; a format whose products span records overrides this."""
        for record in records:
            if record.problem:
                yield unread(record)
                continue
            try:
                yield Outcome(record.place, (record.line,), self.draft(record))
            except Refused as refused:
                yield Outcome(record.place, (record.line,), (), (Refusal.of(record.line, refused),))

    def column_of(self, code: str) -> str:
        """In which column a value stands, for the words of a refusal."""
        return self.columns.get(code) or self.elsewhere or code


def unread(record: Record) -> Outcome:
    """The outcome of a record that cannot be read at all."""
    shown = "".join(record.cells[:1])
    refusal = Refusal.of(record.line, Refused("", shown, record.problem))
    return Outcome(record.place, (record.line,), (), (refusal,))
