"""Do listed figures add up to a printed total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.catalog.enums import TotalRule
from tsunagu.kernel.money import Yen


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """Listed figures against a printed total. ``gap`` is printed minus computed; amounts in yen."""

    printed: Yen
    computed: Yen
    figures: int
    unknown: int
    adds_up: bool

    @property
    def gap(self) -> Yen:
        """Printed minus computed."""
        return Yen(self.printed - self.computed)


def check_total(printed: Yen, unit: Yen, rule: TotalRule, amounts: Sequence[Yen | None]) -> TotalCheck:
    """Whether figures add up to a printed total.

    ``equal``: the sum, rounded to the printed unit or cut off at it, is the printed figure. ``at_most``: the sum is not
    above it (above the printed figure by less than one unit is still what was printed). Unknown figures count as none
    and are reported.
    """
    known = [amount for amount in amounts if amount is not None]
    computed = Yen(sum(known))
    adds_up = abs(printed - computed) < unit if rule is TotalRule.EQUAL else computed < printed + unit
    return TotalCheck(printed, computed, len(known), len(amounts) - len(known), adds_up)
