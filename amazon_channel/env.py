"""Reads settings from the environment; a bad or missing value names itself and stops the start."""

import os
from base64 import urlsafe_b64decode
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def env_text(name: str, default: str | None = None) -> str:
    """The variable's text, without surrounding space. Raises if it is required and absent."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for its meaning.")
    return default


def env_bool(name: str, *, default: bool) -> bool:
    """True or False; anything but 1/0, true/false, yes/no, on/off is refused."""
    if name not in os.environ:
        return default
    value = os.environ[name].strip().lower()
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be true or false, not {os.environ[name]!r}.")


def env_int(name: str, *, default: int, low: int = 0, high: int = 10**9) -> int:
    """A whole number between low and high, both included."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.lstrip("-").isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def env_choice(name: str, choices: Sequence[str], default: str) -> str:
    """One of the choices, in whatever case it was written."""
    value = env_text(name, default)
    for choice in choices:
        if choice.lower() == value.lower():
            return choice
    raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")


def env_list(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """Comma-separated values, without blanks."""
    values = [part.strip() for part in os.environ.get(name, "").split(",")]
    return [part for part in values if part] or list(default)


def env_keys(name: str) -> list[str]:
    """Comma-separated keys of 32 bytes each, in url-safe base64. Raises if there is none."""
    keys = env_list(name) or [env_text(name)]
    for key in keys:
        try:
            fits = len(urlsafe_b64decode(key)) == 32
        except ValueError:
            fits = False
        if not fits:
            what = f"{name} holds a key that is not 32 url-safe base64 bytes."
            raise ImproperlyConfigured(f"{what} .env.example tells how to make one.")
    return keys


def env_url(name: str, schemes: Sequence[str], default: str | None = None) -> str:
    """An address with one of the schemes, without a trailing slash; '' where it is optional and absent."""
    value = env_text(name, default)
    if value and value.split("://", 1)[0] not in schemes:
        raise ImproperlyConfigured(f"{name} must start with {' or '.join(f'{s}://' for s in schemes)}.")
    return value.rstrip("/")


def env_file(name: str) -> str:
    """A file that may be written; '' where none is wanted. Raises if its folder is not ours to write."""
    value = os.environ.get(name, "").strip()
    folder = os.path.dirname(os.path.abspath(value))
    if value and (os.path.isdir(value) or not os.access(folder, os.W_OK)):
        raise ImproperlyConfigured(
            f"{name} must be a file in a folder that may be written to, not {value!r}."
        )
    return value


def refuse_variable(name: str, why: str) -> None:
    """Stops the start if a variable is set that would do harm."""
    if os.environ.get(name):
        raise ImproperlyConfigured(f"Unset {name}: {why}")
