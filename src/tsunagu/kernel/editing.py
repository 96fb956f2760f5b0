"""Forms of a record that several people may edit at once: each carries the facts from which it was drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from tsunagu.kernel.labels import in_row
from tsunagu.kernel.merging import Change, Facts, Merged
from tsunagu.kernel.problems import Rejected

_BEGAN, _SEEN = "began", "seen"
_KEEP = "keep-"  # before the name of a field: which of two values is kept
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True, slots=True)
class Line:
    """A field that somebody else changed meanwhile, as the merge view shows it. keep: the name of its choice."""

    label: str
    began: str
    now: str
    wrote: str
    is_conflict: bool
    keep: str


class EditForm(forms.Form):
    """A form of one record. Its facts are texts and lists of texts, a day as ISO writes it, and nothing is empty.

    ``EditForm.drawn(facts)`` for whoever opens it, ``EditForm.sent(request.POST)`` for what comes back. An action is
    given ``began`` and ``wrote``; where it raises ``Stale``, ``against(stale.merged)`` is the form of the merge view
    (``parts/merging.html``, 409), in which nothing that was typed is lost.
    """

    def __init__(self, *given: Any, lines: tuple[Line, ...] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""
        self.lines = lines

    @classmethod
    def drawn(cls, facts: Facts, **more: Any) -> Self:
        """The form as it stands before somebody writes."""
        return cls(initial={**facts, _BEGAN: facts}, **more)

    @classmethod
    def sent(cls, data: QueryDict, **more: Any) -> Self:
        """The form as it was sent, with what was chosen in the merge view in its place."""
        return cls(_resolved(data), **more)

    @property
    def began(self) -> dict[str, Any]:
        """The facts from which it was drawn; empty where that cannot be read."""
        if self.is_bound:
            return _read(self.data.get(_BEGAN, ""))
        return dict(self.initial.get(_BEGAN, {}))

    @property
    def wrote(self) -> dict[str, Any]:
        """What somebody wrote, once it is valid."""
        return {name: _written(self.cleaned_data.get(name)) for name in self.fields}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Hidden fields that a template writes: from which facts it was drawn, and what the merge view showed."""
        seen = self.data.get(_SEEN, "") if self.lines else ""
        return [(_BEGAN, _kept(self.began)), *([(_SEEN, seen)] if seen else [])]

    @property
    def taken_over(self) -> list[Line]:
        """The fields that somebody else alone changed, as the merge view shows them."""
        return [line for line in self.lines if not line.is_conflict]

    def against(self, merged: Merged, **more: Any) -> Self:
        """The form with what somebody else changed meanwhile; where both did, it waits for a choice."""
        unsettled = {change.field: change.began for change in merged.conflicts}
        data = _sendable(merged.facts)
        data[_BEGAN], data[_SEEN] = _kept({**merged.theirs, **unsettled}), _kept(merged.theirs)
        lines = tuple(self._line(change) for change in merged.changes if change.field in self.fields)
        return type(self)(data, lines=lines, **more)

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, each at its field."""
        for problem in refused.problems:
            self.add_error(problem.where if problem.where in self.fields else None, problem.message)

    def _line(self, change: Change) -> Line:
        return Line(
            label=str(self.fields[change.field].label),
            began=self._shown(change.field, change.began),
            now=self._shown(change.field, change.theirs),
            wrote=self._shown(change.field, change.wrote),
            is_conflict=change.is_conflict,
            keep=f"{_KEEP}{change.field}",
        )

    def _shown(self, field: str, value: Any) -> str:
        """A value as a reader writes it."""
        options = dict(getattr(self.fields[field], "choices", ()))
        told = [str(options.get(one, one)) for one in _several(value) if one]
        return in_row(told) or gettext("（空欄）")


def _several(value: Any) -> list[Any]:
    """A value as a field with several has it."""
    return value if isinstance(value, list) else [value]


def _sendable(facts: Facts) -> QueryDict:
    """Facts as a browser sends them."""
    data = QueryDict(mutable=True)
    for field, value in facts.items():
        data.setlist(field, _several(value))
    return data


def _resolved(data: QueryDict) -> QueryDict:
    """What was sent, with each field as it was chosen in the merge view; one without a choice stays unsettled."""
    sent, began = data.copy(), _read(data.get(_BEGAN, ""))
    for field, value in _read(data.get(_SEEN, "")).items():
        choice = data.get(f"{_KEEP}{field}")
        if choice == THEIRS:
            sent.setlist(field, _several(value))
        if choice in {THEIRS, MINE}:
            began[field] = value
    sent[_BEGAN] = _kept(began)
    return sent


def _written(value: Any) -> Any:
    """A value of a form as facts have it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


def _kept(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _read(text: str) -> dict[str, Any]:
    """Facts from a hidden field; none where somebody changed it to what they cannot be."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {name: value for name, value in _pairs(facts) if _is_fact(value)}


def _pairs(facts: Any) -> Iterator[tuple[str, Any]]:
    return iter(facts.items()) if isinstance(facts, dict) else iter(())


def _is_fact(value: Any) -> bool:
    """Whether it is a text or a list of texts."""
    return all(isinstance(one, str) for one in _several(value))
