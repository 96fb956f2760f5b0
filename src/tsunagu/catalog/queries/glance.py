"""A program at a glance: how much for whom and how long, and how large it is, by the newest that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tsunagu.catalog.enums import Basis, BudgetKind
from tsunagu.catalog.models import BudgetFigure, Edition, Program, Track

_TELLING = (BudgetKind.INITIAL, BudgetKind.DRAFT, BudgetKind.SUPPLEMENTARY, BudgetKind.PREVIOUS, BudgetKind.REQUEST)


@dataclass(frozen=True, slots=True)
class Glance:
    """The ways to apply of the newest edition that tells any, and the figure that says best how large a program is."""

    edition: Edition | None
    tracks: list[Track]
    headline: BudgetFigure | None

    @property
    def amounts(self) -> list[Track]:
        """The tracks that print an amount."""
        return [track for track in self.tracks if track.amount_text]

    @property
    def periods(self) -> list[str]:
        """For how long, as printed, each once."""
        return list(dict.fromkeys(track.years_text for track in self.tracks if track.years_text))


def glance(program: Program) -> Glance:
    """A program, loaded with its editions, tracks and figures, at a glance.

    ``edition`` is the newest one that tells ways to apply, with an amount where any does.
    """
    editions = [edition for edition in program.editions.all() if edition.tracks.all()]
    edition = min(editions, key=_newest_with_amount, default=None)
    return Glance(edition, _telling(edition) if edition else [], headline(program.budgets.all()))


def headline(figures: Iterable[BudgetFigure]) -> BudgetFigure | None:
    """The newest figure that was decided, a request only for want of one; a 内数 only for want of another.

    The budget of the year before, as a later document prints it, counts for its own year.
    """
    known = [figure for figure in figures if figure.amount is not None and figure.kind in _TELLING]
    return max(known, key=_weight, default=None)


def _weight(figure: BudgetFigure) -> tuple[bool, int, bool, int]:
    decided = figure.kind != BudgetKind.REQUEST
    return (decided, figure.fiscal_year, figure.is_whole, -_TELLING.index(BudgetKind(figure.kind)))


def _newest_with_amount(edition: Edition) -> tuple[bool, int, bool]:
    """Amounts first, then the newest year; within a year what was asked for comes last."""
    has_none = not any(track.amount_text for track in edition.tracks.all())
    return (has_none, -edition.fiscal_year, edition.basis == Basis.REQUEST)


def _telling(edition: Edition) -> list[Track]:
    """The ways to apply that print an amount, a period or a number of awards; all where none does."""
    tracks = list(edition.tracks.all())
    return [track for track in tracks if track.amount_text or track.years_text or track.awards_text] or tracks
