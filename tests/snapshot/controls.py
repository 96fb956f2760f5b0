"""The filters of a page, read from its forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_TYPED = ("text", "search", "number", "")


@dataclass(slots=True)
class Controls:
    """What can be chosen and typed, by the names in the address: lists, boxes to tick, and texts."""

    choices: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Controls()
        self._list: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "select" and name:
            self._list = name
            self.found.choices.setdefault(name, [])
        elif tag == "option" and self._list:
            self.found.choices[self._list].append(given.get("value", ""))
        elif tag == "input" and name and given.get("type") in ("checkbox", "radio"):
            self.found.boxes.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input" and name and given.get("type", "") in _TYPED and name not in self.found.typed:
            self.found.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._list = None


def controls(html: str) -> Controls:
    """The filters of the main part of a page."""
    reader = _Forms()
    reader.feed(html[html.find("<main") :])
    found = reader.found
    found.choices = {name: list(dict.fromkeys(values)) for name, values in found.choices.items() if values}
    found.boxes = {name: list(dict.fromkeys(values)) for name, values in found.boxes.items()}
    return found
