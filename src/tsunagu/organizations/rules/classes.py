"""Which class of the Carnegie classification fits the degrees that a university confers (S11).

The deck names the classes and what they go by, and no numbers. These bounds are those of the Basic Classification of
2021 as its makers publish them (``SOURCE``), for degrees of one year. They were made for institutions in the United
States: what comes out for a university elsewhere is a comparison, not a class that anybody awarded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from tsunagu.kernel.conditions import AllOf, AnyOf, Checked, Compared, Comparison, Condition, Leaf, Not, Verdict, check
from tsunagu.kernel.labels import Label, Labeled

SOURCE = "https://carnegieclassifications.acenet.edu/carnegie-classification/classification-methodology/basic-classification/"


class Printed(NamedTuple):
    """Where a deck says something, and in which words."""

    document: str
    page: str
    printed: str


DECK = Printed("coi-next-briefing-2024", "2", "学位授与数や専攻の多様性等により")
"""Where the deck names the classes, and by what they go."""


class University(Labeled):
    """A class of the classification."""

    DOCTORAL = "doctoral", "博士大学", "Doctoral Universities"
    MASTERS = "masters", "修士大学", "Master’s Colleges and Universities"
    BACCALAUREATE = "baccalaureate", "学士大学", "Baccalaureate Colleges"
    MIXED = "mixed", "学士・準学士混合大学", "Baccalaureate/Associate’s Colleges"
    ASSOCIATES = "associates", "準学士カレッジ", "Associate’s Colleges"
    SPECIAL_FOCUS = "special-focus", "特定分野型機関", "Special Focus Institutions"


Degrees = Mapping[str, int | None]
"""Degrees conferred in one year; none is unknown.

doctorates: by research. professional: other doctorates, of ``professional_programs`` programs. masters, bachelors,
associates: degrees of each level. field_share: how many percent of all degrees are in one field, or in fields akin.
"""


def _at_least(fact: str, bound: int) -> Leaf[str]:
    return Leaf(fact, Compared(Comparison.AT_LEAST, bound), SOURCE)


def _less(fact: str, bound: int) -> Leaf[str]:
    return Leaf(fact, Compared(Comparison.LESS, bound), SOURCE)


_FOCUSED = _at_least("field_share", 75)
_DOCTORAL = AnyOf(
    (
        _at_least("doctorates", 20),
        AllOf((_at_least("professional", 30), _at_least("professional_programs", 2))),
    )
)
_BELOW_DOCTORAL = AllOf((Not(_FOCUSED), Not(_DOCTORAL)))
_BELOW_MASTERS = AllOf((_BELOW_DOCTORAL, _less("masters", 50)))
_ANY = Leaf("higher", Compared(Comparison.MORE, 0), SOURCE)
CONDITIONS: Mapping[University, Condition[str]] = {
    University.DOCTORAL: AllOf((Not(_FOCUSED), _DOCTORAL)),
    University.MASTERS: AllOf((_BELOW_DOCTORAL, _at_least("masters", 50))),
    University.BACCALAUREATE: AllOf((_BELOW_MASTERS, _at_least("higher_share", 50), _ANY)),
    University.MIXED: AllOf((_BELOW_MASTERS, _less("higher_share", 50), _ANY)),
    University.ASSOCIATES: AllOf((_BELOW_MASTERS, Not(_ANY), _at_least("associates", 1))),
    University.SPECIAL_FOCUS: _FOCUSED,
}
"""Each class by what it asks; no university is of two. ``higher``, ``higher_share``: see ``facts``."""

RULES: Mapping[University, Label] = {
    University.DOCTORAL: Label(
        "研究による博士の学位を年20以上、または2課程以上で専門職の博士を年30以上授与",
        "20 or more research doctorates a year, or 30 or more professional doctorates in at least two programs",
    ),
    University.MASTERS: Label(
        "修士の学位を年50以上授与し、博士大学の基準に届かない",
        "50 or more master’s degrees a year, below the bounds of doctoral universities",
    ),
    University.BACCALAUREATE: Label(
        "修士は年50未満で、授与する学位の50%以上が学士以上",
        "fewer than 50 master’s degrees a year, and at least 50% of all degrees at bachelor’s level or above",
    ),
    University.MIXED: Label(
        "修士は年50未満で、学士以上の学位が50%に満たない",
        "fewer than 50 master’s degrees a year, and less than 50% of all degrees at bachelor’s level or above",
    ),
    University.ASSOCIATES: Label(
        "授与する最高の学位が準学士（短期大学士）", "the associate’s degree is the highest conferred"
    ),
    University.SPECIAL_FOCUS: Label(
        "授与する学位の75%以上が一つの分野または近い分野", "75% or more of all degrees in one field or in fields akin"
    ),
}


@dataclass(frozen=True, slots=True)
class Classified:
    """The class, if the known degrees settle it. verdicts: of every class. missing: figures that could change it."""

    fits: University | None
    verdicts: Mapping[University, Checked[str]]
    missing: Sequence[str]

    @property
    def possible(self) -> list[University]:
        """The classes that are not ruled out."""
        return [one for one, checked in self.verdicts.items() if checked.verdict is not Verdict.NO]


def classify(degrees: Degrees, on: date) -> Classified:
    """The class of a university by its degrees of one year; unknown stays unknown, and nothing fits nobody."""
    known = facts(degrees)
    verdicts = {one: check(condition, known, on) for one, condition in CONDITIONS.items()}
    fits = next((one for one, checked in verdicts.items() if checked.verdict is Verdict.YES), None)
    missing = [] if fits else list(chain.from_iterable(checked.missing for checked in verdicts.values()))
    parts = chain.from_iterable(_MADE_OF.get(fact, (fact,)) for fact in missing)
    asked = [fact for fact in parts if degrees.get(fact) is None]
    return Classified(fits, verdicts, list(dict.fromkeys(asked)))


_HIGHER = ("doctorates", "professional", "masters", "bachelors")
_MADE_OF: Mapping[str, Sequence[str]] = {"higher": _HIGHER, "higher_share": (*_HIGHER, "associates")}
"""From which degrees a fact is made."""


def facts(degrees: Degrees) -> dict[str, int | Decimal | None]:
    """Degrees as conditions ask for them.

    ``higher``: degrees of bachelor's level or above; ``higher_share``: their share of all, in percent. Each is unknown
    where a part of it is, and the share where no degree was conferred.
    """
    higher = _sum([degrees.get(name) for name in _HIGHER])
    every = _sum([higher, degrees.get("associates")])
    share = Decimal(100 * higher) / every if higher is not None and every else None
    return {**degrees, "higher": higher, "higher_share": share}


def _sum(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
