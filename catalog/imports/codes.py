"""Attribute codes from the names that files give."""

from __future__ import annotations

import re
import unicodedata

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


def code_of(name: str) -> str:
    """The code that a name stands for: "Größe (cm)" is grosse_cm; '' if nothing of it can be in a code."""
    if CODE.match(name):
        return name
    folded = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", folded.lower()).strip("_")[:60].rstrip("_")
    if code and not code[0].isalpha():
        code = f"n_{code}"[:60]
    return code
