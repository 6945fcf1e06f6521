"""One line of a listings report as a row of facts; what cannot be read is named, and the good rest goes
on."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from sync.pull import headers, product_ids, words
from sync.pull.dates import Dates
from sync.pull.headers import Layout

# Part of every line's digest: raise it when this parser, words.py, dates.py or product_ids.py reads something
# otherwise than before, and the next report is compared in full.
VERSION = 2

MAX_SKU, MAX_ASIN, MAX_STATUS = 255, 10, 40
CACHED = 20_000


class Unread:
    """Bits of Row.unread: a blank price or quantity means unknown, unless the line could not tell it at
    all."""

    PRICE, QUANTITY = 1, 2


class Row(NamedTuple):
    """What one line says, each value as text that PostgreSQL takes; '' is a blank.

    gtin: 14 digits; price: an amount to the cent; quantity: a count; created_at: ISO with offset. A blank
    keeps what is known, but a blank price or quantity replaces it by unknown unless `unread` says otherwise.
    `extra` is a JSON object of what has no column.
    """

    seller_sku: str
    asin: str
    gtin: str
    title: str
    image: str
    price: str
    quantity: str
    condition: str
    channel: str
    amazon_status: str
    state: str
    created_at: str
    unread: int
    extra: str


class Bad(NamedTuple):
    """A field that could not be read. `key` is the SKU; '' if the whole line is unusable."""

    key: str
    field: str
    reason: str
    value: str


class Parser:
    """Reads the lines of one report: its layout, its charset, its country's dates.

    Lines are bytes without their line end, split at tabs and nothing else: the reports are unquoted, so a
    quote in a title is a quote. A SKU is taken exactly as it stands.
    """

    def __init__(self, layout: Layout, *, charset: str, country: str) -> None:
        self.layout = layout
        self.charset = charset
        self.dates = Dates(country)
        # A column that is absent reads the blank cell behind the last one.
        self._at = {name: layout.at.get(name, layout.width) for name in headers.WANTED}
        self._pick = itemgetter(*self._at.values())
        self._absent = sum(bit for name, bit in _BITS.items() if name not in layout.at)
        # The same few words, prices and counts come up a million times.
        self._words: dict[tuple[str, str, str], tuple[str, str, str]] = {}
        self._prices: dict[str, str] = {}
        self._quantities: dict[str, str] = {}

    def parse(self, line: bytes) -> tuple[Row | None, tuple[Bad, ...]]:
        """The row, or None if the line is unusable, and every field that could not be read."""
        try:
            text = line.decode("ascii" if line.isascii() else self.charset)
        except UnicodeDecodeError:
            return self._undecodable(line)
        if "\x00" in text:
            return _unusable("the line has a NUL byte", text.replace("\x00", "\\x00"))
        cells = text.split("\t")
        if len(cells) != self.layout.width:
            return self._misfit(cells, text)
        cells.append("")
        return self._row(cells)

    def _misfit(self, cells: list[str], text: str) -> tuple[Row | None, tuple[Bad, ...]]:
        """A line longer or shorter than the header. Amazon leaves out blanks at the end; any other is
        displaced."""
        width = self.layout.width
        if any(cells[width:]):
            return _unusable("the line has more fields than the header", text)
        row, bad = self._row((cells + [""] * (width - len(cells)))[:width] + [""])
        if len(cells) < width and bad:
            # A line broken in two by a line end in its title: what stands in the columns belongs to others.
            return _unusable("the line is shorter than the header and does not fit it", text)
        return row, bad

    def _row(self, cells: list[str]) -> tuple[Row | None, tuple[Bad, ...]]:
        (sku, title, price, quantity, date, image, condition, asin, product_id, id_type, channel,
         status) = self._pick(cells)  # fmt: skip
        if not sku or sku.isspace():
            return _unusable("the line has no SKU", "\t".join(cells).rstrip("\t"))
        if len(sku) > MAX_SKU:
            return _unusable(f"the SKU is longer than {MAX_SKU} characters", "\t".join(cells).rstrip("\t"))
        if not asin and id_type == "1":
            asin = product_id
        try:
            known = self._words.get((condition, channel, status)) or self._read_words(
                condition, channel, status
            )
            amount = self._prices.get(price)
            if amount is None:
                amount = self._read_price(price)
            count = self._quantities.get(quantity)
            if count is None:
                count = self._read_quantity(quantity)
            created_at = self.dates.read(date) if date else ""
            if len(asin) > MAX_ASIN:
                raise ValueError
        except ValueError:
            return self._with_bad_fields(cells, sku)
        extra = self._extra(cells) if self.layout.extra else ""
        has_none = id_type == "1" and asin[:1] == "B"  # nearly all: only books have another number then
        gtin = "" if has_none else product_ids.of_line(product_id, id_type, asin=asin)
        return Row(
            sku, asin, gtin, title, image, amount, count, known[0], known[1], status, known[2], created_at,
            self._absent, extra,
        ), ()  # fmt: skip

    def _read_words(self, condition: str, channel: str, status: str) -> tuple[str, str, str]:
        read = words.condition(condition), words.channel(channel), words.state(status)
        self._words[condition, channel, status] = read
        return read

    def _read_price(self, text: str) -> str:
        if len(self._prices) > CACHED:
            self._prices.clear()
        self._prices[text] = read = _text(words.price(text))
        return read

    def _read_quantity(self, text: str) -> str:
        if len(self._quantities) > CACHED:
            self._quantities.clear()
        self._quantities[text] = read = _text(words.quantity(text))
        return read

    def _with_bad_fields(self, cells: list[str], sku: str) -> tuple[Row | None, tuple[Bad, ...]]:
        """The slow way, field by field, for the few lines that have something wrong."""
        read: dict[str, str] = {}
        bad: list[Bad] = []
        unread, raw = self._absent, {}
        for name, reader in self._readers().items():
            text = self._cell(cells, name)
            if name == headers.ASIN and not text and self._cell(cells, headers.PRODUCT_ID_TYPE) == "1":
                text = self._cell(cells, headers.PRODUCT_ID)
            try:
                read[name] = reader(text)
            except ValueError as problem:
                read[name], raw[name] = "", text
                unread |= _BITS.get(name, 0)
                bad.append(Bad(sku, name, str(problem), text))
        return Row(
            seller_sku=sku,
            asin=read[headers.ASIN],
            gtin=product_ids.of_line(
                self._cell(cells, headers.PRODUCT_ID),
                self._cell(cells, headers.PRODUCT_ID_TYPE),
                asin=read[headers.ASIN],
            ),
            title=self._cell(cells, headers.TITLE),
            image=self._cell(cells, headers.IMAGE),
            price=read[headers.PRICE],
            quantity=read[headers.QUANTITY],
            condition=read[headers.CONDITION],
            channel=read[headers.CHANNEL],
            amazon_status=self._cell(cells, headers.STATUS)[:MAX_STATUS],
            state=read[headers.STATUS],
            created_at=read[headers.OPEN_DATE],
            unread=unread,
            extra=self._extra(cells, raw),
        ), tuple(bad)

    def _readers(self) -> dict[str, Callable[[str], str]]:
        return {
            headers.PRICE: self._read_price,
            headers.QUANTITY: self._read_quantity,
            headers.CONDITION: words.condition,
            headers.CHANNEL: words.channel,
            headers.STATUS: words.state,
            headers.OPEN_DATE: lambda text: self.dates.read(text) if text else "",
            headers.ASIN: _asin,
        }

    def _cell(self, cells: list[str], name: str) -> str:
        return cells[self._at[name]]

    def _extra(self, cells: list[str], raw: dict[str, str] | None = None) -> str:
        kept = {name: cells[position] for position, name in self.layout.extra if cells[position]}
        kept |= raw or {}
        return json.dumps(kept, ensure_ascii=False) if kept else ""

    def _undecodable(self, line: bytes) -> tuple[Row | None, tuple[Bad, ...]]:
        """A line with bytes that the charset does not have: the fields they stand in are lost, never the
        SKU guessed."""
        cells, bad = [], []
        names = {position: name for name, position in self.layout.at.items()}
        names |= dict(self.layout.extra)
        for position, cell in enumerate(line.split(b"\t")):
            try:
                cells.append(cell.decode(self.charset))
            except UnicodeDecodeError:
                cells.append("")
                bad.append((names.get(position, ""), _shown(cell)))
        sku_at = self.layout.at.get(headers.SKU, self.layout.width)
        reason = f"not readable as {self.charset}"
        if sku_at >= len(cells) or not cells[sku_at] or len(cells) > self.layout.width:
            return _unusable(reason, _shown(line))
        row, others = self.parse("\t".join(cells).encode(self.charset))
        if row is None:
            return None, others
        lost = tuple(Bad(row.seller_sku, name, reason, value) for name, value in bad)
        return row._replace(unread=row.unread | sum(_BITS.get(name, 0) for name, _ in bad)), (*others, *lost)


def _unusable(reason: str, line: str) -> tuple[None, tuple[Bad, ...]]:
    return None, (Bad("", headers.SKU, reason, line),)


def _text(value: Decimal | int | None) -> str:
    return "" if value is None else str(value)


def _asin(text: str) -> str:
    if len(text) > MAX_ASIN:
        raise ValueError("not an ASIN")
    return text


def _shown(raw: bytes) -> str:
    """Bytes as a person can read them, with the unreadable ones as \\xNN."""
    return raw.decode("ascii", "backslashreplace")


_BITS = {headers.PRICE: Unread.PRICE, headers.QUANTITY: Unread.QUANTITY}
