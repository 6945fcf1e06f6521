"""What the person can choose about a file, and what is chosen where they say nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from catalog.imports import definitions
from catalog.imports.columns import AMOUNTS, MEASURES
from catalog.imports.job import table_of
from catalog.imports.reading import Options
from catalog.imports.schema import SLUG
from catalog.imports.suggest import suggested
from catalog.models import Attribute, ProductImport, Website
from catalog.values import ISO_DATE, SPLIT_DATE

SAMPLES = 200  # records that are looked at
SHOWN = 3  # values of a column that are shown
SHOWN_VIEWS = 30
COMMA = re.compile(r"\d+,\d{1,4}\Z", re.ASCII)


def default_options() -> Options:
    """Where there is but one website, products that name none are of it."""
    websites = list(Website.objects.values_list("code", flat=True)[:2])
    return Options(websites=tuple(websites) if len(websites) == 1 else ())


def suggested_options(preview: Preview) -> Options:
    """The default, and how the file writes its dates and numbers."""
    return replace(default_options(), date_order=preview.date_order(), decimal_comma=preview.decimal_comma())


class Preview:
    """A file's header and first values, and what they suggest. Raises BadFile."""

    def __init__(self, run: ProductImport) -> None:
        table = table_of(run)
        self.header = [name for name in table.header if name]
        self.samples: dict[str, list[str]] = {name: [] for name in self.header}
        for record in islice(table.records(), SAMPLES):
            if record.problem:
                continue
            for name, cell in zip(table.header, record.cells, strict=False):
                if name and cell.strip():
                    self.samples[name].append(cell)

    def unknown_views(self, run: ProductImport) -> list[str]:
        """Store views of which nobody knows the website: among the first rows, and those refused before."""
        schema = definitions.schema()
        schema.websites.update(self.websites())
        views = self.samples.get("store_view_code", []) if run.format == "adobe" else []
        refused = run.refusals.filter(column="store_view_code").values_list("value", flat=True)
        found = dict.fromkeys([*views, *refused.distinct().order_by("value")[:SHOWN_VIEWS]])
        return [view for view in found if not schema.website_of(view)][:SHOWN_VIEWS]

    def websites(self) -> list[str]:
        """The websites there are, and those that the first rows name."""
        named = [
            code.strip() for text in self.samples.get("product_websites", []) for code in text.split(",")
        ]
        there = Website.objects.values_list("code", flat=True)
        return list(dict.fromkeys([*there, *(code for code in named if SLUG.match(code))]))

    def mapping(self) -> dict[str, str]:
        """What each column most likely holds."""
        return suggested(self.header, self.samples, set(Attribute.objects.values_list("code", flat=True)))

    def date_order(self) -> str:
        """The order of day, month and year: dots and a first part above 12 say that the day comes first."""
        for values in self.samples.values():
            for text in values:
                parts = SPLIT_DATE.match(text.strip())
                if parts is None or ISO_DATE.match(text.strip()):
                    continue
                if len(parts[1]) == 4:
                    return "ymd"
                if int(parts[1]) > 12 or "." in text[: parts.end(2)]:
                    return "dmy"
        return "mdy"

    def decimal_comma(self) -> bool:
        """True if amounts are written 1,50, and none is written 1.50."""
        numbers = {*AMOUNTS, *MEASURES, "quantity"}
        columns = [name for name, target in self.mapping().items() if target in numbers]
        texts = [text.strip() for name in columns for text in self.samples[name]]
        return any(COMMA.match(text) for text in texts) and not any("." in text for text in texts)

    def shown(self, name: str) -> list[str]:
        """The first different values of a column, cut short."""
        return [value[:60] for value in list(dict.fromkeys(self.samples[name]))[:SHOWN]]
