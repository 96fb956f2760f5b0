"""Answering: each for themselves, nothing lost, nothing twice, submitted once for the body."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sheets.conftest import person
from tests.sheets.test_rules import COUNCIL, EVERY, STAFF
from tsunagu.access.actors import NOBODY
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.kernel import clock
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.organizations.models import Organization
from tsunagu.sheets import actions
from tsunagu.sheets.enums import Standing, VersionState
from tsunagu.sheets.models import Reply, Response
from tsunagu.sheets.queries import responses
from tsunagu.sheets.rules.saving import Sent

pytestmark = pytest.mark.django_db
FIRST = Sent(0, "a", 1)


def save(response, by, sent=FIRST, began=None, **wrote):
    return actions.save(
        response, by=by, began=began or {}, wrote={f"v-{key}": value for key, value in wrote.items()}, sent=sent
    )


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in refused.value.problems]


def test_the_same_words_sent_twice_are_one_change(response, hanako):
    for _ in range(2):
        row = save(response, hanako, council="yes")
    assert (row.revision, Reply.objects.count()) == (1, 1)
    assert [line.verb for line in Entry.objects.filter(verb="sheets.answer")] == ["sheets.answer"]


def test_whose_answer_was_lost_writes_on_and_who_comes_late_does_not(response, hanako):
    save(response, hanako, council="yes")
    row = save(response, hanako, Sent(0, "a", 2), council="no")  # the answer to the first never came
    assert (row.revision, row.answers["council"]["value"]) == (2, "no")
    with pytest.raises(Stale) as stale:
        save(response, hanako, Sent(0, "b", 1), began={"v-council": ""}, council="yes")
    [change] = [one for one in stale.value.merged.changes if one.field == "v-council"]
    assert (change.began, change.theirs, change.wrote) == ("", "no", "yes")
    assert Reply.objects.get().revision == 2


def test_people_of_one_body_answer_each_for_themselves_and_differ(response, hanako, taro):
    save(response, hanako, council="yes", members="県")
    save(response, taro, council="no")
    assert responses.of_body(response)["council"].standing is Standing.DIVIDED
    assert responses.of_body(response)["members"].value == "県"


def test_nothing_is_counted_before_it_is_submitted(response, hanako):
    save(response, hanako, council="yes")
    assert responses.counted([response]) == [{}]
    sent = actions.submit(response, by=hanako)
    assert responses.counted([sent])[0]["council"].value == "yes"
    with pytest.raises(Rejected) as refused:
        save(response, hanako, Sent(1), council="no")
    assert codes(refused) == [("sent", "")]
    actions.reopen(sent, by=hanako)
    assert responses.counted([Response.objects.get()]) == [{}]


def test_all_that_is_lacking_is_told_at_once_and_not_known_is_an_answer(response, hanako):
    with pytest.raises(Rejected) as refused:
        actions.submit(response, by=hanako)
    assert codes(refused) == [("nothing", ""), ("required", "council")]
    actions.save(response, by=hanako, began={}, wrote={"s-council": "dont-know"}, sent=Sent(0))
    assert actions.submit(response, by=hanako).state == "sent"


def test_after_its_last_instant_nobody_writes_or_submits(response, hanako):
    save(response, hanako, council="yes")
    actions.extend(occasion="tests:1", closes=clock.now() - timedelta(seconds=1))
    acts = [
        lambda: save(response, hanako, Sent(1), council="no"),
        lambda: actions.submit(response, by=hanako),
        lambda: actions.attach(response, by=hanako, question="plan", name="a.pdf", content=b"x"),
    ]
    for act in acts:
        with pytest.raises(Rejected) as refused:
            act()
        assert codes(refused) == [("closed", "")]


def test_whoever_has_no_part_in_it_neither_sees_nor_answers(response, officer):
    other = Organization.objects.create(key="otsu", name="乙県", kind="prefecture")
    for by in (officer, NOBODY, person("jiro", Role.LOCAL_OFFICER, other)):
        assert responses.responses(by) == []
        with pytest.raises(Hidden):
            save(response, by, council="yes")
    approver = person("saburo", Role.APPROVER, response.body)
    assert responses.responses(approver) == [response]
    with pytest.raises(Forbidden):
        save(response, approver, council="yes")
    assert not Reply.objects.exists()


def test_it_waits_on_the_desk_of_those_who_can_submit(response, hanako, officer):
    [waiting] = responses.desk(hanako)
    assert (waiting.url, waiting.due) == (f"/desk/responses/{response.pk}/", response.closes)
    assert list(responses.desk(officer)) == []
    save(response, hanako, council="yes")
    actions.submit(response, by=hanako)
    assert list(responses.desk(hanako)) == []


# Files ----------------------------------------------------------------------------------------------------------------


def test_a_file_answers_a_question_that_takes_one_and_is_evidence_elsewhere(response, hanako):
    for _ in range(2):  # sent twice
        actions.attach(response, by=hanako, question="plan", name="計画.pdf", content=b"%PDF")
    actions.attach(response, by=hanako, question="council", name="要綱.pdf", content=b"%PDF")
    told = responses.of_body(response)
    assert (told["plan"].standing, told["plan"].value) == (Standing.GIVEN, ["計画.pdf"])
    assert told["council"].standing is Standing.NOT_ANSWERED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"question": "unheard"}, ("unknown-question", "unheard")),
        ({"question": "a\0b"}, ("unknown-question", "ab")),
        ({"name": ""}, ("file-name", "")),
        ({"name": "a\0.pdf"}, ("file-name", "")),
        ({"content": b""}, ("file-size", "")),
        ({"content": bytes(2**20 + 1)}, ("file-size", "")),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused(response, hanako, change, code):
    sent = {"question": "plan", "name": "a.pdf", "content": b"x", **change}
    with pytest.raises(Rejected) as refused:
        actions.attach(response, by=hanako, **sent)
    assert codes(refused) == [code]


def test_only_who_attached_a_file_takes_it_away(response, hanako, taro):
    file = actions.attach(response, by=hanako, question="plan", name="a.pdf", content=b"x")
    with pytest.raises(Hidden):
        actions.detach(response, by=taro, number=file.pk)
    actions.detach(response, by=hanako, number=file.pk)
    assert responses.of_body(response)["plan"].standing is Standing.NOT_ANSWERED


# Versions -------------------------------------------------------------------------------------------------------------


def test_a_live_version_stays_and_the_next_one_keeps_its_keys(version, officer):
    with pytest.raises(Rejected) as refused:
        actions.change(version, by=officer, questions=[COUNCIL])
    assert codes(refused) == [("frozen", "questions")]
    with pytest.raises(Rejected) as refused:
        actions.draft(by=officer, key="every", name="x", questions=[{**STAFF, "unit": "千人"}])
    assert codes(refused) == [("changed", "questions[0] staff")]
    assert actions.draft(by=officer, key="every", name="見本", questions=EVERY[:2]).number == 2


def test_only_what_was_looked_at_goes_live_and_only_that_is_answered(officer, ko):
    made = actions.draft(by=officer, key="new", name="見本", questions=EVERY)
    with pytest.raises(Rejected) as refused:
        actions.proceed(made, by=officer, to=VersionState.LIVE)
    assert codes(refused) == [("step", "")]
    with pytest.raises(Rejected) as refused:
        actions.ask(made, occasion="x", title="x", title_en="", bodies=[ko.pk], closes=clock.now())
    assert [code for code, _ in codes(refused)] == ["not-live"]


def test_only_officers_make_sheets(hanako):
    with pytest.raises(Forbidden):
        actions.draft(by=hanako, key="x", name="x", questions=EVERY)
