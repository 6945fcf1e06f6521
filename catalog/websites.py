"""Websites by their codes: products and stores name them, and one that is named first is made."""

from catalog.models import Website


def ensure(code: str) -> None:
    """Make the website with this code unless it is there. '' names none."""
    if code:
        Website.objects.get_or_create(code=code, defaults={"name": code.upper()})


def names() -> dict[str, str]:
    """The websites' names by code."""
    return {website.code: str(website) for website in Website.objects.all()}
