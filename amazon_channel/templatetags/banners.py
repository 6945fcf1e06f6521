"""The banners above every page."""

from typing import Any

from django import template
from django.utils import timezone

from amazon_channel.banners import banners_for
from amazon_channel.models import User

register = template.Library()


@register.inclusion_tag("banners.html", takes_context=True)
def banners(context: dict[str, Any]) -> dict[str, Any]:
    """What this user has to be told on every page."""
    request = context.get("request")
    user = getattr(request, "user", None)
    shown = banners_for(user, now=timezone.now()) if isinstance(user, User) else []
    may_act = bool(shown) and isinstance(user, User) and user.has_perm("amazon_channel.change_account")
    return {"banners": shown, "may_act": may_act, "request": request, "csrf_token": context.get("csrf_token")}
