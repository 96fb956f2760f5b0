"""The calendar of calls: announced windows, months expected from earlier years, windows that the editors assume."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from tsunagu.catalog.enums import CallKind, Evidence, Reason, State
from tsunagu.catalog.models import Call, Program
from tsunagu.catalog.queries import choices, days, states, windows
from tsunagu.catalog.queries.states import ProgramState, day_text
from tsunagu.catalog.rules.calendar import Usual, usual
from tsunagu.catalog.rules.states import Judged
from tsunagu.kernel.announced import Window
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, file_column, page_column
from tsunagu.kernel.years import FiscalYear

_KIND = Label("日程の種類", "Kind of date")


@dataclass(frozen=True, slots=True)
class CallsQuery:
    """Which windows to show. Empty fields do not narrow."""

    kind: CallKind | None = asked(_KIND, None, help="only windows of this kind")
    ministry: str = choices.ministry()
    program: str = choices.program()
    as_of: date | None = days.as_of()


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A window of applications as it stands on a day.

    call: the row it was read from; of an expected one the newest of the earlier rows. usual: the month expected.
    page: the same call where it has a page of its own.
    """

    kind: CallKind
    call: Call
    state: ProgramState
    usual: Usual | None = None
    page: Window | None = None

    @property
    def url(self) -> str:
        """The page of the call, or else that of its program."""
        return self.page.url if self.page else self.program.get_absolute_url()

    @property
    def program(self) -> Program:
        """Whose call it is."""
        return self.call.program

    @property
    def track(self) -> str:
        """The name of the track, in the reader's language; the round's own name where it has one."""
        track = str(self.state.names.get(self.call.track, self.call.track))
        return track if self.usual else f"{track} {self.call.name}".strip()

    @property
    def fiscal_year(self) -> FiscalYear | None:
        """For awards of which fiscal year; unknown of an expected one."""
        return None if self.usual else self.call.fiscal_year

    @property
    def opens(self) -> date | None:
        """The first day; of an expected one none is known."""
        return None if self.usual else self.call.opens

    @property
    def closes(self) -> date | None:
        """The last day."""
        return None if self.usual else self.call.closes

    @property
    def hour(self) -> str:
        """The hour in Japan at which it closes on its last day, where that is known."""
        at = None if self.usual else self.call.closes_at
        return at.strftime("%H:%M") if at else ""

    @property
    def when(self) -> str:
        """The window, or the month expected, in words."""
        if self.usual:
            return str(_MONTH).format(self.usual.month)
        first, last = (day_text(day) if day else "" for day in (self.opens, self.closes))
        return f"{first}{_TO}{last} {self.hour}".strip()

    @property
    def basis(self) -> str:
        """What it rests on, in a sentence."""
        if self.usual:
            return _USUAL % {"years": self.usual.years, "opened": self.usual.opened}
        return str(_BASES[Evidence(self.call.evidence)])

    @property
    def changed(self) -> date:
        """The day on which it last changed: became known, opened or closed."""
        if self.page and not self.page.filed:
            return max(localtime(self.page.changed).date(), self._turned or self.first_day)
        document = self.call.document
        known = (document.known_from or document.date) if document else None
        return max(filter(None, (known, self._turned)), default=self.first_day)

    @property
    def _turned(self) -> date | None:
        """The day on which it opened or was over, if that was the last thing to happen."""
        return {CallKind.OPEN: self.opens, CallKind.PAST: self._day_after}.get(self.kind)

    @property
    def _day_after(self) -> date:
        return (self.closes or self.first_day) + timedelta(days=1)

    @property
    def first_day(self) -> date:
        """The day that it begins with, so far as is known."""
        if self.usual:
            return self.usual.month
        known = self.opens or self.closes
        if known is None:
            raise ValueError("a window without any day is no entry")
        return known


_TO = Label("～", " to ")
_MONTH = Label("{0.year}年{0.month}月頃", "around {0:%B} {0.year}")
_USUAL = Label(
    "過去%(years)s年度のうち%(opened)s年度で公募開始を確認。日程は未公表",
    "Known to have opened in %(opened)s of the last %(years)s fiscal years; no date has been announced",
)
_BASES = {
    Evidence.ANNOUNCED: Label("公表された日程", "As announced"),
    Evidence.ASSUMED: Label("編集部の想定。公表された日程ではない", "Assumed by the editors; not announced"),
}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


CALLS = Columns[CallEntry](
    Column(
        "program",
        "事業",
        "Program",
        lambda entry: entry.program.key,
        page=lambda entry: entry.program,
        show="catalog/cells/call_program.html",
    ),
    file_column("name", lambda entry: entry.program.name),
    file_column("ministry", lambda entry: entry.program.ministry.name),
    file_column("track", lambda entry: entry.track),
    file_column("kind", lambda entry: entry.kind.value),
    Column(
        "fiscal_year",
        "採択の年度",
        "Fiscal year of award",
        lambda entry: entry.fiscal_year,
        show="catalog/cells/year.html",
    ),
    page_column("when", "受付期間", "Applications", lambda entry: entry.when),
    file_column("opens", lambda entry: _day(entry.opens)),
    file_column("closes", lambda entry: _day(entry.closes)),
    file_column("closes_at", lambda entry: entry.hour),
    file_column("expected_month", lambda entry: entry.usual.month.strftime("%Y-%m") if entry.usual else ""),
    Column("basis", "根拠", "Basis", lambda entry: entry.basis, show="as_written"),
    page_column("source", "出典", "Sources", lambda entry: entry.call, "catalog/cells/call_source.html"),
    file_column("document", lambda entry: entry.call.document.key if entry.call.document else ""),
    file_column("page", lambda entry: entry.call.page),
    file_column("call", lambda entry: entry.page.key if entry.page else ""),
    *states.columns(),
)


