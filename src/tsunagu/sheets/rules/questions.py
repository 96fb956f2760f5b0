"""What a question is, as data; how it is read from JSON stands in ``reading``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tsunagu.kernel.conditions import Condition
from tsunagu.kernel.labels import language
from tsunagu.sheets.enums import OF_CELLS, WITH_OPTIONS, Kind

Raw = Mapping[str, Any]


def _worded(ja: str, en: str) -> str:
    return en if en and language() == "en" else ja


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers; of a scale a step, whose key is a whole number and whose text is its anchor."""

    key: str
    text: str
    text_en: str = ""

    @property
    def label(self) -> str:
        """Its text in the language of the reader."""
        return _worded(self.text, self.text_en) or self.key


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table that is filled in."""

    key: str
    kind: Kind
    text: str
    text_en: str = ""

    @property
    def label(self) -> str:
        """Its heading in the language of the reader."""
        return _worded(self.text, self.text_en)

    @property
    def asked(self) -> Question:
        """What one of its cells answers."""
        return Question(self.key, self.kind, self.text)


@dataclass(frozen=True)
class Question:
    """A question. key: stays the same through all versions, so that their answers can be set side by side.

    least, most: bounds of a number. show_if: when it is asked; always where there is none. at, printed: where it was
    read. rows: how many rows a table has at the most. raw: as the file has it.
    """

    key: str
    kind: Kind
    text: str
    text_en: str = ""
    help: str = ""
    help_en: str = ""
    unit: str = ""
    unit_en: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    columns: tuple[TableColumn, ...] = ()
    rows: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    show_if: Condition[str] | None = None
    at: str = ""
    printed: str = ""

    @property
    def label(self) -> str:
        """Its text in the language of the reader."""
        return _worded(self.text, self.text_en)

    @property
    def hint(self) -> str:
        """Its help in the language of the reader."""
        return _worded(self.help, self.help_en)

    @property
    def measure(self) -> str:
        """Its unit in the language of the reader."""
        return _worded(self.unit, self.unit_en)

    @cached_property
    def option_labels(self) -> dict[str, str]:
        """The text of each option by its key."""
        return {option.key: option.label for option in self.options}

    @property
    def has_options(self) -> bool:
        """Whether it is answered by options."""
        return self.kind in WITH_OPTIONS

    @property
    def is_plain(self) -> bool:
        """Whether it is answered by one text, number, amount or day."""
        return self.kind in OF_CELLS

    @property
    def document(self) -> str:
        """The document in which it stands, by its key."""
        return self.at.partition(":")[0]

    @property
    def page(self) -> str:
        """The page of that document."""
        return self.at.partition(":")[2]
