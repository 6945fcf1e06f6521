"""The deeds that a row of a list offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.db.models import Model

if TYPE_CHECKING:  # the theme loads all tag libraries while that module loads the theme
    from amazon_channel.admin_base import ChannelAdmin

register = template.Library()


@register.simple_tag
def fitting(admin: ChannelAdmin, actions: list[dict[str, Any]] | None, row: Model) -> list[dict[str, Any]]:
    """Of the theme's row actions those that make sense in the row's present state."""
    prefix = f"{admin.admin_site.name}:{admin.opts.app_label}_{admin.opts.model_name}_"
    return [each for each in actions or [] if admin.fits(each["raw_path"].removeprefix(prefix), row)]
