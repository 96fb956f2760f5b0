"""What the newest year known says of a program: its rules."""

from __future__ import annotations

from tsunagu.catalog.models import Eligibility, Program


def newest_rules(program: Program) -> list[Eligibility]:
    """The rules of the newest year that has any."""
    rules = list(program.eligibilities.all())
    newest = max((rule.fiscal_year for rule in rules), default=None)
    return [rule for rule in rules if rule.fiscal_year == newest]
