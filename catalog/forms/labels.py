"""Labels by language, a line each: de: Farbe."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

LINE = re.compile(r"([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)\s*[:=]\s*(\S.*)\Z")
LONGEST = 255


class LabelsField(forms.Field):
    """Shows and reads {"de": "Farbe"} as lines."""

    def __init__(self, **options: Any) -> None:
        rows = options.pop("rows", 3)
        options = {
            "label": _("labels by language"),
            "required": False,
            "help_text": _("A line for each language, for example de: Farbe"),
            "widget": UnfoldAdminTextareaWidget(attrs={"rows": rows, "placeholder": "de: …"}),
        } | options
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return (
            "\n".join(f"{code}: {label}" for code, label in value.items())
            if isinstance(value, dict)
            else value
        )

    def clean(self, value: Any) -> dict[str, str]:
        labels: dict[str, str] = {}
        for line in str(value or "").splitlines():
            if not line.strip():
                continue
            read = LINE.match(line.strip())
            if read is None or len(read.group(2)) > LONGEST:
                raise forms.ValidationError(
                    _("“%s” is not a language and its label. Write it like de: Farbe") % line[:60]
                )
            labels[read.group(1).replace("_", "-").lower()] = read.group(2).strip()
        return labels

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or {}) != self.clean(data)
        except forms.ValidationError:
            return True
