"""Texts as cells of a CSV file that a spreadsheet opens. Pure."""

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(text: object) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula and carry out.

    Source: OWASP's page on CSV injection.
    """
    written = str(text)
    # A spreadsheet passes over blanks, and takes wide signs for the narrow ones.
    bare = written.lstrip(" \u00a0\u3000\ufeff").translate(
        {0xFF1D: "=", 0xFF0B: "+", 0xFF0D: "-", 0xFF20: "@"}
    )
    return f"'{written}" if bare.startswith(FORMULAS) or written.startswith(FORMULAS) else written
