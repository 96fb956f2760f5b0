"""The quote before a text that a program for spreadsheets would run as a formula: put there, and taken back."""

from __future__ import annotations

# Beside what every such program runs, the wide forms that some read as the narrow ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\u2212")


def quoted(text: str) -> str:
    """The text with a quote in front where it would be run."""
    # A quote that was there before counts too, so that reading back takes away one and only one.
    return "'" + text if text.lstrip("'").startswith(DANGEROUS) else text


def unquoted(cell: str) -> str:
    """Take back the quote that ``quoted`` puts before a text."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(DANGEROUS) else cell
