"""An application is written together, submitted once to the instant, and what counts is the last that was submitted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine

from tests.applications.scene import BEFORE, CLOSES, DURING, MOMENT, begun, body, call, person, whole, write
from tests.calls.files import changed
from tests.calls.test_actions import OFFICER
from tsunagu.access.actors import NOBODY
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.applications import actions
from tsunagu.applications.models import Application, Submission
from tsunagu.applications.queries import applications as queries
from tsunagu.applications.queries.applications import Written
from tsunagu.applications.rules import dossiers
from tsunagu.calls import actions as of_calls
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.mail.models import Message
from tsunagu.sheets.rules.saving import Sent

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_nobody_begins_before_a_call_opens_after_it_closed_or_on_a_record():
    made, ura = call(), person(Role.URA)
    for moment, code in ((BEFORE, "not-open"), (CLOSES, "deadline-passed")):
        with time_machine.travel(moment), pytest.raises(Rejected) as refused:
            actions.begin(made, by=ura, body=body().pk)
        assert codes(refused) == [code]
    with time_machine.travel(DURING):
        of_calls.withdraw(made, by=OFFICER, reason="中止")
        made.refresh_from_db()
        with pytest.raises(Rejected) as refused:
            actions.begin(made, by=ura, body=body().pk)
    assert codes(refused) == ["not-open"]


def test_people_of_another_body_and_strangers_do_not_see_it_and_officers_see_no_draft():
    made, ura = call(), person(Role.URA)
    other = person(Role.URA, "tokyo-university-of-the-arts", "taro")
    with time_machine.travel(DURING):
        application = whole(made, ura)
        for stranger in (other, NOBODY, OFFICER):
            with pytest.raises(Hidden):
                write(application, stranger, title="x")
            assert queries.mine(stranger) == []
        with pytest.raises((Hidden, Forbidden)):
            actions.begin(made, by=other, body=body().pk)
    assert queries.received(OFFICER, made) == []


def test_who_writes_does_not_submit_and_who_approves_does_not_write():
    made, ura, approver = call(), person(Role.URA), person(Role.APPROVER, name="chief")
    with time_machine.travel(DURING):
        application = whole(made, ura)
        with pytest.raises(Forbidden):
            actions.submit(application, by=ura, key="a")
        with pytest.raises(Forbidden):
            write(application, approver, title="x")
        assert actions.submit(application, by=approver, key="a").is_new


def test_all_that_is_lacking_is_said_at_once_with_its_question():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = begun(made, chief, members="2")
        with pytest.raises(Rejected) as refused:
            actions.submit(application, by=chief, key="a")
        told = [(one.code, one.where) for one in refused.value.problems]
        assert told == [("required", "title"), ("required", "vision"), ("not-met", "")]
        application = begun(made, chief, title="x", vision="y")
        with pytest.raises(Rejected) as refused:
            actions.submit(application, by=chief, key="a")
        assert [(one.code, one.where) for one in refused.value.problems] == [("undecided", "members")]
    assert not Submission.objects.exists()


def test_a_submission_is_a_receipt_a_frozen_dossier_a_line_and_mail_to_the_people_of_the_body():
    made, chief = call(), person(Role.ADMINISTRATOR)
    person(Role.URA, name="taro")
    with time_machine.travel(DURING, tick=False):
        application = whole(made, chief)
        submitted = actions.submit(application, by=chief, key="a").submission
    held = json.loads(submitted.dossier)
    assert (held["call"]["key"], held["body"]["key"]) == ("sample", "hokkaido-university")
    assert [row["value"] for row in held["answers"]] == ["見本の構想", "3", "光あふれる地域"]
    assert [row["verdict"] for row in held["conditions"]] == ["yes", "yes"]
    assert submitted.is_intact
    assert dossiers.number_of(submitted.receipt) == submitted.pk
    assert Entry.objects.latest("pk").verb == "applications.submit"
    mails = Message.objects.filter(subject__contains=submitted.receipt)
    assert {mail.to for mail in mails} == {"hanako@example.jp", "taro@example.jp"}
    assert submitted.fingerprint in mails[0].text


def test_the_same_request_and_the_same_content_are_one_submission():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        first = actions.submit(application, by=chief, key="a")
        again = [actions.submit(application, by=chief, key=key) for key in ("a", "a", "b", "c")]
    assert (first.is_new, {one.is_new for one in again}) == (True, {False})
    assert {one.submission.pk for one in again} == {first.submission.pk}
    assert Submission.objects.count() == 1


def test_the_request_of_before_the_deadline_is_answered_alike_after_it():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        first = actions.submit(application, by=chief, key="a").submission
    with time_machine.travel(CLOSES + timedelta(days=1)):
        assert actions.submit(application, by=chief, key="a").submission.pk == first.pk
        with pytest.raises(Rejected) as refused:
            actions.submit(application, by=chief, key="b")
    assert codes(refused) == ["deadline-passed"]


@pytest.mark.parametrize(("moment", "taken"), [(CLOSES - MOMENT, True), (CLOSES, False), (CLOSES + MOMENT, False)])
def test_the_deadline_holds_to_the_instant(moment: object, taken: bool):
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
    with time_machine.travel(moment, tick=False):  # type: ignore[arg-type]
        if taken:
            assert actions.submit(application, by=chief, key="a").submission.decided == moment
            return
        with pytest.raises(Rejected) as refused:
            actions.submit(application, by=chief, key="a")
    assert (codes(refused), Submission.objects.count()) == (["deadline-passed"], 0)


def test_the_last_that_was_submitted_counts_whatever_is_drafted_since():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        first = actions.submit(application, by=chief, key="a").submission
        application = write(application, chief, vision="")
        [row] = queries.received(OFFICER, made)
        assert (row.submission.pk, "光あふれる地域" in row.submission.dossier) == (first.pk, True)
        with pytest.raises(Rejected):
            actions.submit(application, by=chief, key="b")
        application = write(application, chief, vision="闇を照らす")
        second = actions.submit(application, by=chief, key="b").submission
        [row] = queries.received(OFFICER, made)
        assert row.submission.pk == second.pk
    assert first.is_intact


def test_what_is_withdrawn_counts_no_more_until_it_is_submitted_again():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        first = actions.submit(application, by=chief, key="a").submission
        with pytest.raises(Rejected) as refused:
            actions.withdraw(application, by=chief, reason=" ")
        assert codes(refused) == ["reason"]
        actions.withdraw(application, by=chief, reason="体制の見直し")
        assert (queries.received(OFFICER, made), queries.current(application)) == ([], None)
        again = actions.submit(application, by=chief, key="b").submission
        assert again.pk != first.pk
        assert [row.submission.pk for row in queries.received(OFFICER, made)] == [again.pk]


def test_an_extension_lets_a_missed_draft_in_and_without_one_it_stays_readable():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
    with time_machine.travel(CLOSES):
        assert (Written(application).is_open, queries.drafts(chief)) == (False, [])
        of_calls.extend(made, by=OFFICER, closes=CLOSES + timedelta(days=7), reason="障害")
        application = Application.objects.get(pk=application.pk)
        assert [one.pk for one in queries.drafts(chief)] == [application.pk]
        assert actions.submit(application, by=chief, key="a").is_new


def test_two_people_write_different_fields_at_once_and_both_stay():
    made, ura, other = call(), person(Role.URA), person(Role.RESEARCHER, name="taro")
    with time_machine.travel(DURING):
        application = begun(made, ura, title="構想")
        began = {"v-title": "構想", "v-members": "", "v-vision": ""}
        at = Sent(application.revision)
        actions.save(application, by=ura, began=began, wrote={**began, "v-vision": "光"}, sent=at)
        kept = actions.save(application, by=other, began=began, wrote={**began, "v-members": "4"}, sent=at)
        values = {key: row["value"] for key, row in kept.answers.items()}
        assert values == {"title": "構想", "vision": "光", "members": "4"}
        with pytest.raises(Stale):
            actions.save(application, by=other, began=began, wrote={**began, "v-vision": "闇"}, sent=at)


def test_a_question_of_a_file_has_no_place_in_a_call_that_is_published():
    with pytest.raises(Rejected) as refused:
        call(changed('kind = "text"', 'kind = "file"'))
    assert codes(refused) == ["files"]


@pytest.mark.parametrize("key", ["", "x" * 101, "a\0"])
def test_a_request_without_a_usable_key_is_refused(key: str):
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING), pytest.raises(Rejected) as refused:
        actions.submit(whole(made, chief), by=chief, key=key)
    assert codes(refused) == ["idempotency-key"]
