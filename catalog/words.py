"""The reasons of the catalog's rules in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNFIT: dict[str, str | Promise] = {
    "not_a_number": _("is not a number. Write it like 1234.50, without thousands separators."),
    "not_whole": _("is not a whole number."),
    "too_large": _("is too large."),
    "negative": _("is below zero."),
    "not_a_date": _("is not a date. Write it like 2026-11-30."),
    "not_yes_or_no": _("is neither yes nor no. Write 1 or 0."),
    "unknown_option": _("is not among the attribute's options. Add it there, or choose another."),
    "too_long": _("is too long."),
    "control_character": _("has a tab, line break or control character. Remove it."),
    "not_an_address": _("is not the address of a picture. It begins with https:// or http://."),
    "required": _("is required."),
}
