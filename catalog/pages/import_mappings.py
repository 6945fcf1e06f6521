"""The mappings that are kept for later files: looked at, renamed, deleted. They are made with an import."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from amazon_channel.admin_recorded import RecordedAdmin
from catalog.imports.reading import options_with
from catalog.models import ImportMapping
from catalog.pages.import_forms import DATES, targets

KINDS = {"csv": "CSV", "xlsx": "XLSX"}
NAMED = 3  # columns that the list names


@admin.register(ImportMapping)
class ImportMappingAdmin(RecordedAdmin):
    """Mappings belong to no account; who may import may rename and delete them."""

    account_path = ""
    actions = None
    why_empty = _("No mapping is kept yet. Give one a name when you import a table of your own.")
    list_display = ("name", "kind_word", "columns_word", "used_at", "user_word")
    search_fields = ("name",)
    fields = ("name", "held", "reads", "kind_word", "used_at", "user_word")
    readonly_fields = ("held", "reads", "kind_word", "used_at", "user_word")
    change_list_template = "catalog/imports/mappings.html"

    class Media:
        css: ClassVar = {"all": ["catalog/imports.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("last file"), empty_value="–")
    def kind_word(self, mapping: ImportMapping) -> str | None:
        return KINDS.get(mapping.kind)

    @admin.display(description=_("by"), empty_value="–")
    def user_word(self, mapping: ImportMapping) -> str | None:
        return mapping.used_by or ("manage.py" if mapping.used_at else None)

    @admin.display(description=_("columns"))
    def columns_word(self, mapping: ImportMapping) -> str:
        held = [name for name, target in _in_order(mapping) if target]
        words = ", ".join(held[:NAMED])
        if (more := len(held) - NAMED) > 0:
            words += ngettext(" and %d more", " and %d more", more) % more
        return words

    @admin.display(description=_("columns"))
    def held(self, mapping: ImportMapping) -> str:
        words = _labels()
        pairs = ((name, words.get(target, target) or _t("left out")) for name, target in _in_order(mapping))
        rows = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", pairs)
        return format_html('<dl class="im-held">{}</dl>', rows)

    @admin.display(description=_("how the file is read"))
    def reads(self, mapping: ImportMapping) -> str:
        """What differs from file to file; the switches of what may be made come last."""
        options = options_with(mapping.options)
        said = [
            _t("dates %s") % dict(DATES).get(options.date_order, options.date_order),
            _t("decimal comma") if options.decimal_comma else _t("decimal point"),
            _t("values in a cell are parted by %s") % options.separator,
        ]
        if options.image_base:
            said.append(_t("pictures at %s") % options.image_base)
        if options.websites:
            said.append(_t("new products on %s") % ", ".join(options.websites))
        if not (options.make_attributes and options.make_sets and options.make_websites):
            said.append(_t("not everything that is missing is made"))
        return " · ".join(said)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        texts = {"name": _("Also the name for --mapping on the command line.")}
        return super().get_form(request, obj, change, **({"help_texts": texts} | kwargs))


def _in_order(mapping: ImportMapping) -> list[tuple[str, str]]:
    """The SKU's column first, those left out last: how they stood in the file is not kept."""
    return sorted(mapping.columns.items(), key=lambda each: (not each[1], each[1] != "sku", each[0].lower()))


def _labels() -> dict[str, Any]:
    """What each column can hold, in the words in which it was chosen."""
    groups = (group for _title, group in targets() if isinstance(group, list))
    return {str(code): label for group in groups for code, label in group}
