"""Corrections of programs: proposed, approved by a second person, kept through loads, taken back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from tsunagu.access import actors
from tsunagu.access.actors import Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.accounts.models import Membership, User
from tsunagu.catalog import actions
from tsunagu.catalog.actions import Source, load
from tsunagu.catalog.actions.editions import REFRESH
from tsunagu.catalog.enums.corrections import PlaceKind
from tsunagu.catalog.models import Call, Correction, Document, Eligibility, Program, Track
from tsunagu.catalog.models.days import known_on
from tsunagu.catalog.queries import corrections as queries
from tsunagu.kernel import clock
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.organizations.models import Organization

pytestmark = pytest.mark.django_db
KEY, COI = "coi-next", "catalog/programs/coi-next.toml"
SOURCE = Source(url="https://www.jst.go.jp/pf/platform/", title="共創の場", printed="共創の場形成支援")
REASON = "公式ページの表記と異なるため"


def officer(number: int, body: str = "mext", role: Role = Role.PROGRAM_OFFICER) -> Actor:
    """Somebody who is registered and has a post in a ministry."""
    where = Organization.objects.get(key=body)
    user, _ = User.objects.get_or_create(pk=number, defaults={"email": f"o{number}@example.jp", "name": f"官{number}"})
    known = {"state": "active", "starts": clock.now() - timedelta(days=1)}
    Membership.objects.get_or_create(user=user, organization=where, role=role, defaults=known)
    return signed_in(user=number, name=user.name, posts=[Post(role=role, organization=where.pk)])


@pytest.fixture
def first() -> Actor:
    return officer(901)


@pytest.fixture
def second() -> Actor:
    return officer(902)


@pytest.fixture
def data(tmp_path) -> Path:
    return Path(shutil.copytree(settings.DATA, tmp_path / "data"))


def edit(data: Path, old: str, new: str) -> None:
    text = (data / COI).read_text()
    assert old in text
    (data / COI).write_text(text.replace(old, new, 1))


def program(key: str = KEY) -> Program:
    return Program.objects.get(key=key)


def propose(by: Actor, place: str = "program", source: Source = SOURCE, **fields: object) -> Correction:
    of = program()
    where = queries.place(of, place)
    began = queries.there(of, where)
    return actions.propose(of, place, by=by, began=began, wrote={**began, **fields}, source=source, reason=REASON)


def approve(one: Correction, by: Actor) -> Correction:
    return actions.approve(one, by=by, seen=queries.place(program(one.program.key), one.place).facts)


def corrected(first: Actor, second: Actor, place: str = "program", **fields: object) -> Correction:
    return approve(propose(first, place, **fields), second)


def place_of(kind: PlaceKind) -> str:
    return next(one.key for one in queries.places(program()) if one.kind is kind)


def verbs(one: Correction) -> list[str]:
    lines = Entry.objects.filter(kind="catalog.Correction", thing=str(one.pk)).order_by("pk")
    return [line.verb.partition(".")[2] for line in lines]


def test_readers_see_nothing_of_a_proposal_until_a_second_person_approves_it(first, second):
    was = program().name
    one = propose(first, name="あたらしい名前")
    assert (program().name, one.state, queries.shown(program())) == (was, "proposed", [])
    with pytest.raises(Forbidden):
        approve(one, first)
    one = approve(one, second)
    assert (program().name, one.state, one.decided_by, one.filed) == ("あたらしい名前", "standing", 902, {"name": was})
    assert (one.document.url, one.document.title) == (SOURCE.url, "共創の場")
    assert (verbs(one), queries.shown(program())) == (["propose", "approve"], [one])
    assert ProcrastinateJob.objects.filter(task_name=REFRESH).count() == 1


def test_what_was_approved_is_taken_back_and_the_files_speak_again(first, second):
    before = Program.objects.filter(key=KEY).values("name", "summary", "description").get()
    one = corrected(first, second, name="べつの名前", description="べつの説明")
    with pytest.raises(Rejected, match="理由"):
        actions.take_back(one, by=second, reason=" ")
    actions.take_back(one, by=second, reason="まちがえた")
    assert Program.objects.filter(key=KEY).values("name", "summary", "description").get() == before
    assert (Document.objects.filter(key__startswith="correction-").count(), verbs(one)[-1]) == (0, "take-back")
    with pytest.raises(Rejected, match="すでに決まっています"):
        actions.take_back(one, by=second, reason="もう一度")


def test_a_refused_proposal_changes_nothing_and_keeps_why(first, second):
    one = propose(first, name="べつの名前")
    with pytest.raises(Rejected, match="理由"):
        actions.refuse(one, by=second, reason="")
    one = actions.refuse(one, by=second, reason="出典にない")
    assert (one.state, program().name != "べつの名前", verbs(one)) == ("refused", True, ["propose", "refuse"])
    with pytest.raises(Rejected, match="すでに決まっています"):
        approve(one, second)


def test_whoever_proposed_takes_it_back_before_anybody_decides(first, second):
    one = actions.take_back(propose(first, name="べつの名前"), by=first, reason="書きまちがい")
    assert (one.state, Correction.objects.get(pk=one.pk).state) == ("taken-back", "taken-back")
    with pytest.raises(Rejected):
        approve(one, second)


def test_those_of_another_ministry_propose_nothing_and_see_nothing(first):
    one, stranger = propose(first, name="べつの名前"), officer(903, "meti")
    with pytest.raises(Forbidden):
        propose(stranger, name="よその名前")
    with pytest.raises(Hidden):
        approve(one, stranger)
    assert (queries.listed(stranger), list(queries.desk(stranger)), list(queries.tools(stranger)) != []) == (
        [],
        [],
        True,  # for the programs of their own ministry
    )
    assert [waiting.url for waiting in queries.desk(officer(902))] == [one.get_absolute_url()]
    assert list(queries.desk(first)) == []


def test_what_no_authority_is_in_charge_of_is_corrected_by_nobody(first, second):
    waiting = propose(first, name="別の名")
    Organization.objects.filter(key="mext").update(kind="company")
    for act in (lambda: propose(first, name="もう一つの名"), lambda: approve(waiting, second)):
        with pytest.raises(Rejected) as refused:
            act()
        assert "not-an-authority" in [problem.code for problem in refused.value.problems]


def test_an_officer_of_the_agency_that_runs_it_may_correct_it_too(first):
    assert corrected(officer(904, "jst"), first, name="べつの名前").state == "standing"


def test_the_deputy_of_whoever_proposed_does_not_approve_in_their_place(first):
    one = propose(first, name="べつの名前")
    ministry = program().ministry_id
    acting = Post(role=Role.APPROVER, organization=ministry, instead_of=901)
    deputy = signed_in(user=905, name="代決", posts=[acting])
    with pytest.raises(Forbidden):
        approve(one, deputy)
    other = signed_in(user=905, name="代決", posts=[Post(role=Role.APPROVER, organization=ministry, instead_of=906)])
    assert (approve(one, other).instead_of, Entry.objects.latest("pk").instead_of) == (906, 906)


def test_a_proposal_of_somebody_whose_right_ended_is_not_approved(first, second):
    one = propose(first, name="べつの名前")
    Membership.objects.filter(user_id=901).update(ends=clock.now())
    with pytest.raises(Rejected, match="提案した人は"):
        approve(one, second)
    assert program().name != "べつの名前"


@pytest.mark.parametrize(
    ("place", "fields", "where"),
    [
        ("program", {}, ""),
        ("program", {"name": ""}, "name"),
        ("program", {"name": "長" * 201}, "name"),
        ("program", {"url": "javascript:alert(1)"}, "url"),
        ("program", {"url": "ftp://example.jp/"}, "url"),
        (PlaceKind.RULE, {"lead": ["nobody"]}, "lead"),
        (PlaceKind.RULE, {"lead": [], "partial": [], "consortium": []}, "lead"),
        (PlaceKind.TRACK, {"amount": "many"}, "amount"),
        (PlaceKind.TRACK, {"amount_is": "perhaps"}, "amount_is"),
        (PlaceKind.CALL, {"opens": "2025-05-02", "closes": "2025-05-01"}, "closes"),
        (PlaceKind.CALL, {"opens": "2025-13-41"}, "opens"),
        (PlaceKind.BUDGET, {"amount": "1.5"}, "amount"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(first, place, fields, where):
    key = place if isinstance(place, str) and place == "program" else place_of(PlaceKind(place))
    with pytest.raises(Rejected) as refused:
        propose(first, key, **fields)
    assert [problem.where for problem in refused.value.problems][:1] == [where]
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("source", "where"),
    [
        (Source(printed="文言"), "document"),
        (Source(printed="文言", document="package-2022", url="https://example.jp/", title="題"), "document"),
        (Source(printed="文言", document="no-such"), "document"),
        (Source(printed="文言", url="https://example.jp/"), "title"),
        (Source(printed=" ", document="package-2022"), "printed"),
        (Source(printed="文言", url="example", title="題"), "url"),
    ],
)
def test_a_correction_without_a_source_is_refused(first, source, where):
    with pytest.raises(Rejected) as refused:
        propose(first, source=source, name="べつの名前")
    assert [problem.where for problem in refused.value.problems] == [where]


def test_two_who_propose_at_once_lose_nothing(first, second):
    of = program()
    began = queries.there(of, queries.place(of, "program"))
    given = {"began": began, "source": SOURCE, "reason": REASON}
    actions.propose(of, "program", by=first, wrote={**began, "name": "一人目"}, **given)
    with pytest.raises(Stale) as stale:
        actions.propose(of, "program", by=second, wrote={**began, "name": "二人目"}, **given)
    [change] = stale.value.merged.conflicts
    assert (change.field, change.theirs, change.wrote) == ("name", "一人目", "二人目")
    with pytest.raises(Stale) as other:
        actions.propose(of, "program", by=second, wrote={**began, "summary": "べつの要約"}, **given)
    assert (other.value.merged.conflicts, other.value.merged.facts["name"]) == ((), "一人目")
    after = {**began, "name": "一人目"}
    one = actions.propose(
        of, "program", by=second, began=after, wrote={**after, "summary": "要約"}, source=SOURCE, reason="x"
    )
    assert one.after == {"summary": "要約"}


def test_what_readers_see_must_be_what_whoever_approves_saw(first, second):
    one, other = propose(first, name="一人目"), propose(officer(907), name="二人目")
    seen = queries.place(program(), "program").facts
    approve(one, second)
    with pytest.raises(Stale):
        actions.approve(other, by=second, seen=seen)
    other = approve(other, second)
    one.refresh_from_db()
    assert (program().name, one.state, other.filed["name"]) == ("二人目", "replaced", "共創の場形成支援プログラム")
    actions.take_back(other, by=second, reason="誤り")
    assert program().name == "共創の場形成支援プログラム"


@pytest.mark.parametrize("kind", [PlaceKind.RULE, PlaceKind.TRACK, PlaceKind.CALL, PlaceKind.BUDGET])
def test_a_row_is_corrected_with_a_source_of_its_own_and_comes_back(first, second, kind):
    fields = {
        PlaceKind.RULE: {"lead": ["company"], "condition": "べつの条件"},
        PlaceKind.TRACK: {"amount_text": "1億円", "amount": "100000000", "years": "3.5"},
        PlaceKind.CALL: {"closes": "2099-03-31", "closes_at": "17:00:00"},
        PlaceKind.BUDGET: {"amount": "123000000", "approximate": "True"},
    }[kind]
    model, key = queries.MODELS[kind], place_of(kind)
    before = list(model.objects.order_by("pk").values())
    one = corrected(first, second, key, **fields)
    assert len(model.objects.all()) == len(before)
    shown = queries.place(program(), key)
    assert {name: shown.facts[name] for name in fields} == fields
    assert (shown.shown.document.url, shown.shown.printed) == (SOURCE.url, SOURCE.printed)
    actions.take_back(one, by=second, reason="誤り")
    assert list(model.objects.order_by("pk").values()) == before


def test_on_a_day_before_the_source_was_known_the_row_is_as_it_was(first, second):
    key = place_of(PlaceKind.RULE)
    rule = queries.place(program(), key).shown
    corrected(first, second, key, condition="べつの条件")
    with known_on(clock.today() - timedelta(days=1)):
        assert Eligibility.objects.get(pk=rule.pk).condition == rule.condition
        assert not Eligibility.objects.filter(condition="べつの条件").exists()
        assert queries.shown(program()) == []
    assert Eligibility.objects.filter(condition="べつの条件").count() == 1
    assert not Eligibility.objects.filter(pk=rule.pk).exists()


def test_two_corrections_of_one_row_stand_together_and_one_is_taken_back(first, second):
    key = place_of(PlaceKind.CALL)
    one = corrected(first, second, key, closes="2099-03-31")
    corrected(first, second, key, name="べつの回")
    call = queries.place(program(), key).shown
    assert (call.name, str(call.closes)) == ("べつの回", "2099-03-31")
    actions.take_back(one, by=first, reason="誤り")
    call = queries.place(program(), key).shown
    assert (call.name, str(call.closes)) != ("べつの回", "2099-03-31")
    assert call.name == "べつの回"
    assert Call._base_manager.filter(program__key=KEY, corrects__isnull=False).count() == 1


@pytest.mark.long
def test_a_load_keeps_what_was_corrected_and_says_what_became_of_it(first, second, data):
    track = place_of(PlaceKind.TRACK)
    one = corrected(first, second, name="あたらしい名前", name_en="New name")
    row = corrected(first, second, track, amount_text="1億円")
    report = load(data, force=True)
    assert (program().name, Track.objects.filter(amount_text="1億円").count()) == ("あたらしい名前", 1)
    assert (report.corrections.settled, report.corrections.clashing) == ([], [])
    edit(data, 'name = "共創の場形成支援プログラム"', 'name = "あたらしい名前"')
    edit(data, 'name_en = "Program on Open', 'name_en = "A Program on Open')
    report = load(data)
    one.refresh_from_db()
    assert (one.state, one.standing, one.clashing, program().name_en) == (
        "standing",
        ["name_en"],
        ["name_en"],
        "New name",
    )
    assert one.filed["name_en"].startswith("A Program on Open")
    assert (report.corrections.settled, len(report.corrections.clashing)) == (["coi-next: 名称"], 1)
    assert [waiting.url for waiting in queries.desk(officer(903))] == [one.get_absolute_url()]
    kept = approve(one, officer(903))
    assert (kept.clashing, program().name_en, verbs(one)[-1]) == ([], "New name", "approve")
    assert load(data).corrections.clashing == []
    actions.take_back(kept, by=second, reason="資料による")
    assert program().name_en.startswith("A Program on Open")
    actions.take_back(row, by=second, reason="資料による")
    assert not Track._base_manager.filter(corrects__isnull=False).exists()


@pytest.mark.long
def test_a_correction_whose_place_is_gone_is_named_and_not_lost(first, second, data):
    call = queries.place(program(), place_of(PlaceKind.CALL))
    one = corrected(first, second, call.key, closes="2099-03-31")
    text = (data / COI).read_text()
    (data / COI).write_text(text[: text.index("[[call]]")])
    [clash] = load(data).corrections.clashing
    one.refresh_from_db()
    assert (clash.startswith("coi-next call/"), one.clashing, one.state) == (True, ["closes"], "standing")
    with pytest.raises(Rejected, match="いまの資料にはありません"):
        actions.approve(one, by=officer(903), seen={})
    (data / COI).write_text(text)
    load(data)
    assert str(queries.place(program(), call.key).shown.closes) == "2099-03-31"
    assert actions.take_back(one, by=second, reason="誤り").state == "taken-back"


@pytest.mark.long
def test_a_correction_that_the_file_says_by_now_is_settled_with_its_document(first, second, data):
    one = corrected(first, second, name="あたらしい名前")
    edit(data, 'name = "共創の場形成支援プログラム"', 'name = "あたらしい名前"')
    assert load(data).corrections.settled == ["coi-next: 名称"]
    one.refresh_from_db()
    assert (one.state, one.document, program().name) == ("settled", None, "あたらしい名前")
    assert not Document.objects.filter(key__startswith="correction-").exists()


def test_the_terminal_and_the_system_propose_nothing():
    for by in (actors.terminal("yamada"), actors.system("load")):
        with pytest.raises(Forbidden):
            propose(by, name="べつの名前")
