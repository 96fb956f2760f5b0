"""Do listed figures add up to a printed total, and which figures of a year and kind may be added up at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsunagu.catalog.enums import Counting, TotalRule, TotalVerdict
from tsunagu.kernel.money import Yen


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """Listed figures against a printed total. ``gap`` is printed minus computed; amounts in yen."""

    printed: Yen
    computed: Yen
    figures: int
    unknown: int
    verdict: TotalVerdict

    @property
    def gap(self) -> Yen:
        """Printed minus computed."""
        return Yen(self.printed - self.computed)

    @property
    def adds_up(self) -> bool:
        """Whether the sum is the printed figure, but for rounding."""
        return self.verdict is TotalVerdict.ADDS_UP


def check_total(printed: Yen, unit: Yen, rule: TotalRule, amounts: Sequence[Yen | None]) -> TotalCheck:
    """How the sum of figures stands to a printed total.

    It adds up where the sum, rounded to the printed unit or cut off at it, is the printed figure. Where the list is not
    complete (``at_most``), a smaller sum is a part of the total. Unknown figures count as none and are reported.
    """
    known = [amount for amount in amounts if amount is not None]
    computed = Yen(sum(known))
    verdict = _verdict(Yen(printed - computed), unit, rule)
    return TotalCheck(printed, computed, len(known), len(amounts) - len(known), verdict)


def _verdict(gap: Yen, unit: Yen, rule: TotalRule) -> TotalVerdict:
    if abs(gap) < unit:
        return TotalVerdict.ADDS_UP
    return TotalVerdict.WITHIN if rule is TotalRule.AT_MOST and gap > 0 else TotalVerdict.DIFFERS


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one year and kind. ``date`` is that of its document, as text; empty where none is known."""

    key: int
    date: str
    program: int
    amount: Yen | None
    inclusive: bool
    part: bool


def counting(figures: Sequence[Figure], wholes: Mapping[int, int]) -> dict[int, Counting]:
    """Which figures of one year and kind count in their sum, and why the others do not.

    One figure a program counts: that of the newest document. A program inside another one that counts does not. wholes:
    the whole of each program that is a part.
    """
    reasons = {figure.key: _own_reason(figure) for figure in figures}
    chosen: dict[int, Figure] = {}
    for figure in figures:
        known = chosen.get(figure.program)
        if reasons[figure.key] is Counting.COUNTED and (known is None or figure.date > known.date):
            chosen[figure.program] = figure
    for figure in figures:
        if reasons[figure.key] is Counting.COUNTED:
            reasons[figure.key] = _reason_among(figure, chosen, wholes)
    return reasons


def _own_reason(figure: Figure) -> Counting:
    """Why a figure cannot count, by itself."""
    if figure.amount is None:
        return Counting.UNKNOWN
    if figure.inclusive:
        return Counting.LARGER
    return Counting.PART if figure.part else Counting.COUNTED


def _reason_among(figure: Figure, chosen: Mapping[int, Figure], wholes: Mapping[int, int]) -> Counting:
    """Why a figure that could count does not beside the others."""
    if wholes.get(figure.program) in chosen:
        return Counting.INSIDE
    return Counting.COUNTED if chosen[figure.program] is figure else Counting.ANOTHER
