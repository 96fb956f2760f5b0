"""The state of every program on a day: 公募中, 次回予定, ..., with what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from tsunagu.catalog.enums import Evidence, Reason, State
from tsunagu.catalog.models import Call, Contact, Document, Edition, Program, Status, Track
from tsunagu.catalog.queries.editions import published
from tsunagu.catalog.rules import states as rules
from tsunagu.catalog.rules.states import Facts, Judged, Notice, Printed, Round
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Columns, file_column
from tsunagu.kernel.years import FiscalYear

AS_OF = Label("時点", "As of")


def as_of(**how: Any) -> Any:
    """The field of a question that asks for the catalog as it stood on a day."""
    return asked(
        AS_OF, None, name="as_of", help="the catalog as it stood on this day, YYYY-MM-DD; today by default", **how
    )


@dataclass(frozen=True, slots=True)
class StateQuery:
    """Which programs' states, on which day."""

    as_of: date | None = as_of()
    state: State | None = asked(Label("状態", "State"), None, help="only programs in this state")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: the document's row number, empty for an editor's word, and the page. text: ours."""

    document: int | None
    page: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ProgramState:
    """A program's state on a day, with the document it rests on; and those of its tracks that differ from it."""

    judged: Judged[Place]
    as_of: date
    document: Document | None = None
    tracks: tuple[tuple[str, Judged[Place]], ...] = ()

    @property
    def state(self) -> State:
        """In a word."""
        return self.judged.state

    @property
    def page(self) -> str:
        """The page of the document."""
        return self.judged.source.page if self.judged.source else ""

    @property
    def basis(self) -> str:
        """What the state rests on, or what is missing, in a sentence."""
        return basis(self.judged, self.as_of)


@dataclass(frozen=True, slots=True)
class StateRow:
    """A program and its state."""

    program: Program
    state: ProgramState


STATES = Columns[StateRow](
    file_column("program", lambda row: row.program.key),
    file_column("state", lambda row: row.state.state.value),
    file_column("as_of", lambda row: row.state.as_of.isoformat()),
    file_column("basis", lambda row: row.state.basis),
    file_column("document", lambda row: row.state.document.key if row.state.document else ""),
    file_column("page", lambda row: row.state.page),
)


def today() -> date:
    """The day in Japan."""
    return timezone.localdate()


def rows(query: StateQuery) -> list[StateRow]:
    """All programs with their states."""
    found = states(query.as_of)
    programs = Program.objects.select_related("ministry").filter(pk__in=found)
    every = (StateRow(program, found[program.pk]) for program in programs)
    return [row for row in every if query.state in (None, row.state.state)]


def states(day: date | None = None, programs: Collection[int] | None = None) -> dict[int, ProgramState]:
    """The state of each program by its row number, today unless another day is asked; in a fixed number of statements.

    programs: only these. A day before anything of a program was known gives no state for it, as if it were not there.
    """
    chosen = day or today()
    facts = _facts(programs)
    tracks = _tracks(programs)
    documents = Document.objects.in_bulk()
    keys = Program.objects.order_by().values_list("pk", flat=True)
    wanted = keys if programs is None else keys.filter(pk__in=programs)
    return {key: _program_state(facts[key], tracks[key], documents, chosen) for key in wanted}


def _program_state(
    facts: Facts[Place], tracks: Iterable[str], documents: dict[int, Document], day: date
) -> ProgramState:
    judged = rules.state(facts.of_the_whole(), day)
    own = ((track, rules.state(facts.of(track), day)) for track in tracks)
    differing = tuple((track, of_track) for track, of_track in own if _says_more(of_track, judged))
    document = documents.get(judged.source.document or 0) if judged.source else None
    return ProgramState(judged, day, document, differing)


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
        "day": judged.day.isoformat() if judged.day else "",
        "year": judged.year.text() if judged.year else "",
        "now": FiscalYear.of(day).text(),
        "text": judged.source.text if judged.source else "",
    }
    return _sentence(judged, FiscalYear.of(day)) % said


def _sentence(judged: Judged[Place], now: FiscalYear) -> Label:
    if judged.reason is Reason.WINDOW:
        return _WINDOWS[judged.state]
    if judged.reason is Reason.PRINTED:
        return _PRINTED[judged.state]
    if judged.reason is Reason.MISSING:
        return _missing(judged.year, now)
    return _DECIDED if judged.reason is Reason.DECIDED else _NOTICE


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


_KNOWN = Coalesce(F("document__known_from"), F("document__date"))


def _rounds(programs: Collection[int] | None) -> Iterator[tuple[int, Round[Place]]]:
    announced = _of(Call, programs).filter(evidence=Evidence.ANNOUNCED.value).annotate(known=_KNOWN)
    for row in announced.exclude(known=None).values():
        yield (
            row["program_id"],
            Round(
                source=Place(row["document_id"], row["page"]),
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
                source=Place(row["document_id"], row["page"], row["reason"]),
                known=row["known"],
                track=row["track"],
                state=State(row["state"]),
                since=row["since"],
                until=row["until"],
                decides=row["by_operator"] or row["document_id"] is None,
            ),
        )


def _printed(programs: Collection[int] | None) -> Iterator[tuple[int, Printed[Place]]]:
    editions = _of(Edition, programs).exclude(new_call=None).annotate(known=_KNOWN, year=F("fiscal_year"))
    shown = _of(Contact, programs).filter(map__in=published())
    contacts = shown.annotate(known=_KNOWN, year=F("map__fiscal_year"))
    for said in (editions, contacts):
        columns = said.exclude(known=None).values_list("program", "document", "page", "known", "year", "new_call")
        for program, document, page, known, year, new_call in columns:
            place = Place(document, page)
            yield program, Printed(source=place, known=known, fiscal_year=FiscalYear(year), new_call=new_call)


def _of(model: Any, programs: Collection[int] | None) -> Any:
    every = model._default_manager.order_by()
    return every if programs is None else every.filter(program__in=programs)


def _tracks(programs: Collection[int] | None) -> dict[int, list[str]]:
    """The tracks of each program, those of the newest edition first."""
    of_program: dict[int, dict[str, None]] = defaultdict(dict)
    every = Track.objects.order_by("-edition__fiscal_year", "id")
    chosen = every if programs is None else every.filter(edition__program__in=programs)
    for program, key in chosen.values_list("edition__program", "key"):
        of_program[program].setdefault(key)
    return defaultdict(list, {program: list(keys) for program, keys in of_program.items()})
