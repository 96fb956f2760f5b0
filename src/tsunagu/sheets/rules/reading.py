"""Questions read from what JSON holds: every mistake with its place, and nothing where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets.enums import OF_CELLS, Kind, Mistake, Standing
from tsunagu.sheets.rules import showing
from tsunagu.sheets.rules.questions import Option, Question, TableColumn

MOST_QUESTIONS = 300
MOST_OPTIONS = 100
MOST_COLUMNS = 12
MOST_ROWS = 50
LONGEST_KEY = 40
LONGEST_TEXT = 2000
_FARTHEST = 10**15  # of a bound from zero
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
_STEP = re.compile(r"0|-?[1-9][0-9]{0,3}")
_TEXTS = ("text", "text_en", "help", "help_en", "unit", "unit_en", "at", "printed")
_FIELDS = {"key", "kind", *_TEXTS, "required", "options", "columns", "rows", "least", "most", "show_if"}
_OPTION_FIELDS = {"key", "text", "text_en"}
_COLUMN_FIELDS = {"key", "kind", "text", "text_en"}
_RESERVED = {standing.value for standing in Standing}
Raw = Mapping[str, Any]


def questions(raw: Any) -> tuple[Question, ...]:
    """The questions of a sheet, from a list of objects. Raises ``Rejected`` with every mistake and its place."""
    found = list(_problems(raw))
    if found:
        raise Rejected(found)
    return tuple(map(_question, raw))


def mistake(which: Mistake, where: str) -> Problem:
    """A mistake as a problem; pages say it in the language of the reader by its code."""
    return Problem(which.value, which.en, where)


def _problems(raw: Any) -> Iterator[Problem]:
    if not isinstance(raw, list):
        yield mistake(Mistake.SHAPE, "questions")
        return
    if not raw:
        yield mistake(Mistake.EMPTY, "questions")
    if len(raw) > MOST_QUESTIONS:
        yield mistake(Mistake.TOO_MANY, "questions")
        return
    earlier: dict[str, Raw] = {}
    for place, one in enumerate(raw):
        yield from _of_question(one, f"questions[{place}]", earlier)


def _of_question(one: Any, where: str, earlier: dict[str, Raw]) -> Iterator[Problem]:
    if not isinstance(one, dict):
        yield mistake(Mistake.SHAPE, where)
        return
    named = f"{where} {one['key']}" if _is_key(one.get("key")) else where
    yield from _strange(one, _FIELDS, named)
    yield from _keyed(one, earlier, named)
    yield from _worded(one, _TEXTS, named)
    kind = _kind(one.get("kind"))
    if kind is None:
        yield mistake(Mistake.KIND, f"{named}.kind")
    else:
        yield from _of_kind(one, kind, named)
    if not isinstance(one.get("required", False), bool):
        yield mistake(Mistake.SHAPE, f"{named}.required")
    if "show_if" in one:
        yield from showing.problems(one["show_if"], earlier, f"{named}.show_if")
    if _is_key(one.get("key")):
        earlier[one["key"]] = one


def _of_kind(one: Raw, kind: Kind, where: str) -> Iterator[Problem]:
    """What a kind of question needs, and what it has no use for."""
    if kind in (Kind.CHOICE, Kind.CHOICES, Kind.SCALE):
        yield from _options(one.get("options"), kind, f"{where}.options")
    elif one.get("options"):
        yield mistake(Mistake.NO_OPTIONS, f"{where}.options")
    if kind is Kind.TABLE:
        yield from _columns(one.get("columns"), f"{where}.columns")
        if not _is_whole(one.get("rows", MOST_ROWS), 1, MOST_ROWS):
            yield mistake(Mistake.SHAPE, f"{where}.rows")
    elif one.get("columns") or one.get("rows"):
        yield mistake(Mistake.NO_COLUMNS, f"{where}.columns")
    yield from _bounds(one, kind, where)


def _options(options: Any, kind: Kind, where: str) -> Iterator[Problem]:
    if not isinstance(options, list) or len(options) < 2:
        yield mistake(Mistake.OPTIONS, where)
        return
    if len(options) > MOST_OPTIONS:
        yield mistake(Mistake.TOO_MANY, where)
        return
    seen: dict[str, Raw] = {}
    for place, option in enumerate(options):
        yield from _option(option, kind, f"{where}[{place}]", seen)


def _option(
    option: Any,
    kind: Kind,
    where: str,
    seen: dict[str, Raw],
) -> Iterator[Problem]:
    if not isinstance(option, dict):
        yield mistake(Mistake.SHAPE, where)
        return
    yield from _strange(option, _OPTION_FIELDS, where)
    yield from _worded(option, ("text", "text_en"), where)
    key = option.get("key")
    if kind is Kind.SCALE and not _is_step(key):
        yield mistake(Mistake.INTEGER, f"{where}.key")
        return
    named = {**option, "key": showing.name_of(key)} if kind is Kind.SCALE else option
    yield from _keyed(named, seen, where, _is_step if kind is Kind.SCALE else None)
    if isinstance(named.get("key"), str):
        seen[named["key"]] = option


def _columns(columns: Any, where: str) -> Iterator[Problem]:
    if not isinstance(columns, list) or not 1 <= len(columns) <= MOST_COLUMNS:
        yield mistake(Mistake.COLUMNS, where)
        return
    seen: dict[str, Raw] = {}
    for place, column in enumerate(columns):
        yield from _column(column, f"{where}[{place}]", seen)


def _column(column: Any, where: str, seen: dict[str, Raw]) -> Iterator[Problem]:
    if not isinstance(column, dict):
        yield mistake(Mistake.SHAPE, where)
        return
    yield from _strange(column, _COLUMN_FIELDS, where)
    yield from _keyed(column, seen, where)
    yield from _worded(column, ("text", "text_en"), where)
    if _kind(column.get("kind", "text")) not in OF_CELLS:
        yield mistake(Mistake.KIND, f"{where}.kind")
    seen[showing.name_of(column.get("key"))] = column


def _bounds(one: Raw, kind: Kind, where: str) -> Iterator[Problem]:
    given = {name: one[name] for name in ("least", "most") if one.get(name) is not None}
    for name, value in given.items():
        is_bound = kind in (Kind.NUMBER, Kind.YEN) and _is_whole(value, -_FARTHEST, _FARTHEST)
        if not is_bound:
            yield mistake(Mistake.SHAPE, f"{where}.{name}")
            return
    if len(given) == 2 and given["least"] > given["most"]:
        yield mistake(Mistake.BOUNDS, f"{where}.least")


def _strange(one: Raw, known: set[str], where: str) -> Iterator[Problem]:
    for name in one:
        if name not in known:
            yield mistake(Mistake.UNKNOWN_FIELD, f"{where}.{str(name)[:LONGEST_KEY]}")


def _keyed(
    one: Raw, seen: Mapping[str, Raw], where: str, fits: Callable[[Any], bool] | None = None
) -> Iterator[Problem]:
    """What is wrong with a key: missing, not as keys are written, with a meaning of its own, or there already."""
    key = one.get("key")
    if key is None or key == "":
        yield mistake(Mistake.MISSING, f"{where}.key")
    elif not (fits or _is_key)(key):
        yield mistake(Mistake.KEY, f"{where}.key")
    elif key in _RESERVED:
        yield mistake(Mistake.RESERVED, f"{where}.key")
    elif key in seen:
        yield mistake(Mistake.TWICE, f"{where}.key")


def _worded(one: Raw, names: Sequence[str], where: str) -> Iterator[Problem]:
    """Texts are texts, not too long and without null characters; the Japanese one is there."""
    for name in names:
        text = one.get(name, "")
        if not isinstance(text, str):
            yield mistake(Mistake.SHAPE, f"{where}.{name}")
        elif "\0" in text:
            yield mistake(Mistake.NULL, f"{where}.{name}")
        elif len(text) > LONGEST_TEXT:
            yield mistake(Mistake.TOO_LONG, f"{where}.{name}")
    if one.get("text", "") == "":
        yield mistake(Mistake.MISSING, f"{where}.text")


def _kind(value: Any) -> Kind | None:
    return next((kind for kind in Kind if kind.value == value), None) if isinstance(value, str) else None


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_KEY and bool(_KEY.fullmatch(value))


def _is_step(value: Any) -> bool:
    """Whether it is a whole number of a few digits, as JSON has one or as a text."""
    return bool(_STEP.fullmatch(showing.name_of(value)))


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _question(one: Raw) -> Question:
    kind = Kind(one["kind"])
    texts = {name: one.get(name, "") for name in _TEXTS}
    shown = one.get("show_if")
    return Question(
        key=one["key"],
        kind=kind,
        **texts,
        required=one.get("required", False),
        options=tuple(map(_read_option, one.get("options") or ())),
        columns=tuple(map(_read_column, one.get("columns") or ())),
        rows=one.get("rows", MOST_ROWS if kind is Kind.TABLE else 0),
        least=_bound(one.get("least")),
        most=_bound(one.get("most")),
        show_if=showing.condition(shown) if shown is not None else None,
    )


def _read_option(one: Raw) -> Option:
    return Option(str(one["key"]), one["text"], one.get("text_en", ""))


def _read_column(one: Raw) -> TableColumn:
    return TableColumn(
        one["key"],
        Kind(one.get("kind", "text")),
        one["text"],
        one.get("text_en", ""),
    )


def _bound(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
