"""A treemap of budget figures: an area for each pillar, in it for each ministry, in it for each program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import squarify

from tsunagu.catalog.models import BudgetFigure

WIDTH, HEIGHT = 1000, 560
_HEAD = 22  # the line of a pillar's name
_ROOM = (64, 30)  # what a name needs to be read in its rectangle

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of the map, in units of its view box."""

    x: float
    y: float
    width: float
    height: float

    @property
    def holds_a_name(self) -> bool:
        """Whether a name can be read in it."""
        return self.width >= _ROOM[0] and self.height >= _ROOM[1]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A program's figure and its place."""

    figure: BudgetFigure
    place: Rectangle

    @property
    def letters(self) -> int:
        """How many full-width letters of 12 units fit into a line."""
        return int((self.place.width - 8) // 12)


@dataclass(frozen=True, slots=True)
class Branch:
    """The figures of a pillar with its place; the pillar is empty for programs that have none."""

    pillar: str
    place: Rectangle
    leaves: list[Leaf]


@dataclass(frozen=True, slots=True)
class Treemap:
    """The whole map."""

    branches: list[Branch]
    width: int = WIDTH
    height: int = HEIGHT


def treemap(figures: Iterable[BudgetFigure]) -> Treemap | None:
    """The map of figures that may be added up, one a program; none where there is nothing to draw.

    The squarified layout of Bruls, Huizing and van Wijk (2000): areas are in proportion to the amounts within a pillar;
    a pillar's area is its share of the whole.
    """
    known = [figure for figure in figures if figure.amount]
    if not known:
        return None
    whole = Rectangle(0, 0, WIDTH, HEIGHT)
    return Treemap([_branch(pillar, place, members) for pillar, place, members in _divided(known, whole, _pillar)])


def _branch(pillar: str, place: Rectangle, figures: Sequence[BudgetFigure]) -> Branch:
    head = min(_HEAD, place.height / 3)
    below = Rectangle(place.x, place.y + head, place.width, place.height - head)
    leaves: list[Leaf] = []
    for _, of_ministry, members in _divided(figures, below, _ministry):
        leaves += [Leaf(figure, part) for figure, part in _laid(members, of_ministry)]
    return Branch(pillar, place, leaves)


def _divided(
    figures: Iterable[BudgetFigure], place: Rectangle, key: Callable[[BudgetFigure], Key]
) -> list[tuple[Key, Rectangle, list[BudgetFigure]]]:
    """A place divided among groups of figures, the largest first."""
    groups: dict[Key, list[BudgetFigure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    sums = {name: sum(_amount(figure) for figure in members) for name, members in groups.items()}
    order = sorted(groups, key=lambda name: -sums[name])
    places = _squares([sums[name] for name in order], place)
    return [(name, part, groups[name]) for name, part in zip(order, places, strict=True)]


def _laid(figures: Iterable[BudgetFigure], place: Rectangle) -> list[tuple[BudgetFigure, Rectangle]]:
    order = sorted(figures, key=_amount, reverse=True)
    return list(zip(order, _squares([_amount(figure) for figure in order], place), strict=True))


def _squares(amounts: Sequence[int], place: Rectangle) -> list[Rectangle]:
    sizes = squarify.normalize_sizes(amounts, place.width, place.height)
    parts: list[Mapping[str, float]] = squarify.squarify(sizes, place.x, place.y, place.width, place.height)
    return [
        Rectangle(round(part["x"], 1), round(part["y"], 1), round(part["dx"], 1), round(part["dy"], 1))
        for part in parts
    ]


def _pillar(figure: BudgetFigure) -> str:
    return figure.program.pillar


def _ministry(figure: BudgetFigure) -> int:
    return figure.program.ministry_id


def _amount(figure: BudgetFigure) -> int:
    return int(figure.amount or 0)