@days.on_its_day
def calls(query: CallsQuery) -> list[CallEntry]:
    """The windows that fit: kind by kind, within a kind the next ones first and of past ones the last."""
    known = windows.known()
    rows = Call.objects.select_related("program__ministry", "program__agency", "document")
    fitting = rows.filter(_fitting(query, "program__")).order_by("id")
    found = states.states()
    by_track: dict[tuple[int, str], list[Call]] = defaultdict(list)
    for row in [*fitting, *_own(query, known)]:
        by_track[row.program_id, row.track].append(row)
    every = chain.from_iterable(_entries(members, found[program]) for (program, _), members in by_track.items())
    asked_for = [_with_page(entry, known) for entry in every if query.kind in (None, entry.kind)]
    return sorted(asked_for, key=_place)


def _with_page(entry: CallEntry, known: Sequence[Window]) -> CallEntry:
    return entry if entry.usual else replace(entry, page=windows.of(entry.call, known))


def _own(query: CallsQuery, known: Sequence[Window]) -> Iterator[Call]:
    """The calls that are made here, as rows of the calendar."""
    own = [window for window in known if not window.filed]
    if not own:
        return
    programs = Program.objects.select_related("ministry", "agency").filter(_fitting(query))
    every = {program.key: program for program in programs.filter(key__in={window.program for window in own})}
    for window in own:
        if window.program in every:
            yield windows.row(window, every[window.program])


def _fitting(query: CallsQuery, of: str = "") -> Q:
    """Which programs a question is about. of: how the rows lead to their program."""
    fitting = Q()
    if query.ministry:
        fitting &= Q(**{f"{of}ministry__key": query.ministry}) | Q(**{f"{of}agency__key": query.ministry})
    if query.program:
        fitting &= Q(**{f"{of}key": query.program})
    return fitting


def _entries(rows: Sequence[Call], state: ProgramState) -> list[CallEntry]:
    """The windows of one track, and the month in which its next call is expected where none is announced."""
    windows = _windows(rows, state)
    live = any(entry.kind in (CallKind.OPEN, CallKind.ANNOUNCED) for entry in windows)
    expected = None if live or _is_over(state, rows[0].track) else _expected(rows, state)
    return [*windows, expected] if expected else windows


def _windows(rows: Sequence[Call], state: ProgramState) -> list[CallEntry]:
    """What two documents announce alike is one window; an assumption about the past is worth nothing."""
    unique = {(row.fiscal_year, row.opens, row.closes): row for row in rows if row.opens or row.closes}
    every = [CallEntry(_kind(row, state.as_of), row, state) for row in unique.values()]
    return [entry for entry in every if entry.kind is not CallKind.PAST or _is_announced(entry.call)]


def _expected(rows: Sequence[Call], state: ProgramState) -> CallEntry | None:
    openings = {row.opens: row for row in rows if row.opens and _is_announced(row)}
    month = usual(list(openings), state.as_of)
    return CallEntry(CallKind.EXPECTED, openings[max(openings)], state, month) if month else None


def _kind(row: Call, day: date) -> CallKind:
    if _is_past(row, day):
        return CallKind.PAST
    if not _is_announced(row):
        return CallKind.ASSUMED
    is_open = row.closes is not None and (row.opens or day) <= day
    return CallKind.OPEN if is_open else CallKind.ANNOUNCED


def _is_past(row: Call, day: date) -> bool:
    """Whether nobody can apply any more; of a window without a last day this is sure once another year has begun."""
    if row.closes or row.opens is None:
        return (row.closes or day) < day
    return FiscalYear.of(row.opens) < FiscalYear.of(day) or (row.decided is not None and row.decided <= day)


def _is_announced(row: Call) -> bool:
    return row.evidence == Evidence.ANNOUNCED


def _is_over(state: ProgramState, track: str) -> bool:
    """Whether the program, or the track alone, takes no new applications any more, or is said to be closed."""
    told = [state.judged, *(judged for key, judged in state.tracks if key == track)]
    return any(judged.state.is_over or _is_told_closed(judged) for judged in told)


def _is_told_closed(judged: Judged[Any]) -> bool:
    """Whether a notice or an editor says that it is closed, and not merely the last day of a window."""
    return judged.state is State.CLOSED and judged.reason in (Reason.DECIDED, Reason.NOTICE)


def _place(entry: CallEntry) -> tuple[int, int, int]:
    order = list(CallKind).index(entry.kind)
    day = (entry.closes or entry.first_day) if entry.kind is CallKind.OPEN else entry.first_day
    return order, -day.toordinal() if entry.kind is CallKind.PAST else day.toordinal(), entry.program.pk
