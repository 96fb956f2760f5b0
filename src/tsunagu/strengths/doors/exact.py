"""Exact numbers and addresses as people write them."""

from __future__ import annotations

from fractions import Fraction

LONGEST = 1000  # denominators that a person still reads as a fraction


def doi_address(doi: str | None) -> str:
    """The address of a DOI, whether the data has it as an address or as a number; empty for anything else."""
    text = (doi or "").removeprefix("https://doi.org/")
    return f"https://doi.org/{text}" if text.startswith("10.") else ""


def in_words(weight: Fraction) -> str:
    """A weight as people write it.

    Whole numbers as such, others as a fraction where it is short, always with decimals.
    """
    if weight.denominator == 1:
        return str(weight)
    decimals = f"{float(weight):.3f}"
    sign = "=" if Fraction(decimals) == weight else "≈"
    return f"{weight} {sign} {decimals}" if weight.denominator <= LONGEST else f"{sign} {decimals}"


def decimal(value: Fraction) -> str:
    """A number of works with its decimals, exact: thousandths of a whole number have three at most."""
    return f"{float(value):,.3f}".rstrip("0").rstrip(".")
