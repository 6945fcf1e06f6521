"""What can be wrong with a file or a row of it.

Errors: BadFile – nothing of the file can be trusted, so nothing is imported; `code` is for machines.
        Refused – one row cannot be imported; it names column, value and reason.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

SHOWN = 200  # characters of a refused value that are kept


class BadFile(Exception):
    """The file as a whole cannot be imported; the message is for the person who sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Refused(Exception):
    """One row cannot be imported."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


class Refusal(NamedTuple):
    """Why a line was refused: where, what stands there, and what to do."""

    line: int
    column: str
    value: str
    reason: str

    @classmethod
    def of(cls, line: int, refused: Refused) -> Refusal:
        """The refusal of a line, fit to be stored: short, and without what PostgreSQL cannot hold."""
        value = refused.value.replace("\x00", "�").encode("utf-8", "replace").decode()
        return cls(line, refused.column[:200], value[:SHOWN], str(refused.reason))


def line_too_long(line: int, longest: int) -> BadFile:
    """A line that is longer than any product can be."""
    return BadFile(
        "line_too_long",
        _(
            "Line %(line)d is longer than %(mb)s MB, or a quote that opens there is never closed. "
            "Mend it and send the file again."
        )
        % {"line": line, "mb": f"{longest / 2**20:g}"},
    )
