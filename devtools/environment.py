"""The settings that a command gets besides those already in the environment."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from devtools.places import CHECKOUT, VENV


def command_environment(addresses: Mapping[str, str], *, folder: Path, field_key: str) -> dict[str, str]:
    """Our environment, completed: what the person has set already is never changed.

    `folder` takes the files that the product keeps; `field_key` opens the secrets stored in its database.
    """
    defaults = {
        "DEBUG": "true",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": field_key,
        "REPORT_DIR": str(folder / "reports"),
        "DJANGO_SETTINGS_MODULE": "amazon_channel.settings",
        "PYTHONUNBUFFERED": "1",
        **addresses,
    }
    ours = {
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH", "")])),
    }
    return {**defaults, **os.environ, **ours}


def new_field_key() -> str:
    """A fresh key for stored secrets: 32 random bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
