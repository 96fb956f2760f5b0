"""Researchers of registers become people whom nobody sees before they agree; homographs stay apart."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.organizations.conftest import KEEPER, STRANGER, of
from tests.registers.people import HEAD, erad, lines, orcid, record, row, table
from tsunagu.access.actors import signed_in
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry as LedgerLine
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.actions import importing, likeness, researchers
from tsunagu.organizations.cli import organizations
from tsunagu.organizations.enums import MatchState, PersonalField, PersonReason
from tsunagu.organizations.models import Identifier, Organization, Person, PersonMatch
from tsunagu.organizations.queries import likeness as matches
from tsunagu.organizations.queries import people
from tsunagu.organizations.rules.likeness import Likes, by_kind, compared, names
from tsunagu.registers.actions.researcher_files import mark
from tsunagu.registers.enums import PeopleRegister, Scheme
from tsunagu.registers.rules.researchers import Claim

pytestmark = pytest.mark.django_db
KAKEN, RESEARCHMAP = PeopleRegister.KAKEN, PeopleRegister.RESEARCHMAP
Reason = PersonReason


def _read(file, register=KAKEN, **more):
    return importing.read_people(KEEPER, register, file, **more)


def _made(name: str) -> list[Person]:
    return list(Person.objects.filter(name=name).order_by("id"))


# Points --------------------------------------------------------------------------------------------------------------

ENTRY = Likes(names=names("見本 花子", "Hanako Mihon"), numbers=by_kind([("erad", "1")]), bodies=frozenset({1}))


@pytest.mark.parametrize(
    ("person", "certain", "proposed"),
    [
        (Likes(names=names("見本花子"), numbers=by_kind([("erad", "1")])), True, True),
        (Likes(names=names("", "MIHON Hanako"), numbers=by_kind([("erad", "1")])), True, True),
        (Likes(names=names("見本花子"), numbers=by_kind([("erad", "1"), ("orcid", "2")])), True, True),
        (Likes(names=names("例示花子"), numbers=by_kind([("erad", "1")])), False, True),
        (Likes(names=names("見本花子"), bodies=frozenset({1})), False, True),
        (Likes(names=names("見本花子"), bodies=frozenset({2})), False, False),
        (Likes(names=names("見本花子"), bodies=frozenset({1}), numbers=by_kind([("erad", "2")])), False, False),
        (Likes(names=names("例示花子"), bodies=frozenset({1})), False, False),
    ],
)
def test_only_a_number_with_the_name_is_certain_and_a_name_alone_is_nothing(person, certain, proposed):
    result = compared(ENTRY, person)
    assert (result.is_certain, result.is_proposed) == (certain, proposed)


def test_a_number_of_somebody_with_another_number_is_asked_about():
    entry = Likes(names=names("見本花子"), numbers=by_kind([("erad", "1"), ("orcid", "3")]))
    result = compared(entry, Likes(names=names("見本花子"), numbers=by_kind([("erad", "1"), ("orcid", "2")])))
    assert result.reasons == (Reason.SAME_NUMBER, Reason.SAME_NAME, Reason.ANOTHER_NUMBER)
    assert (result.is_certain, result.is_proposed) == (False, True)


# Importing -----------------------------------------------------------------------------------------------------------


def test_researchers_become_people_whom_nobody_sees_before_they_agree(tmp_path, ko):
    done = _read(table(tmp_path, row(1, "見本 花子", field="光工学")))
    assert (done.read, done.new, done.people, done.review, done.joined) == (1, 1, 1, 0, 0)
    [hanako] = _made("見本 花子")
    assert people.people_of(ko, clock.today()) == []
    assert people.profile(hanako.key, clock.today()) is None
    assert erad(1) not in hanako.key
    assert [(post.organization, post.title, post.share) for post in hanako.appointments.all()] == [(ko, "教授", None)]
    assert [(number.scheme, number.value) for number in hanako.identifiers.all()] == [("erad-researcher", erad(1))]
    Person.objects.filter(pk=hanako.pk).update(user=9)
    hanako.refresh_from_db()
    herself = signed_in(user=9, name="見本 花子", posts=[])
    actions.agree(hanako, by=herself, fields=[PersonalField.NAME, PersonalField.POSTS], purpose="機関の紹介")
    [shown] = people.people_of(ko, clock.today())
    assert (shown.name, shown.title, shown.fields) == ("見本 花子", "教授", ())


def test_the_same_file_a_second_time_changes_nothing(tmp_path):
    file = table(tmp_path, row(1, "見本 花子"), row(2, "見本 太郎"), row(1, "見本 花子", "岐阜大学"))
    first = _read(file)
    assert (first.new, first.people) == (2, 2)
    before = list(PersonMatch.objects.order_by("id").values())
    again = _read(file)
    assert (again.new, again.changed, again.same, again.refused) == (0, 0, 3, 0)
    assert (again.people, again.joined, again.review) == (0, 0, 0)
    assert list(PersonMatch.objects.order_by("id").values()) == before


def test_a_dry_run_says_what_would_come_and_leaves_nothing(tmp_path):
    before = (Person.objects.count(), LedgerLine.objects.count())
    told = _read(table(tmp_path, row(1, "見本 花子")), dry_run=True)
    assert (told.new, told.people) == (1, 1)
    assert (Person.objects.count(), LedgerLine.objects.count()) == before


def test_what_the_register_says_later_takes_the_place_of_what_it_said(tmp_path, otsu):
    _read(table(tmp_path, row(1, "見本 花子")))
    done = _read(table(tmp_path, row(1, "例示 花子", "岐阜大学"), name="later.csv"))
    assert (done.changed, done.people) == (1, 0)
    [hanako] = _made("例示 花子")
    assert [post.organization for post in hanako.appointments.all()] == [otsu]


def test_who_looks_after_their_own_name_keeps_it(tmp_path):
    _read(table(tmp_path, row(1, "見本 花子")))
    Person.objects.filter(name="見本 花子").update(user=9)
    _read(table(tmp_path, row(1, "例示 花子"), name="later.csv"))
    assert len(_made("見本 花子")) == 1


def test_two_registers_are_joined_by_a_number_and_the_same_name(tmp_path):
    _read(table(tmp_path, row(1, "見本 花子")))
    known = record("R1", "見本", "花子", identifiers={"erad_id": [erad(1)], "orc_id": [orcid(1)]})
    done = _read(lines(tmp_path, known), RESEARCHMAP)
    assert (done.joined, done.people, done.review) == (1, 0, 0)
    [hanako] = _made("見本 花子")
    assert hanako.identifiers.count() == 2
    assert [post.title for post in hanako.appointments.all()] == ["教授"]


def test_a_number_under_another_name_is_only_proposed(tmp_path):
    _read(table(tmp_path, row(1, "見本 花子")))
    other = {"family_name": {"ja": "架空"}, "given_name": {"ja": "次郎"}}
    told = record("R1", "", "", identifiers={"erad_id": [erad(1)]}) | other
    done = _read(lines(tmp_path, told), RESEARCHMAP)
    assert (done.joined, done.people, done.review) == (0, 0, 1)
    assert matches.waiting(KEEPER).get().reasons == [Reason.SAME_NUMBER, Reason.OTHER_NAME, Reason.SAME_BODY]
    assert _made("架空 次郎") == []


def test_homographs_with_numbers_of_their_own_stay_apart(tmp_path):
    done = _read(table(tmp_path, row(1, "鈴木 一郎"), row(2, "鈴木 一郎"), row(3, "鈴木 一郎", "岐阜大学")))
    assert (done.people, done.review) == (3, 0)
    assert len(_made("鈴木 一郎")) == 3
    records = [record(code, "鈴木", "一郎") for code in ("R1", "R2")]
    assert _read(lines(tmp_path, *records), RESEARCHMAP).review == 4  # each may be either of the two at this body
    assert len(_made("鈴木 一郎")) == 3


def test_posts_at_bodies_that_nobody_knows_are_counted_and_not_made_up(tmp_path):
    done = _read(table(tmp_path, row(1, "見本 花子", "見本架空大学"), row(2, "見本 太郎", "国立大学法人高知大学")))
    assert (done.people, done.unplaced) == (2, 1)
    [hanako], [taro] = _made("見本 花子"), _made("見本 太郎")
    assert (hanako.appointments.count(), taro.appointments.get().organization.key) == (0, "kochi-university")


def test_shares_come_to_a_hundred_percent_at_most(tmp_path, ko):
    head = [*HEAD, "従事割合"]
    rows = [[*row(1, "見本 花子"), "60%"], [*row(1, "見本 花子", "岐阜大学"), "50"], [*row(2, "見本 太郎"), "100"]]
    done = _read(table(tmp_path, *rows, head=head))
    assert [(one["line"], one["code"]) for one in done.problems] == [(2, "over-100")]
    [hanako], [taro] = _made("見本 花子"), _made("見本 太郎")
    assert [post.share for post in hanako.appointments.all()] == [60]
    assert [post.share for post in taro.appointments.all()] == [100]


def test_no_post_is_older_than_its_body(tmp_path):
    rows = [[*row(1, "見本 花子", "大阪公立大学"), "2000-04-01"]]
    done = _read(table(tmp_path, *rows, head=[*HEAD, "着任日"]))
    assert (done.people, done.unplaced) == (1, 1)  # on that day no body bore this name


def test_a_comparison_that_was_stopped_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(researchers, "_AT_ONCE", 2)
    file = table(tmp_path, *(row(serial, f"見本 {serial}号") for serial in range(1, 6)))
    _read(file)
    whole = set(PersonMatch.objects.values_list("code", flat=True))
    Person.objects.filter(name__in=["見本 3号", "見本 4号"]).delete()  # as if it had been stopped after two
    done = _read(file)
    assert (done.same, done.people) == (5, 2)
    assert set(PersonMatch.objects.values_list("code", flat=True)) == whole


def test_who_was_removed_does_not_come_back(tmp_path):
    file = table(tmp_path, row(1, "見本 花子"))
    _read(file)
    [hanako] = _made("見本 花子")
    kept = people.everything(hanako, by=KEEPER)["registers"]
    assert [(entry["register"], entry["file"], entry["line"]) for entry in kept] == [("kaken", "kaken.csv", 2)]
    actions.remove_person(hanako, by=KEEPER)
    assert (_read(file).people, _made("見本 花子")) == (0, [])


def test_only_keepers_read_files_and_see_pairs(tmp_path, ko):
    file = table(tmp_path, row(1, "見本 花子"))
    for by in (STRANGER, of(ko, Role.ADMINISTRATOR), of(ko, Role.PROGRAM_OFFICER)):
        with pytest.raises(Forbidden):
            importing.read_people(by, KAKEN, file)
        assert not matches.waiting(by).exists()


# Deciding ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pair(tmp_path) -> PersonMatch:
    """An entry that may be the one whom a document prints."""
    _read(table(tmp_path, row(1, "河村 奈緒子", "岐阜大学", "准教授")))
    return matches.waiting(KEEPER).get()


def test_the_same_name_at_the_same_body_is_only_proposed(pair):
    assert (pair.person.key, pair.points) == ("kawamura-naoko", 80)
    assert pair.reasons == [Reason.SAME_NAME, Reason.SAME_BODY]
    assert pair.person.identifiers.count() == 0


def test_joining_gives_numbers_and_posts_which_are_not_shown_and_undoing_takes_them(pair, otsu):
    before = people.people_of(otsu, clock.today())
    likeness.join(KEEPER, pair, "asked her")
    assert pair.person.identifiers.get().value == erad(1)
    person = Person.objects.get(pk=pair.person_id)
    assert sorted(post.title for post in person.appointments.all()) == ["准教授", "助教"]
    assert people.people_of(otsu, clock.today()) == before
    likeness.undo(KEEPER, pair)
    assert person.identifiers.count() == 0
    assert [post.title for post in person.appointments.all()] == ["助教"]
    verbs = list(LedgerLine.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["organizations.join", "organizations.undo"]


def test_an_entry_that_is_nobody_here_becomes_a_person_and_undoing_unmakes_them(pair):
    likeness.part(KEEPER, pair)
    old, new = _made("河村 奈緒子")
    assert (old.key, new.identifiers.get().value) == ("kawamura-naoko", erad(1))
    likeness.undo(KEEPER, pair)
    assert _made("河村 奈緒子") == [old]
    assert matches.waiting(KEEPER).get() == pair


def test_whoever_has_more_by_now_is_not_unmade(pair, ko):
    likeness.part(KEEPER, pair)
    new = _made("河村 奈緒子")[1]
    actions.appoint(new, ko, by=KEEPER, title="教授")
    with pytest.raises(Rejected, match="ほかの情報"):
        likeness.undo(KEEPER, pair)
    assert PersonMatch.objects.get(pk=pair.pk).state == MatchState.APART


def test_what_was_decided_is_not_asked_for_again(pair, tmp_path):
    file = table(tmp_path, row(1, "河村 奈緒子", "岐阜大学", "准教授"))
    likeness.part(KEEPER, pair)
    assert (_read(file).review, _read(file).people) == (0, 0)
    with pytest.raises(Rejected, match="すでに"):
        likeness.part(KEEPER, pair)


def test_a_joining_that_was_taken_back_is_not_made_again_by_a_file(tmp_path):
    _read(table(tmp_path, row(1, "見本 花子")))
    file = lines(tmp_path, record("R1", "見本", "花子", identifiers={"erad_id": [erad(1)]}))
    assert _read(file, RESEARCHMAP).joined == 1
    likeness.undo(KEEPER, PersonMatch.objects.get(register=RESEARCHMAP))
    done = _read(file, RESEARCHMAP)
    assert (done.joined, done.review) == (0, 1)


def test_nobody_takes_the_number_of_somebody_else(pair):
    taro = actions.enter_person(by=KEEPER, key="taro", name="見本 太郎")
    actions.number_person(taro, by=KEEPER, scheme=Scheme.ERAD_RESEARCHER, written=erad(1))
    with pytest.raises(Rejected, match="見本 太郎"):
        likeness.join(KEEPER, pair)
    assert PersonMatch.objects.get(pk=pair.pk).state == MatchState.PROPOSED


def test_nobody_is_parted_from_the_entry_of_which_they_were_made(tmp_path):
    _read(table(tmp_path, row(1, "見本 花子")))
    with pytest.raises(Rejected, match="この記載から登録"):
        likeness.part(KEEPER, PersonMatch.objects.get())


def test_who_may_not_decide_does_not_even_see(pair, ko):
    for decide in (likeness.join, likeness.part, likeness.undo):
        with pytest.raises(Hidden):
            decide(of(ko, Role.PROGRAM_OFFICER), pair)


def test_a_list_of_any_length_takes_the_same_statements(tmp_path, ko):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            list(matches.MATCHES.keyed("matches", matches.waiting(KEEPER)).rows)
        return len(seen)

    for number in range(3):
        person = Person.objects.create(key=f"x{number}", name="見本 花子")
        actions.appoint(person, ko, by=KEEPER, title="教授")
        PersonMatch.objects.create(register=KAKEN, code=str(number), name="見本 花子", person=person)
        if number == 0:
            assert statements() == 3
    assert statements() == 3


# The terminal --------------------------------------------------------------------------------------------------------


def test_people_are_read_in_reviewed_and_decided_in_the_terminal(tmp_path):
    runner = CliRunner()
    broken = ["12345678", "見本 次郎", "", "", "", "", ""]
    file = table(tmp_path, row(1, "河村 奈緒子", "岐阜大学"), broken, head=[*HEAD[:-1], "備考"])
    done = runner.invoke(organizations, ["import", "kaken", str(file), "--format", "json"])
    assert done.exit_code == 0, done.output
    told = '{"read": 2, "new": 1, "changed": 0, "same": 0, "refused": 1, "joined": 0, "review": 1, "people": 0, '
    assert done.stdout == told + '"unplaced": 0}\n'
    assert "3行目の研究者番号: 12345678 cannot be a" in done.stderr
    assert "このサイトにない項目のため、読みません：備考（2回）" in done.stderr
    listed = runner.invoke(organizations, ["review", "--kind", "people", "--format", "csv"]).stdout.splitlines()
    assert len(listed) == 2
    number = listed[1].split(",")[0]
    words = ["join", number, "--kind", "people", "--reason", "asked her", "--language", "en"]
    joined = runner.invoke(organizations, words)
    assert joined.output.endswith("= 河村 奈緒子: Joined\n")
    assert Identifier.objects.get(value=erad(1)).person.key == "kawamura-naoko"
    assert runner.invoke(organizations, ["join", number]).exit_code == 2
    assert runner.invoke(organizations, ["review", "--register", "kaken"]).exit_code == 2


def test_who_asks_gets_all_that_is_kept_of_them_and_is_removed(tmp_path):
    file = table(tmp_path, row(1, "見本 花子"))
    _read(file)
    runner = CliRunner()
    told = json.loads(runner.invoke(organizations, ["person", erad(1)]).stdout)
    assert (told["name"], told["registers"][0]["sha256"]) == ("見本 花子", mark(file))
    assert runner.invoke(organizations, ["remove-person", told["key"]], input="n\n").exit_code == 1
    gone = runner.invoke(organizations, ["remove-person", told["key"], "--yes"])
    assert gone.output == f"消去しました：{told['key']}\n"
    assert (_made("見本 花子"), Identifier.objects.filter(value=erad(1)).exists()) == ([], False)
    assert f"キーまたは番号が {erad(1)} の人はいません" in runner.invoke(organizations, ["person", erad(1)]).output


def test_the_ledger_tells_of_the_file_and_not_of_everybody(tmp_path):
    before = LedgerLine.objects.count()
    _read(table(tmp_path, row(1, "見本 花子"), row(2, "見本 太郎")))
    assert LedgerLine.objects.count() == before + 1
    assert LedgerLine.objects.latest("id").kind == "registers.Reading"


@pytest.mark.parametrize(
    ("name", "first", "key"),
    [
        ("東京都立大学", date(2023, 4, 1), "tokyo-metropolitan-university"),
        ("東京都立大学", date(1990, 4, 1), None),
        ("首都大学東京", date(2010, 4, 1), "tokyo-metropolitan-university-2005"),
        ("首都大学東京", None, None),
        ("公立大学法人東京都立大学", None, "tokyo-metropolitan-university"),
    ],
)
def test_a_name_is_that_of_the_body_that_bore_it_on_that_day(name, first, key):
    keys = dict(Organization.objects.values_list("pk", "key"))
    body = matches.Places().body(Claim(body=name, first=first))
    assert (keys[body] if body else None) == key
