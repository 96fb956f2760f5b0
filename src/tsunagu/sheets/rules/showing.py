"""When a question is asked: a condition over the answers to earlier ones, as data and as ``kernel.conditions``.

As data: ``{"question": "council", "is": ["yes"]}`` (one of these), ``{"question": "issues", "includes": ["money"]}``
(all of these), ``{"question": "staff", "at_least": 3}`` or ``at_most``; joined by ``all``, ``any`` and ``not``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tsunagu.kernel.conditions import (
    AllOf,
    AnyOf,
    Compared,
    Comparison,
    Condition,
    Includes,
    Leaf,
    Not,
    OneOf,
    Requirement,
    Verdict,
    check,
)
from tsunagu.kernel.problems import Problem
from tsunagu.sheets.enums import Kind, Mistake
from tsunagu.sheets.rules.questions import Question

_DEEPEST = 5
_MOST = 50  # parts of a condition
_DAY = date(2000, 1, 1)  # conditions of a sheet hold on every day
_BOUNDS = {"at_least": Comparison.AT_LEAST, "at_most": Comparison.AT_MOST}
_FITTING = {
    "is": ("choice", "scale"),
    "includes": ("choices",),
    "at_least": ("number", "yen", "scale"),
    "at_most": ("number", "yen", "scale"),
}
Raw = Mapping[str, Any]


def problems(
    raw: Any,
    earlier: Mapping[str, Raw],
    where: str,
    depth: int = 0,
) -> Iterator[Problem]:
    """Everything that is wrong with a condition. earlier: the questions before it, as data, by their keys."""
    if not isinstance(raw, dict) or depth > _DEEPEST:
        yield _wrong(Mistake.CONDITION, where)
        return
    [name] = raw if len(raw) == 1 else [""]
    if name in ("all", "any"):
        yield from _of_parts(raw[name], earlier, f"{where}.{name}", depth)
    elif name == "not":
        yield from problems(raw["not"], earlier, f"{where}.not", depth + 1)
    else:
        yield from _of_leaf(raw, earlier, where)


def _of_parts(
    parts: Any,
    earlier: Mapping[str, Raw],
    where: str,
    depth: int,
) -> Iterator[Problem]:
    if not isinstance(parts, list) or not 1 <= len(parts) <= _MOST:
        yield _wrong(Mistake.CONDITION, where)
        return
    for place, part in enumerate(parts):
        yield from problems(part, earlier, f"{where}[{place}]", depth + 1)


def _of_leaf(raw: Raw, earlier: Mapping[str, Raw], where: str) -> Iterator[Problem]:
    [asks, *more] = sorted(set(raw) - {"question"}) or [""]
    if asks not in _FITTING or more or not isinstance(raw.get("question"), str):
        yield _wrong(Mistake.CONDITION, where)
        return
    question = earlier.get(raw["question"])
    if question is None:
        yield _wrong(Mistake.EARLIER, f"{where}.question")
    elif question.get("kind") not in _FITTING[asks]:
        yield _wrong(Mistake.CONDITION, f"{where}.{asks}")
    elif asks in _BOUNDS:
        if not _is_whole(raw[asks]):
            yield _wrong(Mistake.CONDITION, f"{where}.{asks}")
    else:
        yield from _of_options(raw[asks], question, f"{where}.{asks}")


def _of_options(wanted: Any, question: Raw, where: str) -> Iterator[Problem]:
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= _MOST:
        yield _wrong(Mistake.CONDITION, where)
        return
    options = [option for option in question.get("options") or () if isinstance(option, dict)]
    known = {name_of(option.get("key")) for option in options}
    for place, key in enumerate(wanted):
        if not name_of(key) or name_of(key) not in known:
            yield _wrong(Mistake.NO_OPTION, f"{where}[{place}]")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 10**15


def name_of(key: Any) -> str:
    """A key that may be a text or, of a scale, a whole number; empty for anything else.

    A number with thousands of digits is never written out: Python refuses that.
    """
    if isinstance(key, str):
        return key
    return str(key) if _is_whole(key) else ""


def _wrong(which: Mistake, where: str) -> Problem:
    return Problem(which.value, which.en, where)


def condition(raw: Raw) -> Condition[str]:
    """A condition without mistakes, as the kernel checks it."""
    if "all" in raw:
        return AllOf(tuple(map(condition, raw["all"])))
    if "any" in raw:
        return AnyOf(tuple(map(condition, raw["any"])))
    if "not" in raw:
        return Not(condition(raw["not"]))
    return Leaf(raw["question"], _requirement(raw))


def _requirement(raw: Raw) -> Requirement:
    if "is" in raw:
        return OneOf(frozenset(map(str, raw["is"])))
    if "includes" in raw:
        return Includes(frozenset(map(str, raw["includes"])))
    [bound] = [name for name in _BOUNDS if name in raw]
    return Compared(_BOUNDS[bound], Decimal(raw[bound]))


def verdicts(questions: Sequence[Question], values: Mapping[str, Any]) -> dict[str, Verdict]:
    """For each question whether it is asked, by the values that are given.

    The answer to a question that is not asked itself is unknown to those after it.
    """
    found: dict[str, Verdict] = {}
    facts: dict[str, Any] = {}
    for question in questions:
        verdict = check(question.show_if, facts, _DAY).verdict if question.show_if else Verdict.YES
        found[question.key] = verdict
        if verdict is not Verdict.NO and question.key in values:
            facts[question.key] = fact(question, values[question.key])
    return found


def fact(question: Question, value: Any) -> Any:
    """The value of an answer as conditions compare it."""
    if question.kind is Kind.CHOICES:
        return frozenset(value)
    if question.kind in (Kind.NUMBER, Kind.YEN):
        return Decimal(value)
    return value
