"""Whether a program takes applications, on a day."""

from datetime import date

import pytest

from tsunagu.catalog.enums import Reason, State
from tsunagu.catalog.rules.states import Facts, Notice, Printed, Round, state
from tsunagu.kernel.years import FiscalYear

DAY = date(2026, 12, 1)


def _round(year=2026, *, known="2026-02-01", **days) -> Round[str]:
    return Round(
        source="round",
        known=date.fromisoformat(known),
        fiscal_year=FiscalYear(year),
        **{name: date.fromisoformat(day) for name, day in days.items()},
    )


def _notice(word: State, since: str, *, known="", until="", decides=False) -> Notice[str]:
    return Notice(
        source="notice",
        known=date.fromisoformat(known or since),
        state=word,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
        decides=decides,
    )


def _printed(year: int, new_call: bool, known="2022-01-01") -> Printed[str]:
    return Printed(source="printed", known=date.fromisoformat(known), fiscal_year=FiscalYear(year), new_call=new_call)


TABLE = [
    pytest.param(Facts(), DAY, State.UNKNOWN, Reason.MISSING, id="nothing is known"),
    pytest.param(
        Facts([_round(opens="2026-11-01", closes="2026-12-01")]), DAY, State.OPEN, Reason.WINDOW, id="the last day"
    ),
    pytest.param(
        Facts([_round(2027, opens="2026-12-02", closes="2027-01-31")]), DAY, State.PLANNED, Reason.WINDOW, id="tomorrow"
    ),
    pytest.param(
        Facts([_round(opens="2026-02-16", closes="2026-04-17")]),
        DAY,
        State.CLOSED,
        Reason.WINDOW,
        id="closed in spring",
    ),
    pytest.param(
        Facts([_round(2025, opens="2025-02-16", closes="2025-04-17", known="2025-02-01")]),
        DAY,
        State.UNKNOWN,
        Reason.MISSING,
        id="the call of last year says nothing of this one",
    ),
    pytest.param(
        Facts([_round(opens="2026-11-01", closes="2026-12-31", known="2026-12-02")]),
        DAY,
        State.UNKNOWN,
        Reason.MISSING,
        id="what was announced later was not known",
    ),
    pytest.param(
        Facts([_round(opens="2026-11-01", closes="2026-12-31")], [_notice(State.CONTINUING, "2025-01-01")]),
        DAY,
        State.OPEN,
        Reason.WINDOW,
        id="a round after the notice outranks it",
    ),
    pytest.param(
        Facts(
            [_round(opens="2026-11-01", closes="2026-12-31")],
            [_notice(State.CONTINUING, "2026-04-01", known="2024-12-27")],
        ),
        DAY,
        State.OPEN,
        Reason.WINDOW,
        id="a round outranks a notice that was printed before it and holds from later on",
    ),
    pytest.param(
        Facts([_round(opens="2026-02-16", closes="2026-04-17")], [_notice(State.ENDED, "2026-10-01")]),
        DAY,
        State.ENDED,
        Reason.NOTICE,
        id="a notice after the round outranks it",
    ),
    pytest.param(
        Facts([], [_notice(State.ENDED, "2027-04-01", known="2026-08-01")], [_printed(2026, True)]),
        DAY,
        State.PLANNED,
        Reason.PRINTED,
        id="a notice that does not hold yet",
    ),
    pytest.param(
        Facts([], [_notice(State.PLANNED, "2025-04-01", until="2026-03-31")]),
        DAY,
        State.UNKNOWN,
        Reason.MISSING,
        id="a notice that holds no more",
    ),
    pytest.param(
        Facts(
            [_round(opens="2026-11-01", closes="2026-12-31", known="2026-11-01")],
            [_notice(State.CLOSED, "2026-05-01", decides=True)],
        ),
        DAY,
        State.CLOSED,
        Reason.DECIDED,
        id="the word of an editor decides",
    ),
    pytest.param(
        Facts([], [], [_printed(2022, True)]), date(2022, 2, 1), State.PLANNED, Reason.PRINTED, id="有 of next year"
    ),
    pytest.param(
        Facts([], [], [_printed(2022, False)]), date(2022, 2, 1), State.CONTINUING, Reason.PRINTED, id="無 of next year"
    ),
    pytest.param(
        Facts([], [], [_printed(2022, False), _printed(2022, True)]),
        date(2022, 2, 1),
        State.PLANNED,
        Reason.PRINTED,
        id="有 in one table is enough",
    ),
    pytest.param(
        Facts([_round(2021, opens="2021-05-11", closes="2021-07-06", known="2021-10-15")], [], [_printed(2022, True)]),
        date(2022, 2, 1),
        State.PLANNED,
        Reason.PRINTED,
        id="有 of next year after this year's round",
    ),
    pytest.param(Facts([], [], [_printed(2022, True)]), DAY, State.UNKNOWN, Reason.MISSING, id="有 of four years ago"),
]


@pytest.mark.parametrize(("facts", "as_of", "expected", "reason"), TABLE)
def test_a_state_follows_from_what_was_known_on_the_day(facts, as_of, expected, reason):
    judged = state(facts, as_of)
    assert (judged.state, judged.reason) == (expected, reason)


def test_an_unknown_state_names_the_newest_statement_there_was():
    judged = state(Facts([], [], [_printed(2021, True), _printed(2022, True)]), DAY)
    assert (judged.source, judged.year) == ("printed", FiscalYear(2022))


def test_rounds_of_a_track_speak_of_the_program_but_notices_of_a_track_do_not():
    full = Notice(source="full", known=DAY, track="full", state=State.CONTINUING, since=date(2025, 1, 1))
    facts = Facts([], [full])
    assert state(facts.of_the_whole(), DAY).state is State.UNKNOWN
    assert state(facts.of("full"), DAY).state is State.CONTINUING
