"""The state of every program on a day: 公募中, 次回予定, ..., with what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from tsunagu.catalog.enums import Evidence, Reason, State
from tsunagu.catalog.models import Call, Contact, Document, Edition, Program, Status, Track
from tsunagu.catalog.models.days import known_from, known_on
from tsunagu.catalog.queries import days, windows
from tsunagu.catalog.queries.editions import published
from tsunagu.catalog.rules import states as rules
from tsunagu.catalog.rules.states import Facts, Judged, Notice, Printed, Round
from tsunagu.kernel.announced import Window
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.remembering import remembered, remembers
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.kernel.years import FiscalYear

in_state = partial(
    asked,
    Label("公募の状態", "State of the call"),
    None,
    help="only programs in this state on the day: open, planned, closed, continuing, ended or unknown",
)


@dataclass(frozen=True, slots=True)
class StateQuery:
    """Which programs' states, on which day."""

    as_of: date | None = days.as_of()
    state: State | None = in_state()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: the document's row number, empty for an editor's word, the page, the text as printed.

    text: ours.
    """

    document: int | None
    page: str
    printed: str = ""
    text: Label = Label("", "")


@dataclass(frozen=True, slots=True)
class ProgramState:
    """A program's state on a day, with the document it rests on; and those of its tracks that differ from it.

    names: of the tracks, by their keys.
    """

    judged: Judged[Place]
    as_of: date
    document: Document | None = None
    tracks: tuple[tuple[str, Judged[Place]], ...] = ()
    names: Mapping[str, Label] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """In a word."""
        return self.judged.state

    @property
    def page(self) -> str:
        """The page of the document."""
        return self.judged.source.page if self.judged.source else ""

    @property
    def cited_as(self) -> str:
        """Document and page in one line; empty where the state rests on none."""
        return self.document.cited(self.page) if self.document else ""

    @property
    def printed(self) -> str:
        """The text as printed there."""
        return self.judged.source.printed if self.judged.source else ""

    @property
    def quoted(self) -> str:
        """The words of the document that this rests on, to find them there."""
        return self.printed

    @property
    def of_tracks(self) -> list[tuple[Label, State]]:
        """The names of the tracks that differ, each with its state."""
        return [(self.names[track], judged.state) for track, judged in self.tracks]

    @property
    def basis(self) -> str:
        """What the state rests on, or what is missing, in a sentence."""
        return basis(self.judged, self.as_of)


@dataclass(frozen=True, slots=True)
class StateRow:
    """A program and its state."""

    program: Program
    state: ProgramState


def columns() -> list[Column[Any]]:
    """What a file says of the ``state`` of its records."""
    return [
        file_column("state", lambda row: row.state.state.value),
        file_column("as_of", lambda row: row.state.as_of.isoformat()),
        file_column("state_basis", lambda row: row.state.basis),
    ]


STATES = Columns[StateRow](
    file_column("program", lambda row: row.program.key),
    file_column("state", lambda row: row.state.state.value),
    file_column("as_of", lambda row: row.state.as_of.isoformat()),
    file_column("basis", lambda row: row.state.basis),
    file_column("document", lambda row: row.state.document.key if row.state.document else ""),
    file_column("page", lambda row: row.state.page),
)


def rows(query: StateQuery) -> list[StateRow]:
    """All programs with their states, in the order of the catalog."""
    found = states(query.as_of)
    with known_on(query.as_of):
        programs = list(Program.objects.select_related("ministry"))
    every = [StateRow(program, found[program.pk]) for program in programs]
    return [row for row in every if query.state in (None, row.state.state)]


def states(
    day: date | None = None,
    programs: Collection[int] | None = None,
) -> dict[int, ProgramState]:
    """The state of each program by its row number, today unless another day is asked; in a fixed number of statements.

    programs: only these. A program of which nothing was known yet on the day has no state.
    """
    with known_on(day):
        if programs is None:
            return _every()
        if not remembers():
            return _states(programs)
        every = _every()
        return {key: every[key] for key in programs if key in every}


@remembered(days.looked_at)
def _every() -> dict[int, ProgramState]:
    """The states of all programs, which most pages need, and which are the same until the data or the day change."""
    return _states(None)


def _states(programs: Collection[int] | None) -> dict[int, ProgramState]:
    chosen = days.seen()
    facts = _facts(programs)
    tracks = _tracks(programs)
    documents = Document.objects.in_bulk()
    every = Program.objects.order_by().values_list("pk", flat=True)
    wanted = every if programs is None else every.filter(pk__in=programs)
    return {key: _program_state(facts[key], tracks[key], documents, chosen) for key in wanted}


def state_of(program: Program) -> ProgramState:
    """The state of one program on the day on which the catalog is looked at."""
    return states(programs=[program.pk])[program.pk]


def in_states(chosen: Collection[State], day: date | None = None) -> list[int]:
    """The row numbers of the programs in one of some states."""
    return [program for program, found in states(day).items() if found.state in chosen]


def wanted_states(state: State | None, new_call: bool | None) -> list[State]:
    """The states that two filters leave: the one asked for, and whether anybody can apply now or at the next call."""
    fitting = [word for word in State if state in (None, word)]
    if new_call is None:
        return fitting
    return [word for word in fitting if word is not State.UNKNOWN and (word in _LIVE) is new_call]


_LIVE = (State.OPEN, State.PLANNED)


def _program_state(
    facts: Facts[Place], tracks: Mapping[str, Label], documents: Mapping[int, Document], day: date
) -> ProgramState:
    judged = rules.state(facts.of_the_whole(), day)
    own = ((track, rules.state(facts.of(track), day)) for track in tracks)
    differing = tuple((track, of_track) for track, of_track in own if _says_more(of_track, judged))
    document = documents.get(judged.source.document or 0) if judged.source else None
    return ProgramState(judged, day, document, differing, tracks)


def _says_more(of_track: Judged[Place], of_program: Judged[Place]) -> bool:
    return of_track.state not in (State.UNKNOWN, of_program.state)


# In words -------------------------------------------------------------------------------------------------------

_WINDOWS = {
    State.OPEN: Label("%(day)sまで受付", "Open until %(day)s"),
    State.PLANNED: Label("%(day)sから受付", "Opens on %(day)s"),
    State.CLOSED: Label("%(year)sの公募は%(day)sに終了", "The call for %(year)s closed on %(day)s"),
}
_PRINTED = {
    State.PLANNED: Label("%(year)sの新規公募：有", "New call in %(year)s: yes"),
    State.CONTINUING: Label("%(year)sの新規公募：無", "New call in %(year)s: no"),
}
_DECIDED = Label("編集部の判断：%(text)s", "Decided by the editors: %(text)s")
_OUTDATED = Label(
    "%(now)sの公募・採択の資料が未登録（最新は%(year)sの資料）",
    "No document on a call or result of %(now)s (the newest is of %(year)s)",
)
_UNFINISHED = Label(
    "%(year)sの公募の締切・結果が未確認", "The deadline and result of the call for %(year)s are not confirmed"
)
_NOTHING = Label("公募・採択の資料が未登録", "No document on a call or result")


def basis(judged: Judged[Place], day: date) -> str:
    """What a state on a day rests on, or what is missing, in a sentence."""
    said = {
        "day": day_text(judged.day) if judged.day else "",
        "year": judged.year.text() if judged.year else "",
        "now": FiscalYear.of(day).text(),
        "text": str(judged.source.text) if judged.source else "",
    }
    return _sentence(judged, FiscalYear.of(day)) % said


def day_text(day: date) -> str:
    """A day as the reader writes it: 「2026年12月1日」."""
    return str(_DAY).format(day)


_DAY = Label("{0.year}年{0.month}月{0.day}日", "{0:%B} {0.day}, {0.year}")


def _sentence(judged: Judged[Place], now: FiscalYear) -> Label:
    if judged.reason is Reason.WINDOW:
        return _WINDOWS[judged.state]
    if judged.reason is Reason.PRINTED:
        return _PRINTED[judged.state]
    if judged.reason is Reason.MISSING:
        return _missing(judged.year, now)
    return _NOTICE if judged.source and judged.source.document else _DECIDED


def _missing(newest: FiscalYear | None, now: FiscalYear) -> Label:
    if newest is None:
        return _NOTHING
    return _OUTDATED if newest < now else _UNFINISHED


_NOTICE = Label("%(text)s", "%(text)s")


# The facts ------------------------------------------------------------------------------------------------------


def _facts(programs: Collection[int] | None) -> dict[int, Facts[Place]]:
    """What was said of each program."""
    rounds, notices, printed = defaultdict(list), defaultdict(list), defaultdict(list)
    for program, round_ in _rounds(programs):
        rounds[program].append(round_)
    for program, notice in _notices(programs):
        notices[program].append(notice)
    for program, statement in _printed(programs):
        printed[program].append(statement)
    every = {*rounds, *notices, *printed}
    found: dict[int, Facts[Place]] = defaultdict(Facts)
    found |= {key: Facts(rounds[key], notices[key], printed[key]) for key in every}
    return found


_KNOWN = known_from("document__")


def _rounds(programs: Collection[int] | None) -> Iterator[tuple[int, Round[Place]]]:
    yield from _printed_rounds(programs)
    own = windows.own()
    keys = {window.program for window in own}
    found = dict(Program.objects.filter(key__in=keys).values_list("key", "pk")) if keys else {}
    for window in own:
        number = found.get(window.program)
        if number is not None and (programs is None or number in programs):
            yield number, _own_round(window)


def _own_round(window: Window) -> Round[Place]:
    return Round(
        source=Place(None, "", "", Label(window.name, window.name)),
        known=window.known,
        fiscal_year=FiscalYear(window.year),
        opens=window.opens,
        closes=window.closes,
    )


def _printed_rounds(programs: Collection[int] | None) -> Iterator[tuple[int, Round[Place]]]:
    announced = _of(Call, programs).filter(evidence=Evidence.ANNOUNCED.value).annotate(known=_KNOWN)
    for row in announced.exclude(known=None).values():
        yield (
            row["program_id"],
            Round(
                source=Place(row["document_id"], row["page"], row["printed"]),
                known=row["known"],
                track=row["track"],
                fiscal_year=FiscalYear(row["fiscal_year"]),
                opens=row["opens"],
                closes=row["closes"],
                decided=row["decided"],
            ),
        )


def _notices(programs: Collection[int] | None) -> Iterator[tuple[int, Notice[Place]]]:
    for row in _of(Status, programs).annotate(known=Coalesce(_KNOWN, F("since"))).values():
        yield (
            row["program_id"],
            Notice(
                source=Place(row["document_id"], row["page"], row["printed"], _reason(row)),
                known=row["known"],
                track=row["track"],
                state=State(row["state"]),
                since=row["since"],
                until=row["until"],
                decides=row["by_operator"],
            ),
        )


def _reason(row: Mapping[str, Any]) -> Label:
    return Label(row["reason"], row["reason_en"] or row["reason"])


def _printed(programs: Collection[int] | None) -> Iterator[tuple[int, Printed[Place]]]:
    editions = _of(Edition, programs).exclude(new_call=None).annotate(known=_KNOWN, year=F("fiscal_year"))
    shown = _of(Contact, programs).filter(map__in=published())
    contacts = shown.annotate(known=_KNOWN, year=F("map__fiscal_year"))
    for said in (editions, contacts):
        columns = said.exclude(known=None).values_list("program", "known", "year", "new_call", *_PLACE)
        for program, known, year, new_call, *place in columns:
            source = Place(*place)
            yield program, Printed(source=source, known=known, fiscal_year=FiscalYear(year), new_call=new_call)


_PLACE = ("document", "page", "printed")


def _of(model: Any, programs: Collection[int] | None) -> Any:
    every = model._default_manager.order_by()
    return every if programs is None else every.filter(program__in=programs)


def _tracks(programs: Collection[int] | None) -> dict[int, dict[str, Label]]:
    """The tracks of each program with their names, those of the newest edition first."""
    of_program: dict[int, dict[str, Label]] = defaultdict(dict)
    every = Track.objects.order_by("-edition__fiscal_year", "id")
    chosen = every if programs is None else every.filter(edition__program__in=programs)
    for program, key, name, name_en in chosen.values_list("edition__program", "key", "name", "name_en"):
        of_program[program].setdefault(key, Label(name, name_en or name))
    return of_program
