"""職務時間: the published survey of working time, and papers per researcher's full time (S99).

The survey (大学等におけるフルタイム換算データに関する調査) is published by field and by kind of university, not for
each university. Papers are therefore put beside research time by group and field, or by field from what a university
uploads itself (``worktime_sheet``).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TypeVar

from tsunagu.strengths.conventions.data import rows

TEACHERS = "教員"
RESEARCH = "研究"
PERCENT = 100

Amount = Fraction | int
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure.

    kind: all, founder, field or university_group. value: in ``unit``, None where the source shows no figure.
    """

    year: int
    kind: str
    group: str
    person: str
    category: str
    value: Fraction | None
    unit: str
    source: str
    page: str
    printed: str
    status: str
    note: str

    @property
    def key(self) -> tuple[int, str, str, str, str]:
        """What the figure is of; there is no other of the same."""
        return self.year, self.kind, self.group, self.person, self.category


@dataclass(frozen=True, slots=True)
class Time:
    """Research time of some teachers.

    headcount: persons. research_share: 0 to 1. error: relative standard error of the share. None: unknown.
    """

    headcount: Fraction | None
    research_share: Fraction | None
    error: Fraction | None = None

    @property
    def full_time(self) -> Fraction | None:
        """Researchers in full-time equivalents."""
        if self.headcount is None or self.research_share is None:
            return None
        return self.headcount * self.research_share


UNKNOWN = Time(None, None)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Papers beside the research time in which they were written.

    full_time: researchers in full-time equivalents. per_full_time: papers for each of them. error: its relative
    standard error as far as the survey's share of research time goes. None: unknown.
    """

    papers: Fraction
    time: Time
    full_time: Fraction | None
    per_full_time: Fraction | None
    error: Fraction | None

    @property
    def standard_error(self) -> Fraction | None:
        """The standard error of ``per_full_time`` in its own unit."""
        return None if self.per_full_time is None or self.error is None else self.per_full_time * self.error


@cache
def figures() -> tuple[Figure, ...]:
    """All published figures at hand, by year."""
    return tuple(_figure(row) for row in rows("worktime.csv"))


def _figure(row: Mapping[str, str]) -> Figure:
    value = Fraction(row["value"]) if row["value"] else None
    return Figure(**{**row, "year": int(row["year"]), "value": value})  # type: ignore[arg-type]


def published(
    year: int, category: str, *, kind: str = "all", group: str = "", person: str = TEACHERS
) -> Fraction | None:
    """The value of a figure in its unit; None where there is no such figure, or the source shows none."""
    key = (year, kind, group, person, category)
    return next((figure.value for figure in figures() if figure.key == key), None)


def research_share(
    year: int,
    *,
    kind: str = "all",
    group: str = "",
    person: str = TEACHERS,
) -> Fraction | None:
    """The share of working time (0 to 1) that goes to research by the survey of a year.

    None where no figure is at hand.
    """
    return part(published(year, RESEARCH, kind=kind, group=group, person=person))


def part(percent: Fraction | None) -> Fraction | None:
    """A percentage as a part of 1."""
    return None if percent is None else percent / PERCENT


def adjusted(
    papers: Amount,
    headcount: Amount | None,
    research_share: Fraction | None,
    error: Fraction | None = None,
) -> Adjusted:
    """Papers per full-time researcher: papers / (headcount x research share).

    papers: any counting, not negative. headcount: persons, above 0. research_share: above 0, at most 1. error: relative
    standard error of the share, not negative. An unknown headcount or share (None) leaves the result unknown, an
    unknown error leaves its error unknown. To the first order the quotient has the relative error of the share; papers
    and headcount are taken as counted, without error. Raises ValueError for other amounts. Source: definition of the
    coefficient in 大学等におけるフルタイム換算データに関する調査 (MEXT): full-time equivalent = headcount x
    coefficient.
    """
    time = Time(None if headcount is None else Fraction(headcount), research_share, error)
    _check(papers, time)
    if time.full_time is None:
        return Adjusted(Fraction(papers), time, None, None, None)
    return Adjusted(Fraction(papers), time, time.full_time, papers / time.full_time, error)


def _check(papers: Amount, time: Time) -> None:
    if papers < 0:
        raise ValueError(f"papers must not be negative, not be {papers}")
    if time.headcount is not None and time.headcount <= 0:
        raise ValueError(f"a headcount must be above 0, not be {time.headcount}; leave it out where it is unknown")
    if time.research_share is not None and not 0 < time.research_share <= 1:
        raise ValueError(
            f"a share of research time must be above 0 and at most 1, not be {time.research_share}; "
            "leave it out where it is unknown"
        )
    if time.error is not None and time.error < 0:
        raise ValueError(f"a relative standard error must not be negative, not be {time.error}")


def adjusted_by(papers: Mapping[_Key, Amount], times: Mapping[_Key, Time]) -> dict[_Key, Adjusted]:
    """Papers per full-time researcher for each key, in the order of ``papers``.

    A key is such as a field, or a pair of group and field.

    A key without a time has an unknown result. Errors as of ``adjusted``.
    """
    return {key: in_time(amount, times.get(key, UNKNOWN)) for key, amount in papers.items()}


def in_time(papers: Amount, time: Time) -> Adjusted:
    """Papers per full-time researcher by what is known of their time."""
    return adjusted(papers, time.headcount, time.research_share, time.error)
