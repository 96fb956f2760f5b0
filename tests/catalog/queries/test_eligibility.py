"""Who may apply by the rules of the real data; that answers take as many statements for one map as for all programs."""

from __future__ import annotations

import pytest

from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import eligibility
from tsunagu.catalog.queries.eligibility import MayApplyQuery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("theme", ["", "maas"])
def test_answers_take_eight_statements_for_one_map_and_for_all_programs(django_assert_num_queries, theme):
    with django_assert_num_queries(8):
        found = eligibility.answers(MayApplyQuery(BodyKind.CITY, theme=theme))
        eligibility.answers_table(found)
    assert len(found) == (8 if theme else Program.objects.count())


def test_answers_come_with_the_usable_ones_first_and_can_be_narrowed_to_one_verdict():
    found = [one.answer.verdict for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY))]
    assert found == sorted(found, key=list(Verdict).index)
    assert set(found) == set(Verdict)
    for verdict in Verdict:
        assert len(eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, verdict=verdict))) == found.count(verdict)


def test_the_quick_verdicts_are_those_of_the_explained_answers():
    for body in BodyKind:
        quick = eligibility.verdicts(MayApplyQuery(body, (BodyKind.CITY,)))
        explained = eligibility.explained(MayApplyQuery(body, (BodyKind.CITY,)), [pk for pk, _ in quick])
        assert [verdict for _, verdict in quick] == [one.answer.verdict for one in explained]


@pytest.mark.parametrize(
    ("body", "partners"),
    [
        (body, partners)
        for body in BodyKind
        for partners in ((), (BodyKind.CITY,), (BodyKind.COMPANY, BodyKind.NATIONAL_UNIVERSITY))
    ][::5],
)
def test_the_quick_verdict_is_the_one_that_is_explained(body, partners):
    quick = eligibility.verdicts(MayApplyQuery(body, partners))
    explained = [
        (one.program.pk, one.answer.verdict)
        for one in eligibility.explained(MayApplyQuery(body, partners), [pk for pk, _ in quick])
    ]
    assert explained == quick
    assert len(quick) == Program.objects.count()


def test_a_program_without_a_rule_is_unknown():
    without = set(Program.objects.filter(eligibilities=None).values_list("key", flat=True))
    unknown = {
        one.program.key for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, verdict=Verdict.UNKNOWN))
    }
    assert without
    assert without <= unknown


def test_a_program_whose_newest_contact_row_has_no_new_call_is_closed():
    [venture] = [
        one
        for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, theme="bio"))
        if one.program.key == "medical-venture"
    ]
    assert venture.answer.verdict is Verdict.NO
    assert venture.answer.lines[0].code == "no_new_call"
    source = venture.answer.lines[0].source
    assert (source.new_call, source.document.key) == (False, "package-2022")


def test_a_partner_opens_a_program_on_the_real_rules():
    def answer(*partners: BodyKind):
        [found] = [
            one
            for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, partners))
            if one.program.key == "coi-next"
        ]
        return found.answer

    alone = answer()
    assert (alone.verdict, BodyKind.COMPANY in alone.missing) == (Verdict.WITH_PARTNER, True)
    assert answer(*alone.missing).missing == ()
    assert answer(*alone.missing).verdict in (Verdict.YES, Verdict.IF)


def test_every_line_of_every_answer_has_its_source():
    for one in eligibility.answers(MayApplyQuery(BodyKind.COMPANY)):
        for line in one.answer.lines:
            assert eligibility.source_text(line.source)
