"""Parts of products that templates show: pictures, amounts, identifiers in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from catalog.identifier_words import PROBLEMS, REPAIRS
from catalog.identifiers import Problem, Repair
from catalog.models import ProductIdentifier

register = template.Library()
OPTION_KEYS = ("name", "type", "required")
EMPTY_FRAME = mark_safe('<span class="ls-picture"></span>')


@register.filter
def picture(address: str) -> SafeString:
    """A framed picture; an empty frame where there is none or it does not load."""
    if not address.startswith(("https://", "http://")):
        return EMPTY_FRAME
    return format_html(
        '<span class="ls-picture"><img src="{}" alt="" loading="lazy" referrerpolicy="no-referrer"></span>',
        address,
    )


@register.filter
def amount(value: Decimal | None) -> str:
    """An amount in the catalog's own currency, two places or as many as it has; — for none."""
    if value is None:
        return "—"
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def identifier_problem(identifier: ProductIdentifier) -> str:
    """Why an identifier cannot be used, in words."""
    code = identifier.problem
    return str(PROBLEMS[Problem(code)]) if code in set(Problem) else code


@register.filter
def identifier_repair(identifier: ProductIdentifier) -> str:
    """What was put right of an identifier, in words."""
    mended = identifier.repaired.replace(",", " ").split()
    return ", ".join(str(REPAIRS.get(Repair(code), code)) if code in set(Repair) else code for code in mended)


@register.filter
def customer_options(options: list[Any]) -> list[dict[str, Any]]:
    """The customer's options with name, type, whether required, and everything else in one line."""
    return [
        {
            "name": option.get("name", ""),
            "type": option.get("type", ""),
            "required": str(option.get("required", "")).lower() in ("1", "true", "yes"),
            "rest": ", ".join(f"{key}: {value}" for key, value in option.items() if key not in OPTION_KEYS),
        }
        for option in options
        if isinstance(option, dict)
    ]
