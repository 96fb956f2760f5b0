"""What every rule of the catalog answers to every kind of body, a line for each program and set of partners.

    python -m tests.catalog.frozen_answers > tests/catalog/frozen_answers.csv

A line holds the answer for each kind of body, in the order of ``BodyKind``, and the partners that each would lack.
Whoever changes the rules of the catalog writes it anew; a change of the machinery must leave it as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tsunagu import settings
from tsunagu.catalog import files
from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.files.shapes import ProgramFile
from tsunagu.catalog.rules.eligibility import EligibilityRule, by_rules

FROZEN = Path(__file__).with_suffix(".csv")
_LETTERS = dict(zip(Verdict, "YICPN?", strict=True))
_PARTNERS: list[list[BodyKind]] = [[], [BodyKind.COMPANY], [BodyKind.UNIVERSITY, BodyKind.CITY]]
_KINDS = ("lead", "partial", "consortium", "requires", "partners")


def lines(data: Path) -> Iterator[str]:
    """The lines of the file, without their ends."""
    yield "program,partners,answers,lacking"
    ruled = [program for program in files.read(data).programs if program.eligibility]
    for program in ruled:
        rules = list(_newest(program))
        for partners in _PARTNERS:
            found = [by_rules(rules, body, partners) for body in BodyKind]
            answers = "".join(_LETTERS[one.verdict] for one in found)
            lacking = {f"{body.value}:{'+'.join(one.missing)}" for body, one in zip(BodyKind, found, strict=True)}
            told = " ".join(sorted(text for text in lacking if not text.endswith(":")))
            yield f"{program.key},{'+'.join(partners)},{answers},{told}"


def _newest(program: ProgramFile) -> Iterator[EligibilityRule[str]]:
    newest = max((rule.fiscal_year for rule in program.eligibility), default=None)
    for rule in program.eligibility:
        if rule.fiscal_year == newest:
            kinds = {name: frozenset(getattr(rule, name)) for name in _KINDS}
            yield EligibilityRule("", **kinds, excludes=rule.excludes, condition=rule.condition)


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in lines(settings.DATA)))
