"""The English of the interface sentences, read from the text files of the rooms when the site starts.

Django reads compiled files only. Nothing is compiled here, so none can be missing or out of date: not in a fresh
clone, an installed wheel, or a source tree that cannot be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.translation import trans_real

_FIELD = re.compile(r"^(?:(msgid|msgid_plural|msgstr(?:\[\d\])?) )?(\".*\")$")
_LANGUAGE = "en"

Fields = dict[str, str]


class PoFile(GNUTranslations):
    """Translations from a text file of gettext as `make translations` writes it."""

    def _parse(self, fp: Any) -> None:
        self._catalog: dict[str | tuple[str, int], str] = {}
        self.plural = _is_several
        for fields in _entries(fp.read().decode()):
            self._add(fields)

    def _add(self, fields: Fields) -> None:
        sentence = fields["msgid"]
        if "msgid_plural" in fields:
            self._catalog[sentence, 0] = fields["msgstr[0]"]
            self._catalog[sentence, 1] = fields["msgstr[1]"]
        elif sentence and fields["msgstr"]:
            self._catalog[sentence] = fields["msgstr"]


def _is_several(number: int) -> int:
    """Which of the two forms English takes."""
    return int(number != 1)


def _entries(text: str) -> Iterator[Fields]:
    for block in text.split("\n\n"):
        if fields := _fields(block):
            yield fields


def _fields(block: str) -> Fields:
    """The fields of an entry; a text may go on over several lines."""
    fields: Fields = {}
    name = ""
    for line in block.splitlines():
        if match := _FIELD.match(line):
            name = match[1] or name
            fields[name] = fields.get(name, "") + json.loads(match[2])
    return fields


def files() -> list[Path]:
    """The text file of each app of the house that has one."""
    folders = [Path(app.path) for app in apps.get_app_configs() if not app.name.startswith(("django", "allauth"))]
    every = [folder / "locale" / _LANGUAGE / "LC_MESSAGES" / "django.po" for folder in folders]
    return [path for path in every if path.exists()]


def load() -> None:
    """Give Django the sentences of all rooms."""
    english = trans_real.translation(_LANGUAGE)
    for path in files():
        with path.open("rb") as file:
            english.merge(PoFile(file))
