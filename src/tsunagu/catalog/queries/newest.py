"""What the newest year known says of a program: its rules, and whether there is a new call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tsunagu.catalog.models import Contact, Edition, Eligibility, Program
from tsunagu.catalog.queries.editions import shown


def newest_rules(program: Program) -> list[Eligibility]:
    """The rules of the newest year that has any."""
    rules = list(program.eligibilities.all())
    newest = max((rule.fiscal_year for rule in rules), default=None)
    return [rule for rule in rules if rule.fiscal_year == newest]


def newest_calls() -> dict[int, bool]:
    """Whether there is a new call in the newest year that tells, by the program's row number."""
    newest: dict[int, tuple[int, bool]] = {}
    for program, year, new_call in _told_calls():
        known_year, known_call = newest.get(program, (year, False))
        if year > known_year:
            newest[program] = (year, new_call)
        elif year == known_year:
            newest[program] = (year, known_call or new_call)
    return {program: new_call for program, (_, new_call) in newest.items()}


def _told_calls() -> Iterator[tuple[int, int, Any]]:
    """Each statement of a new call or of none: program, fiscal year, and which."""
    editions = Edition.objects.order_by().exclude(new_call=None)
    yield from editions.values_list("program", "fiscal_year", "new_call")
    yield from Contact.objects.filter(map__in=shown()).order_by().values_list("program", "map__fiscal_year", "new_call")
