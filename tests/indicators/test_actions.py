"""A body submits, corrects and takes back; officers confirm; nothing is overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.indicators.conftest import (
    LINK,
    OFFICER,
    PLAN,
    confirmed,
    definition,
    figure,
    ratio,
    second,
    submitted,
    year,
)
from tsunagu.access.actors import NOBODY
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.indicators import actions
from tsunagu.indicators.models import Observation
from tsunagu.indicators.queries.comparing import CompareQuery, comparison
from tsunagu.indicators.queries.listed import desk, kept
from tsunagu.indicators.queries.series import MomentQuery, series_of
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected

pytestmark = pytest.mark.django_db
KEY, BODY = "participants", "tokushima-council"


def _codes(act) -> list[str]:
    with pytest.raises(Rejected) as refused:
        act()
    return [problem.code for problem in refused.value.problems]


def _actuals(by=NOBODY, as_of: date | None = None) -> list[tuple[int, str]]:
    shown = series_of(KEY, BODY, MomentQuery(as_of=as_of), by=by)
    return [(int(line.actual.figure.number), line.actual.status) for line in shown.lines if line.actual]


def test_a_figure_is_seen_by_its_body_and_officers_and_by_everybody_once_confirmed(ko, ura, other_ura):
    row = submitted(ko, ura, figure(12), year(2024))
    assert [_actuals(by) for by in (ura, OFFICER)] == [[(12, "provisional")]] * 2
    assert [_actuals(by) for by in (NOBODY, other_ura)] == [[], []]
    actions.confirm(row, by=OFFICER)
    assert _actuals() == [(12, "confirmed")]
    assert [line.verb for line in Entry.objects.order_by("pk")][-2:] == ["indicators.submit", "indicators.confirm"]


def test_the_public_sees_the_confirmed_figure_until_a_correction_is_confirmed(ko, ura):
    row = confirmed(ko, ura, figure(12), year(2024))
    fixed = actions.correct(row, by=ura, figure=figure(13), reason="数え直した", source=LINK)
    assert (_actuals(), _actuals(ura)) == ([(12, "confirmed")], [(13, "provisional")])
    actions.confirm(fixed, by=OFFICER)
    assert _actuals() == [(13, "confirmed")]
    history = series_of(KEY, BODY).history
    assert [(row.value, row.status) for row in history] == [(13, "confirmed"), (12, "confirmed")]


def test_a_correction_that_is_taken_back_leaves_what_was_confirmed(ko, ura):
    row = confirmed(ko, ura, figure(12), year(2024))
    fixed = actions.correct(row, by=ura, figure=figure(13), reason="数え直した", source=LINK)
    actions.take_back(fixed, by=ura, reason="誤り")
    assert (_actuals(), _actuals(ura)) == ([(12, "confirmed")], [(12, "confirmed")])
    again = actions.correct(row, by=ura, figure=figure(14), reason="数え直した", source=LINK)
    assert _actuals(ura) == [(14, "provisional")]
    assert again.supersedes.status == "taken-back"


def test_what_is_taken_back_is_unknown_and_stays_in_the_history_with_its_reason(ko, ura):
    row = confirmed(ko, ura, figure(12), year(2024))
    actions.take_back(row, by=ura, reason="二重に数えた")
    assert _actuals() == []
    assert [(one.status, one.reason) for one in series_of(KEY, BODY).history] == [
        ("taken-back", "二重に数えた"),
        ("confirmed", ""),
    ]
    confirmed(ko, ura, figure(11), year(2024))
    assert _actuals() == [(11, "confirmed")]


def test_what_was_known_on_a_day_is_shown_as_it_was_then(ko, ura):
    today = clock.today()
    about = {"definition": definition(KEY), "subject": ko, "kind": "actual", "year": 2024, "origin": "body"}
    first = {"value": Decimal(12), "status": "confirmed", "public": True, "known": today - timedelta(days=20)}
    actions.take_back(Observation.objects.create(**about, **first), by=OFFICER, reason="誤り")
    assert _actuals(as_of=today - timedelta(days=21)) == []
    assert _actuals(as_of=today - timedelta(days=1)) == [(12, "confirmed")]
    assert _actuals() == []


def test_other_bodies_and_officers_may_not_submit_and_bodies_may_not_confirm(ko, ura, other_ura):
    for by, error in ((other_ura, Hidden), (NOBODY, Hidden), (OFFICER, Forbidden)):
        with pytest.raises(error):
            submitted(ko, by, figure(1), year(2024))
    row = submitted(ko, ura, figure(12), year(2024))
    with pytest.raises(Forbidden):
        actions.confirm(row, by=ura)
    for act in (actions.take_back, actions.correct):
        with pytest.raises(Hidden):
            act(row, by=other_ura, reason="x", **({"figure": figure(2)} if act is actions.correct else {}))
    assert Observation.objects.count() == 1


def test_nobody_confirms_what_they_wrote_themselves(ko, ura):
    from dataclasses import replace

    from tsunagu.access.actors import Post

    row = submitted(ko, ura, figure(12), year(2024))
    both = replace(ura, posts=(*ura.posts, Post(role=Role.PROGRAM_OFFICER)))
    assert list(desk(both)) == []
    assert _codes(lambda: actions.confirm(row, by=both)) == ["own"]


def test_an_officer_finds_what_waits_to_be_confirmed(ko, ura):
    row = submitted(ko, ura, figure(12), year(2024))
    assert [one.url for one in desk(OFFICER)] == [f"/desk/indicators/figures/{row.pk}/confirm/"]
    assert list(desk(ura)) == []
    assert [one.pk for one in kept(ura)] == [row.pk]


def test_every_problem_of_a_figure_is_told_and_nothing_is_written(ko, ura):
    def act() -> None:
        actions.submit(definition(KEY), by=ura, subject=ko.pk, period=year(2099), figure=ratio(1, 2))

    assert _codes(act) == ["not-yet", "missing", "unsourced"]
    assert not Observation.objects.exists()


def test_a_figure_is_there_once_and_is_then_corrected(ko, ura):
    row = submitted(ko, ura, figure(12), year(2024))
    assert _codes(lambda: submitted(ko, ura, figure(13), year(2024))) == ["twice"]
    submitted(ko, ura, figure(13), year(2024), kind=PLAN)  # a plan is another figure
    codes = [
        _codes(lambda why=why: actions.correct(row, by=ura, figure=figure(12), reason=why, source=LINK))
        for why in (" ", "訂正")
    ]
    assert codes == [["reason"], ["same"]]


def test_of_two_who_correct_at_once_the_second_is_told(ko, ura):
    row = submitted(ko, ura, figure(12), year(2024))
    actions.correct(row, by=ura, figure=figure(13), reason="甲", source=LINK)
    for act in (
        lambda: actions.correct(row, by=ura, figure=figure(14), reason="乙", source=LINK),
        lambda: actions.take_back(row, by=ura, reason="乙"),
        lambda: actions.confirm(row, by=OFFICER),
    ):
        assert _codes(act) == ["stale"]
    assert _actuals(ura) == [(13, "provisional")]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_keeps_every_row(ko, ura, act):
    submitted(ko, ura, figure(12), year(2024))
    rows = Observation.objects.all()
    with pytest.raises(IntegrityError, match="never overwritten"), transaction.atomic():
        rows.update(value=13) if act == "update" else rows.delete()


def test_a_new_definition_cuts_the_series_and_plan_stands_beside_actual(ko, ura):
    for when, number in ((2021, 10), (2022, 12)):
        confirmed(ko, ura, figure(number), year(when))
    confirmed(ko, ura, figure(15), year(2022), kind=PLAN)
    confirmed(ko, ura, figure(30), year(2023), under=second(valid_from=date(2023, 4, 1)))
    shown = series_of(KEY, BODY)
    assert [(one.before.version, one.after.version) for one in shown.breaks] == [(1, 2)]
    told = [(line.period.code, line.growth and line.growth.why, line.beside.short) for line in shown.lines]
    assert told == [("2021", None, None), ("2022", None, -3), ("2023", "break", None)]
    assert (len(shown.drawing.strokes), len(shown.drawing.cuts)) == (1, 1)


def test_bodies_side_by_side_say_their_years_and_are_added_for_one_year_alone(ko, otsu, ura, other_ura):
    confirmed(ko, ura, figure(10), year(2023))
    confirmed(ko, ura, figure(12), year(2024))
    confirmed(otsu, other_ura, figure(7), year(2023))
    latest = comparison(KEY)
    assert sorted(one.row.period.code for one in latest.rows) == ["2023", "2024"]
    assert (latest.total.number, latest.total.why) == (None, "years")
    of_2023 = comparison(KEY, CompareQuery(year=year(2023).year)).total
    of_2024 = comparison(KEY, CompareQuery(year=year(2024).year)).total
    assert (of_2023.number, of_2023.known, of_2023.asked) == (17, 2, 2)
    assert (of_2024.number, of_2024.known, of_2024.asked) == (12, 1, 2)


def test_a_body_whose_figures_wait_does_not_count_among_those_asked(ko, otsu, ura, other_ura):
    confirmed(ko, ura, figure(10), year(2023))
    submitted(otsu, other_ura, figure(7), year(2023))
    assert (comparison(KEY).total.asked, len(comparison(KEY).rows)) == (1, 1)


def test_a_reader_asks_for_an_indicator_or_a_body_that_is_not_there(db):
    assert (comparison("nothing"), series_of("nothing", BODY), series_of(KEY, "nothing")) == (None, None, None)
