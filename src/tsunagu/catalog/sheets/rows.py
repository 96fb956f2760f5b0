"""One row of a sheet of the catalog: what its cells hold beside what those of any sheet do."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tsunagu.catalog.enums import ApplicantType
from tsunagu.kernel.spreadsheets import rows
from tsunagu.kernel.spreadsheets.rows import Broken
from tsunagu.kernel.text import normalize

_BETWEEN = re.compile(r"[;,、・/\s]+")
_TELEPHONE = re.compile(r"[0+(].*")
_EXTENSION = re.compile(r"(内線)?[0-9]+(-[0-9]+)?([・,、~][0-9]+(-[0-9]+)?)*")
_NARROW = str.maketrans("０１２３４５６７８９（）＠．－−‐‑–", "0123456789()@.-----")


@dataclass(frozen=True)
class Row(rows.Row):
    """A row of a sheet of the catalog."""

    def applicant_types(self, column: str, *, required: bool = False) -> list[int] | Broken:
        """Numbers like ①②, 1;2 or １、２."""
        # Circled ones may stand side by side; 12 is not 1 and 2.
        apart = re.sub(r"[①-④]", lambda circled: f"{unicodedata.normalize('NFKC', circled.group())};", self[column])
        parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", apart)) if part]
        if len(set(parts)) < len(parts):
            message = _("「%(text)s」には、同じ申請主体が二度あります。")
            return self.refuse(column, "applicant_twice", message % {"text": self[column]})
        if set(ApplicantType).issuperset(parts) and (parts or not required):
            return [int(part) for part in parts]
        message = _("「%(text)s」は申請主体として読めません。①②のように、①から④の番号で書いてください。")
        return self.refuse(column, "applicants", message % {"text": self[column]})

    def telephone(self, column: str) -> str:
        """A telephone number; one that a spreadsheet took for a number has lost its first zero."""
        if self[column] and not _TELEPHONE.fullmatch(normalize(self[column])):
            message = _("「%(text)s」は0で始まっていません。セルの書式を文字列にして、電話番号を入れ直してください。")
            self.refuse(column, "telephone", message % {"text": self[column]})
        return self.narrow(column)

    def extension(self, column: str) -> str:
        """The extension of a telephone."""
        if self[column] and not _EXTENSION.fullmatch(normalize(self[column])):
            message = _("「%(text)s」は内線番号として読めません。セルの書式を文字列にして、番号を入れ直してください。")
            self.refuse(column, "extension", message % {"text": self[column]})
        return self.narrow(column)

    def narrow(self, column: str) -> str:
        """A text with its digits and the signs between them in their usual width."""
        return self[column].translate(_NARROW)

    def path(self, column: str) -> list[str]:
        """The parts of a department's name."""
        return [part for part in self[column].split("/") if part]
