"""The text files changed in place: what an edit does not name stays as it is, byte for byte.

A file is edited in its parts, the keys on top and then one for each ``[[table]]``: as a whole, tomlkit would gather the
tables of a name that stand apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

Values = Mapping[str, Any]  # by key; an empty one takes its key away

_HEADER = re.compile(r"\[\[(?P<name>[^\]]+)\]\]\s*")
_BEFORE_RULES = ("", "alias", "want", "relation", "eligibility")  # the usual order of a program's file
_NEW_DOCUMENTS = Path("catalog/documents/sheets.toml")


@dataclass
class ProgramEdit:
    """What is new in a program's file; rules are named by their place among those of the file."""

    values: Values = field(default_factory=dict)
    changed_rules: dict[int, Values] = field(default_factory=dict)
    dropped_rules: set[int] = field(default_factory=set)
    added_rules: list[Values] = field(default_factory=list)


@dataclass
class Edits:
    """What is new in the documents and the programs, by their keys."""

    documents: dict[str, Values] = field(default_factory=dict)
    programs: dict[str, ProgramEdit] = field(default_factory=lambda: defaultdict(ProgramEdit))

    def contents(self, folder: Path) -> dict[Path, bytes]:
        """The files below ``folder`` that become others, by their path in it, as they will be."""
        texts = dict(_edited_documents(folder, self.documents))
        for key, edit in self.programs.items():
            path = Path(f"catalog/programs/{key}.toml")
            texts[path] = _edited_program(_text(folder / path), edit)
        return {path: text.encode() for path, text in texts.items()}


def _text(path: Path) -> str:
    """What a file holds, with the ends of its lines as they are; nothing where it is not there."""
    return path.read_bytes().decode() if path.exists() else ""


def _edited_program(text: str, edit: ProgramEdit) -> str:
    file = _Parts(text)
    file.change(0, edit.values)
    rules = file.places("eligibility")
    for number, values in edit.changed_rules.items():
        file.change(rules[number], values)
    for values in edit.added_rules:
        file.add("eligibility", values, after=_BEFORE_RULES)
    for number in sorted(edit.dropped_rules, reverse=True):
        file.drop(rules[number])
    return str(file)


def _edited_documents(folder: Path, documents: Mapping[str, Values]) -> Iterator[tuple[Path, str]]:
    """The lists of documents that change: each document where it stands, new ones in a list of their own."""
    waiting = dict(documents)
    lists = [Path("catalog/documents.toml"), *sorted(path.relative_to(folder) for path in _document_lists(folder))]
    for path in dict.fromkeys([*lists, _NEW_DOCUMENTS]):
        file = _Parts(_text(folder / path))
        before = str(file)
        for place in file.places("document"):
            file.change(place, waiting.pop(str(file.value(place, "key")), {}))
        if path == _NEW_DOCUMENTS:
            for values in waiting.values():
                file.add("document", values, after=("", "document"))
        if str(file) != before:
            yield path, str(file)


def _document_lists(folder: Path) -> Iterator[Path]:
    return (folder / "catalog/documents").glob("*.toml")


@dataclass
class _Part:
    """The keys on top of a file (without a name) or one of its tables; tail: what stands between it and the next."""

    name: str
    header: str = ""
    body: str = ""
    tail: str = ""


class _Parts:
    """A file as the parts that it is made of."""

    def __init__(self, text: str) -> None:
        self._parts = [_Part("")]
        within = False  # a text of several lines
        for line in text.splitlines(keepends=True):
            header = None if within else _HEADER.fullmatch(line)
            if header:
                self._parts.append(_Part(header["name"], header=line))
            else:
                self._append(self._parts[-1], line, filled=within)
            within ^= line.count('"""') % 2 == 1

    @staticmethod
    def _append(part: _Part, line: str, *, filled: bool) -> None:
        if filled or (line.strip() and not line.startswith("#")):
            part.body += part.tail + line
            part.tail = ""
        else:
            part.tail += line

    def __str__(self) -> str:
        return "".join(f"{part.header}{part.body}{part.tail}" for part in self._parts)

    def places(self, name: str) -> list[int]:
        """Where the tables of this name stand."""
        return [place for place, part in enumerate(self._parts) if part.name == name]

    def value(self, place: int, key: str) -> Any:
        """What a part says under a key."""
        return tomlkit.parse(self._parts[place].body).get(key)

    def change(self, place: int, values: Values) -> None:
        """Write values into a part."""
        if values:
            self._parts[place].body = _changed(self._parts[place].body, values)

    def add(self, name: str, values: Values, *, after: Collection[str]) -> None:
        """A new table behind the last one of these names."""
        place = max(place for place, part in enumerate(self._parts) if part.name in after)
        before = self._parts[place]
        new = _Part(name, f"[[{name}]]\n", _changed("", values), before.tail or "\n")
        before.tail = "\n" if before.body else ""
        if place == len(self._parts) - 1:
            new.tail = ""
        self._parts.insert(place + 1, new)

    def drop(self, place: int) -> None:
        """Take a table away; remarks between it and the next one stay."""
        tail = self._parts.pop(place).tail
        if tail.strip():
            self._parts[place - 1].tail += tail.lstrip("\n")


def _changed(body: str, values: Values) -> str:
    document = tomlkit.parse(body)
    for key, value in values.items():
        if value in ("", None, []):
            document.pop(key, None)
        else:
            document[key] = _lines(value) if "\n" in str(value) else value
    text = tomlkit.dumps(document)
    return text if text.endswith("\n") else f"{text}\n"


def _lines(text: str) -> Any:
    """A text of several lines, which begins on a line of its own."""
    return tomlkit.value(tomlkit.string(text, multiline=True).as_string().replace('"""', '"""\n', 1))
