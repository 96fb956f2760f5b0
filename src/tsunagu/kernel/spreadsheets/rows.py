"""One row of a sheet that somebody filled in: its cells as values, and what is wrong with them."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from tsunagu.kernel.labels import Labeled, in_row, worded
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spreadsheets.layout import Layout, spelled
from tsunagu.kernel.text import normalize

_MOST_DIGITS = 17
_TRUE = {"true", "1", "有", "有り", "あり", "yes", "はい"}
_FALSE = {"false", "0", "無", "無し", "なし", "no", "いいえ"}
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
_NOTHING_BEHIND = re.compile(r"\.0+$")  # 1450000000.0, as some programs write whole numbers


_PLACE = re.compile(r"^(\([0-9]\)|[0-9]\.|第[0-9]段階|phase[0-9]:)", re.IGNORECASE)


class Broken:
    """Stands for the value of a cell that cannot be read."""


BROKEN: Final = Broken()


@dataclass(frozen=True, slots=True)
class CellProblem(Problem):
    """What is wrong with one cell."""

    layout: Layout | None = None
    row: int = 0
    column: str = ""


@dataclass(frozen=True)
class Row:
    """One row with its place; missing cells are empty. What is wrong with a cell is added to ``problems``."""

    values: Mapping[str, str]
    layout: Layout
    number: int
    problems: list[Problem]

    @property
    def sheet(self) -> str:
        """The key of its layout."""
        return self.layout.key

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found wrong with it so far."""
        own = (self.layout, self.number)
        found = (one for one in self.problems if isinstance(one, CellProblem))
        return all((one.layout, one.row) != own for one in found)

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def refuse(self, column: str, code: str, message: str) -> Broken:
        """Something is wrong with a cell; of several things the first is said."""
        where = self.layout.place(self.number, column)
        if all(problem.where != where for problem in self.problems):
            self.problems.append(CellProblem(code, message, where, self.layout, self.number, column))
        return BROKEN

    def texts(self, *columns: str) -> dict[str, str]:
        """Several cells by column name."""
        return {column: self[column] for column in columns}

    def choice(self, column: str, words: type[Labeled]) -> Any:
        """One word of a list."""
        return word(self[column], words) or self.refuse(column, "choice", not_among(self[column], words))

    def whole_number(
        self,
        column: str,
        *,
        least: int = 0,
        most: int = 10**16,
    ) -> int | Broken | None:
        """A whole number, or none where the cell is empty."""
        text = _NOTHING_BEHIND.sub("", normalize(self[column]).strip())
        if not text:
            return None
        digits = text.replace(",", "")
        if not (_WHOLE.fullmatch(text) and len(digits) <= _MOST_DIGITS and int(digits) <= most):
            advice = _("「%(text)s」は整数として読めません。額の記載がないときは空欄にしてください。")
            return self.refuse(column, "number", advice % {"text": self[column]})
        if int(digits) < least:
            return self.refuse(column, "zero", _("0 は書かないでください。額の記載がないときは空欄にします。"))
        return int(digits)

    def flag(self, column: str, *, required: bool = False) -> bool | Broken:
        """Yes or no; an empty cell is no unless an answer is required."""
        text = normalize(self[column]).lower()
        if text in _TRUE:
            return True
        if text in _FALSE or not (text or required):
            return False
        message = _("「%(text)s」は有無として読めません。「有」か「無」を選んでください。")
        return self.refuse(column, "flag", message % {"text": self[column]})

    def day(self, column: str) -> date | Broken | None:
        """A day, or none where the cell is empty."""
        text = normalize(self[column])
        if not text:
            return None
        found = _DAY.fullmatch(text)
        try:
            return date(*map(int, found.groups())) if found else self._no_day(column)
        except ValueError:
            return self._no_day(column)

    def _no_day(self, column: str) -> Broken:
        message = _("「%(text)s」は日付として読めません。「2023-04-01」のように書いてください。")
        return self.refuse(column, "day", message % {"text": self[column]})

    def require(self, column: str) -> None:
        """The cell must not be empty."""
        if not self[column]:
            self.refuse(column, "empty", _("空欄にはできません。"))

    def check_length(self, column: str, text: str, most: int | None) -> None:
        """A text must fit into its column of the database."""
        if most is not None and len(text) > most:
            message = _("%(length)d字あります。%(most)d字までにしてください。")
            self.refuse(column, "too_long", message % {"length": len(text), "most": most})


def together(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, those that say the same of many cells of a column as one: 「箱 4〜9、12行目 出典」."""
    groups: dict[Hashable, list[Problem]] = defaultdict(list)
    for problem in problems:
        same = (problem.code, problem.message, problem.column) if isinstance(problem, CellProblem) else problem
        groups[same].append(problem)
    return [group[0] if len(group) == 1 else _together(group) for group in groups.values()]


def _together(group: Sequence[Any]) -> Problem:
    rows: dict[Layout, list[int]] = defaultdict(list)
    for cell in group:
        rows[cell.layout].append(cell.row)
    first = group[0]
    places = [layout.place(_spans(numbers), first.column) for layout, numbers in rows.items()]
    return Problem(first.code, first.message, where=in_row(places))


def _spans(numbers: Iterable[int]) -> str:
    """Numbers with those in a row drawn together: 「4〜9、12」."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    dash = worded("〜", "–")
    return in_row([f"{first}{dash}{last}" if last > first else str(first) for first, last in spans])


def word(text: str, words: type[Labeled]) -> Labeled | None:
    """The word of a list that is meant, by its value or by its label in either language."""
    given = _spelled(text)
    return next((member for member in words if given in _spellings(member)), None)


def _spellings(member: Labeled) -> list[str]:
    return [_spelled(name) for name in (member.value, member.ja, member.en)]


def _spelled(text: str) -> str:
    """One form of a word's spellings: width, case, spaces; 「② 実装」 and 「第2段階 実装」 without the number."""
    return _PLACE.sub("", spelled(text))


def not_among(text: str, words: type[Labeled]) -> str:
    """That a text is none of the words, and which there are."""
    return _("「%(text)s」という選択肢はありません。%(words)sから選んでください。") % {
        "text": text,
        "words": in_row([word.label for word in words]),
    }


def suggestion(text: str, known: Iterable[str]) -> str:
    """What may have been meant, to stand behind a refusal."""
    near = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return _("（もしかして「%(near)s」）") % {"near": near[0]} if near else ""
