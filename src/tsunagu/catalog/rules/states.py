"""Does a program take applications on a day: from rounds, notices and printed words, each known from some day on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from tsunagu.catalog.enums import Reason, State
from tsunagu.kernel.years import FiscalYear

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Generic[S]):
    """What a source says. known: the first day on which the public could know it. track: the one it is about."""

    source: S
    known: date
    track: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Statement[S]):
    """A round of applications, for awards of a fiscal year. closes: the last day. decided: the day of the result."""

    fiscal_year: FiscalYear
    opens: date | None = None
    closes: date | None = None
    decided: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which anybody could apply, so far as is known."""
        return self.closes or self.decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Statement[S]):
    """A word on new applications that holds from a day on. decides: whether it is an operator's own."""

    state: State
    since: date
    until: date | None = None
    decides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed(Statement[S]):
    """新規公募 有 or 無, as a table prints it for one fiscal year."""

    fiscal_year: FiscalYear
    new_call: bool


@dataclass(frozen=True, slots=True)
class Facts(Generic[S]):
    """All that was said of one program."""

    rounds: Sequence[Round[S]] = ()
    notices: Sequence[Notice[S]] = ()
    printed: Sequence[Printed[S]] = ()

    def known(self, day: date) -> Facts[S]:
        """What could be known on a day."""
        return Facts(_known(self.rounds, day), _known(self.notices, day), _known(self.printed, day))

    def of_the_whole(self) -> Facts[S]:
        """What speaks of the program: every round, whatever its track, and what was said of no track alone."""
        return Facts(self.rounds, _about(self.notices, ""), _about(self.printed, ""))

    def of(self, track: str) -> Facts[S]:
        """What was said of one track alone."""
        return Facts(_about(self.rounds, track), _about(self.notices, track), _about(self.printed, track))


@dataclass(frozen=True, slots=True)
class Judged(Generic[S]):
    """The state on a day and the one statement it rests on.

    day: the next day of note, on which a window opens or closes, or since which a notice holds. year: the fiscal year
    that the statement is about; of an unknown state the year of the newest statement, if there is any.
    """

    state: State
    reason: Reason
    source: S | None = None
    day: date | None = None
    year: FiscalYear | None = None


def state(facts: Facts[S], as_of: date) -> Judged[S]:
    """The state of a program, or of one of its tracks, on a day.

    The word of an operator decides. Otherwise what was said last holds: a round that was announced after a notice
    outranks it, a notice the rounds before it. 有 or 無 in a table counts for its own fiscal year and before, never
    after; where nothing speaks of the present the state is unknown.
    """
    known = facts.known(as_of)
    in_force = [notice for notice in known.notices if _holds(notice, as_of)]
    decision = _newest(notice for notice in in_force if notice.decides)
    if decision:
        return Judged(decision.state, Reason.DECIDED, decision.source, decision.since)
    notice = _newest(in_force)
    told = notice.known if notice else date.min
    by_round = _by_round([round_ for round_ in known.rounds if round_.known >= told], as_of)
    if by_round:
        return _next_call(by_round, known.printed) or by_round
    if notice:
        return Judged(notice.state, Reason.NOTICE, notice.source, notice.since)
    return _by_print(known.printed, as_of) or _unknown(known)


def _by_round(rounds: Sequence[Round[S]], as_of: date) -> Judged[S] | None:
    """What the rounds say: open before planned before closed."""
    for round_ in rounds:
        if _is_open(round_, as_of):
            return Judged(State.OPEN, Reason.WINDOW, round_.source, round_.closes, round_.fiscal_year)
    coming = [round_ for round_ in rounds if round_.opens and round_.opens > as_of]
    if coming:
        first = min(coming, key=lambda round_: round_.opens or date.max)
        return Judged(State.PLANNED, Reason.WINDOW, first.source, first.opens, first.fiscal_year)
    over = [round_ for round_ in rounds if _is_over(round_, as_of)]
    if over:
        last = max(over, key=lambda round_: (round_.fiscal_year, round_.last_day or date.min))
        return Judged(State.CLOSED, Reason.WINDOW, last.source, last.last_day, last.fiscal_year)
    return None


def _next_call(judged: Judged[S], printed: Iterable[Printed[S]]) -> Judged[S] | None:
    """After a round that has closed: 有 that is printed for a later year."""
    if judged.state is not State.CLOSED or judged.year is None:
        return None
    later = [statement for statement in printed if statement.new_call and statement.fiscal_year > judged.year]
    return _printed(max(later, key=lambda statement: statement.fiscal_year)) if later else None


def _is_open(round_: Round[S], as_of: date) -> bool:
    if round_.closes is None or round_.closes < as_of:
        return False
    return round_.opens is None or round_.opens <= as_of


def _is_over(round_: Round[S], as_of: date) -> bool:
    """Whether a round for awards of this fiscal year, or a later one, is past."""
    if round_.fiscal_year < FiscalYear.of(as_of) or round_.last_day is None:
        return False
    return round_.last_day < as_of or (round_.decided is not None and round_.decided <= as_of)


def _by_print(printed: Sequence[Printed[S]], as_of: date) -> Judged[S] | None:
    """What the tables print for this fiscal year or a later one; 有 in one of them is enough."""
    present = [statement for statement in printed if statement.fiscal_year >= FiscalYear.of(as_of)]
    if not present:
        return None
    newest = max(statement.fiscal_year for statement in present)
    told = [statement for statement in present if statement.fiscal_year == newest]
    return _printed(next((statement for statement in told if statement.new_call), told[0]))


def _printed(shown: Printed[S]) -> Judged[S]:
    chosen = State.PLANNED if shown.new_call else State.CONTINUING
    return Judged(chosen, Reason.PRINTED, shown.source, year=shown.fiscal_year)


def _unknown(known: Facts[S]) -> Judged[S]:
    """Nothing speaks of the present: the newest of what was said before."""
    said: list[Round[S] | Printed[S]] = [*known.rounds, *known.printed]
    if not said:
        return Judged(State.UNKNOWN, Reason.MISSING)
    newest = max(said, key=lambda statement: (statement.fiscal_year, statement.known))
    return Judged(State.UNKNOWN, Reason.MISSING, newest.source, year=newest.fiscal_year)


def _holds(notice: Notice[S], as_of: date) -> bool:
    return notice.since <= as_of and (notice.until is None or as_of <= notice.until)


def _newest(notices: Iterable[Notice[S]]) -> Notice[S] | None:
    return max(notices, key=lambda notice: notice.since, default=None)


T = TypeVar("T", bound=Statement)  # type: ignore[type-arg]


def _known(statements: Iterable[T], day: date) -> list[T]:
    return [statement for statement in statements if statement.known <= day]


def _about(statements: Iterable[T], track: str) -> list[T]:
    return [statement for statement in statements if statement.track == track]
