"""The life of a map's edition: draft, previewed, published, withdrawn; and what readers see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.catalog import snapshot
from tests.catalog.cast import OFFICER, OPERATOR, OTHER_OFFICER, URA
from tsunagu.access.actors import Actor, Post
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.catalog import actions
from tsunagu.catalog.actions import Seen
from tsunagu.catalog.actions.editions import CHANGED, REFRESH
from tsunagu.catalog.enums import BodyKind, State
from tsunagu.catalog.models import Map, Program
from tsunagu.catalog.models.days import known_on
from tsunagu.catalog.queries import (
    choices,
    contacts,
    editions,
    eligibility,
    maps,
    program,
    search_index,
    sources,
    states,
)
from tsunagu.catalog.queries.contacts import ContactQuery
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.catalog.queries.maps import MapQuery
from tsunagu.catalog.queries.states import StateQuery
from tsunagu.catalog.sheets import tables
from tsunagu.catalog.sheets.columns import SHEETS
from tsunagu.kernel.problems import Forbidden, Rejected
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db
R4, R5 = FiscalYear(2022), FiscalYear(2023)
VERBS = (actions.preview, actions.publish, actions.withdraw, actions.drop)
NAME = "令和5年度に変わった名前"


def _import(year: FiscalYear, *, key: str = "maas", by: Actor = OPERATOR, **cells: str) -> None:
    """One map with some cells of its first contact row changed, if no others its name, as a draft."""
    table = tables(editions.whole(editions.shown().filter(key=key)))
    sheets = {one.name: [list(one.columns), *([_text(cell) for cell in row] for row in one.rows)] for one in table}
    for column, value in (cells or {"name": NAME}).items():
        sheets["contacts"][1][SHEETS["contacts"].keys.index(column)] = value
    assert actions.import_edition(sheets, year, by=by).drafts == [key]


def _text(cell) -> str:
    return "" if cell is None else str(cell)


def _states(key: str = "maas") -> list[tuple[int, str]]:
    return [(one.map.fiscal_year, one.map.state) for one in editions.listed(OPERATOR) if one.map.key == key]


def _names(key: str = "") -> list[str]:
    return [row.contact.name for row in contacts.contacts(ContactQuery(theme=key))]


def _seen() -> list[object]:
    """What the doors read of the maps."""
    return [
        choices.counts(),
        [row.pk for row in choices.themes()],
        choices.map_years(),
        [one.map.pk for one in maps.maps(MapQuery())],
        contacts.contact_table(contacts.contacts(ContactQuery())).rows,
        [answered.answer for answered in eligibility.answers(MayApplyQuery(body=BodyKind.COMPANY))],
        search_index.documents(),
        [counted.counts for counted in sources.documents()],
        [row.state.judged for row in states.rows(StateQuery())],
        [row.pk for row in program.program("road-to-l4").contacts.all()],
    ]


@pytest.mark.long
def test_a_draft_shows_nowhere():
    before = _seen()
    _import(R5, name=NAME, new_call="無")
    assert _seen() == before
    assert maps.maps(MapQuery(fiscal_year=R5)) == []
    assert _states() == [(2023, "draft"), (2022, "published")]


@pytest.mark.long
def test_one_map_of_a_new_year_stands_beside_the_others_of_the_year_before():
    _import(R5, name=NAME, new_call="無")
    actions.publish(["maas"], R5, by=OPERATOR)
    years = {one.map.key: one.map.fiscal_year for one in maps.maps(MapQuery())}
    assert (len(years), years.pop("maas"), set(years.values())) == (8, R5, {R4})
    assert (len(choices.themes()), choices.map_years()) == (8, [R5, R4])
    assert (len(_names()), _names().count(NAME)) == (80, 1)
    assert [row.map.fiscal_year for row in program.program("road-to-l4").contacts.all()] == [R5]
    assert [one.map.key for one in maps.maps(MapQuery(fiscal_year=R5))] == ["maas"]
    assert len(maps.maps(MapQuery(fiscal_year=R4))) == 8


def test_a_call_that_the_new_edition_closes_is_closed():
    def state() -> State:
        key = program.program("road-to-l4").pk
        return states.states(date(2023, 6, 1), [key])[key].state

    before = state()
    _import(R5, new_call="無")
    assert state() is before is not State.CONTINUING
    actions.publish(["maas"], R5, by=OPERATOR)
    assert state() is State.CONTINUING
    actions.withdraw(["maas"], R5, by=OPERATOR, reason="誤り")
    assert state() is before


@pytest.mark.long
def test_withdrawing_brings_the_edition_before_back():
    before = snapshot.catalog()["Box"]
    _import(R4, name="一度目")
    actions.publish(["maas"], R4, by=OPERATOR)
    _import(R4, name="二度目")
    actions.publish(["maas"], R4, by=OPERATOR)
    assert "二度目" in _names("maas")
    actions.withdraw(["maas"], R4, by=OPERATOR, reason="誤り")
    assert "一度目" in _names("maas")
    actions.withdraw(["maas"], R4, by=OPERATOR, reason="誤り")
    assert "RoAD to the L4プロジェクト" in _names("maas")
    assert [row for row in snapshot.catalog()["Box"] if row in before] == before


def test_a_map_whose_only_edition_is_withdrawn_is_not_shown():
    actions.withdraw(["maas"], R4, by=OPERATOR, reason="誤り")
    assert "maas" not in {one.map.key for one in maps.maps(MapQuery())}
    assert len(choices.themes()) == 7


def test_an_edition_goes_through_its_states_and_is_gone_when_dropped():
    _import(R5)
    actions.preview(["maas"], R5, by=OPERATOR)
    assert _states()[0] == (2023, "previewed")
    actions.publish(["maas"], R5, by=OPERATOR)
    assert _states()[0] == (2023, "published")
    actions.withdraw(["maas"], R5, by=OPERATOR, reason="誤り")
    assert _states()[0] == (2023, "withdrawn")
    actions.drop(["maas"], R5, by=OPERATOR)
    assert _states() == [(2022, "published")]


def test_a_draft_that_is_brought_in_again_is_to_be_looked_at_again():
    _import(R5)
    actions.preview(["maas"], R5, by=OPERATOR)
    _import(R5, name="べつの名前")
    assert _states() == [(2023, "draft"), (2022, "published")]


def test_what_was_done_is_kept_with_who_and_why():
    _import(R5)
    actions.publish(["maas"], R5, by=OPERATOR, reason="新しい資料による")
    actions.withdraw(["maas"], R5, by=OPERATOR, reason="誤り")
    actions.drop(["maas"], R5, by=OPERATOR)
    steps = [(step.entry.verb, step.actor, step.parts.get("reason", "")) for step in editions.steps(OPERATOR)]
    assert steps == [
        ("catalog.drop", "yamada", ""),
        ("catalog.withdraw", "yamada", "誤り"),
        ("catalog.publish", "yamada", "新しい資料による"),
        ("catalog.import", "yamada", ""),
    ]
    changes = [step.changes for step in editions.steps(OPERATOR)]
    assert changes[:3] == [
        [("名称", "MaaS・自動運転", None), ("状態", "取り下げ", None)],
        [("状態", "公開", "取り下げ")],
        [("状態", "下書き", "公開")],
    ]


@pytest.mark.long
def test_a_try_leaves_no_line_in_the_ledger():
    _import(R5)
    lines = Entry.objects.count()
    sheets = {one.name: [list(one.columns), *map(list, one.rows)] for one in tables(editions.whole(editions.shown()))}
    words = {name: [[_text(cell) for cell in row] for row in rows] for name, rows in sheets.items()}
    words["maps"][1][SHEETS["maps"].keys.index("title")] = "べつの題"
    assert actions.import_edition(words, R4, by=OPERATOR, dry_run=True).drafts != []
    assert Entry.objects.count() == lines


def test_whoever_has_no_right_does_nothing_with_an_edition():
    _import(R5)
    before = snapshot.catalog()
    for verb in VERBS:
        with pytest.raises(Forbidden):
            verb(["maas"], R5, by=URA)
    with pytest.raises(Forbidden):
        actions.import_edition({}, R5, by=URA)
    assert snapshot.changed(before, snapshot.catalog()) == set()
    assert editions.listed(URA) == []
    assert [actions.publish(["maas"], R5, by=OFFICER)[0].key, _states()[0]] == ["maas", (2023, "published")]


def test_whoever_brought_a_draft_in_does_not_publish_it_nor_does_who_acts_in_their_place():
    _import(R5, by=OFFICER)
    deputy = Post(role=Role.PROGRAM_OFFICER, instead_of=OFFICER.user)
    for by in (OFFICER, replace(OTHER_OFFICER, posts=(deputy,))):
        with pytest.raises(Forbidden):
            actions.publish(["maas"], R5, by=by)
    assert _states()[0] == (2023, "draft")
    _import(R5, by=OTHER_OFFICER, name="べつの名前")  # now it is theirs
    with pytest.raises(Forbidden):
        actions.publish(["maas"], R5, by=OTHER_OFFICER)
    actions.publish(["maas"], R5, by=OFFICER)
    assert _states()[0] == (2023, "published")


def test_the_operator_publishes_what_they_brought_in():
    _import(R5)
    assert Map.objects.get(fiscal_year=2023).brought_by is None
    actions.publish(["maas"], R5, by=OPERATOR)
    assert _states()[0] == (2023, "published")


def test_nobody_but_the_operator_publishes_as_they_import():
    sheets = tables(editions.whole(editions.shown().filter(key="maas")))
    words = {one.name: [list(one.columns), *(list(map(_text, row)) for row in one.rows)] for one in sheets}
    words["contacts"][1][SHEETS["contacts"].keys.index("name")] = NAME
    with pytest.raises(Forbidden):
        actions.import_edition(words, R5, by=OFFICER, publishing=True)
    assert not Map.objects.filter(fiscal_year=2023).exists()


def test_a_step_with_what_changed_meanwhile_is_refused():
    _import(R5)
    draft = Map.objects.get(fiscal_year=2023)
    seen = Seen(draft.number, draft.mark)
    _import(R5, name="べつの名前")
    with pytest.raises(Rejected) as refused:
        actions.publish(["maas"], R5, by=OFFICER, seen=seen)
    assert [problem.code for problem in refused.value.problems] == [CHANGED]
    now = Map.objects.get(pk=draft.pk)
    actions.publish(["maas"], R5, by=OFFICER, seen=Seen(now.number, now.mark))
    with pytest.raises(Rejected):
        actions.withdraw(["maas"], R5, by=OFFICER, reason="誤り", seen=Seen(now.number, now.mark))


def test_a_draft_that_is_sent_again_as_it_is_is_still_the_one_that_was_seen():
    _import(R5)
    mark = Map.objects.get(fiscal_year=2023).mark
    sheets = {
        one.name: [list(one.columns), *(list(map(_text, row)) for row in one.rows)]
        for one in tables(editions.whole(editions.drafts(R5)))
    }
    assert actions.import_edition(sheets, R5, by=OPERATOR).waiting == ["maas"]
    assert Map.objects.get(fiscal_year=2023).mark == mark


def test_publishing_and_withdrawing_have_the_search_brought_up_to_date():
    _import(R5)
    for step in (actions.preview, actions.publish, actions.withdraw):
        step(["maas"], R5, by=OPERATOR, reason="誤り")
    assert ProcrastinateJob.objects.filter(task_name=REFRESH).count() == 2


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("key", "year", "says"),
    [("mas", R4, "もしかして「maas」"), ("maas", R5, "あるのはR4の版です。先に tsunagu catalog import")],
)
def test_a_map_or_a_year_that_is_not_there_is_a_clear_error(verb, key, year, says):
    with pytest.raises(Rejected, match=says):
        verb([key], year, by=OPERATOR)


@pytest.mark.long
@pytest.mark.parametrize(
    ("steps", "verb", "says"),
    [
        ([], actions.withdraw, "まだ公開していません。読む人には見えていない.*import で取り込む"),
        ([actions.preview], actions.withdraw, "まだ公開していません"),
        ([actions.publish], actions.publish, "すでに公開していて、下書きはありません"),
        ([actions.publish], actions.preview, "下書きはありません"),
        ([actions.publish], actions.drop, "公開中の版は削除できません"),
        ([actions.publish, actions.withdraw], actions.publish, "取り下げてあります.*もう一度取り込んで"),
        ([actions.publish, actions.withdraw], actions.preview, "取り下げてあります"),
        ([actions.publish, actions.withdraw], actions.withdraw, "すでに取り下げてあります"),
        ([actions.drop], actions.publish, "あるのはR4の版です"),
    ],
)
def test_a_step_that_cannot_be_taken_says_what_to_do(steps, verb, says):
    _import(R5)
    for step in steps:
        step(["maas"], R5, by=OPERATOR, reason="誤り")
    before = snapshot.catalog()
    with pytest.raises(Rejected, match=says):
        verb(["maas"], R5, by=OPERATOR)
    assert snapshot.changed(before, snapshot.catalog()) == set()


def test_nothing_is_withdrawn_without_a_reason():
    with pytest.raises(Rejected, match="取り下げる理由を書いてください"):
        actions.withdraw(["maas"], R4, by=OPERATOR, reason=" ")
    assert Map.objects.get(key="maas").state == "published"


def test_the_edition_of_a_file_is_withdrawn_and_not_dropped():
    for steps in ([], [actions.withdraw]):
        for step in steps:
            step(["maas"], R4, by=OPERATOR, reason="誤り")
        with pytest.raises(Rejected, match=r"data/ のファイル.* withdraw"):
            actions.drop(["maas"], R4, by=OPERATOR)


def test_with_one_map_out_of_reach_nothing_is_done_to_the_others():
    _import(R5)
    _import(R5, key="bio")
    with pytest.raises(Rejected) as refused:
        actions.publish(["maas", "disaster", "bio", "nothing"], R5, by=OPERATOR)
    assert [problem.where for problem in refused.value.problems] == ["disaster R5", "nothing R5"]
    assert (_states()[0], Entry.objects.filter(verb="catalog.publish").count()) == ((2023, "draft"), 0)


def test_the_database_takes_one_draft_of_a_map_and_year():
    _import(R5)
    draft = Map.objects.get(fiscal_year=2023)
    draft.pk, draft.number = None, 2
    with pytest.raises(Exception, match="draft_once"):
        draft.save()
    assert connection.needs_rollback


def test_a_draft_tells_no_earlier_day_of_a_program():
    day = date(2022, 2, 1)
    later = next(one.program for one in states.rows(StateQuery()) if one.program.key == "j-peaks")
    with known_on(day):
        assert not Program.objects.filter(pk=later.pk).exists()
    _import(R4, program=later.key)
    with known_on(day):
        assert not Program.objects.filter(pk=later.pk).exists()
    actions.publish(["maas"], R4, by=OPERATOR)
    with known_on(day):
        assert Program.objects.filter(pk=later.pk).exists()
