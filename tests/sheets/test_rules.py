"""Questions are read without guessing, answers kept exact, and bodies counted with their base."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.kernel.conditions import Verdict
from tsunagu.kernel.problems import Rejected
from tsunagu.sheets.enums import Mistake, Standing
from tsunagu.sheets.rules import answers, facts, reading, showing, tallies, versions
from tsunagu.sheets.rules.answers import Said, Wrong
from tsunagu.sheets.rules.saving import Saving, Sent, saving
from tsunagu.sheets.rules.tallies import Count

YES_NO = [{"key": "yes", "text": "有"}, {"key": "no", "text": "無"}]
COUNCIL = {"key": "council", "kind": "choice", "text": "協議会", "required": True, "options": YES_NO}
MEMBERS = {"key": "members", "kind": "text", "text": "構成員", "show_if": {"question": "council", "is": ["yes"]}}
ISSUES = {"key": "issues", "kind": "choices", "text": "課題", "options": [*YES_NO, {"key": "other", "text": "他"}]}
STAFF = {"key": "staff", "kind": "number", "text": "人数", "least": 0, "most": 1000}
BUDGET = {"key": "budget", "kind": "yen", "text": "予算"}
DAY = {"key": "day", "kind": "date", "text": "日"}
LEVEL = {
    "key": "level",
    "kind": "scale",
    "text": "段階",
    "options": [{"key": 1, "text": "低"}, {"key": 2, "text": "高"}],
}
COLUMNS = [{"key": "who", "text": "だれ"}, {"key": "yen", "kind": "yen", "text": "円"}]
CASES = {"key": "cases", "kind": "table", "text": "事例", "columns": COLUMNS, "rows": 2}
FILE = {"key": "plan", "kind": "file", "text": "計画"}
EVERY = [COUNCIL, MEMBERS, ISSUES, STAFF, BUDGET, DAY, LEVEL, CASES, FILE]
QUESTIONS = reading.questions(EVERY)
BY_KEY = {question.key: question for question in QUESTIONS}
GIVEN, NA, UNKNOWN = Standing.GIVEN, Said(Standing.NOT_APPLICABLE), Said(Standing.DONT_KNOW)


def wrong(raw: Any) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        reading.questions(raw)
    return [(problem.code, problem.where) for problem in refused.value.problems]


# Questions ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            {"options": [{"text": "有"}, {"key": "no", "text": "無"}]},
            [("missing", "questions[0] council.options[0].key")],
        ),
        ({"options": "yes"}, [("options", "questions[0] council.options")]),
        ({"options": [1, YES_NO[0]]}, [("shape", "questions[0] council.options[0]")]),
        ({"options": [YES_NO[0], YES_NO[0]]}, [("twice", "questions[0] council.options[1].key")]),
        (
            {"options": [YES_NO[0], {"key": "not-answered", "text": "x"}]},
            [("reserved", "questions[0] council.options[1].key")],
        ),
        ({"kind": "scale"}, [("integer", f"questions[0] council.options[{n}].key") for n in (0, 1)]),
        ({"kind": ["choice"]}, [("kind", "questions[0] council.kind")]),
        ({"kind": "text"}, [("no-options", "questions[0] council.options")]),
        ({"text": "a\0b"}, [("null", "questions[0] council.text")]),
        ({"text": ""}, [("missing", "questions[0] council.text")]),
        ({"text": "長" * 2001}, [("too-long", "questions[0] council.text")]),
        ({"required": 1}, [("shape", "questions[0] council.required")]),
        ({"colour": 1}, [("unknown-field", "questions[0] council.colour")]),
        ({"key": "Council"}, [("key", "questions[0].key")]),
        ({"key": 7}, [("key", "questions[0].key")]),
        ({"show_if": {"question": "later", "is": ["yes"]}}, [("earlier", "questions[0] council.show_if.question")]),
        ({"show_if": []}, [("condition", "questions[0] council.show_if")]),
        ({"show_if": {"all": []}}, [("condition", "questions[0] council.show_if.all")]),
        ({"least": 1}, [("shape", "questions[0] council.least")]),
    ],
)
def test_each_mistake_is_told_with_its_place(change, found):
    assert wrong([{**COUNCIL, **change}]) == found


@pytest.mark.parametrize(
    "key",
    [
        "1.5",
        "+1",
        "一",
        "01",
        "1\n",
        True,
        None,
        1.5,
        pytest.param("9" * 5000, id="long"),
        pytest.param(10**5000, id="big"),
    ],
)
def test_the_steps_of_a_scale_are_whole_numbers(key):
    options = [{"key": key, "text": "低"}, {"key": 2, "text": "高"}]
    assert wrong([{**LEVEL, "options": options}]) == [("integer", "questions[0] level.options[0].key")]


def test_a_step_stands_once_whether_a_number_or_a_text():
    options = [{"key": 1, "text": "低"}, {"key": "1", "text": "高"}]
    assert wrong([{**LEVEL, "options": options}]) == [("twice", "questions[0] level.options[1].key")]


def test_all_mistakes_are_told_at_once():
    raw = [{}, 3, {**STAFF, "least": 5, "most": 1}, {**CASES, "columns": [{}]}, {**COUNCIL}, {**COUNCIL}]
    assert [code for code, _ in wrong(raw)] == [
        *("missing", "missing", "kind", "shape", "bounds", "missing", "missing", "twice")
    ]


@pytest.mark.parametrize(
    "leaf",
    [
        {"question": "council", "is": ["maybe"]},
        {"question": "council", "includes": ["yes"]},
        {"question": "council", "at_least": 1},
        {"question": "council", "is": ["yes"], "includes": ["yes"]},
        {"question": "council"},
        {"question": ["council"], "is": ["yes"]},
        {"is": ["yes"]},
        {"question": "council", "is": "yes"},
        {"question": "council", "is": [["yes"]]},
        pytest.param({"question": "council", "is": [9**9999]}, id="big"),
        {"not": {"all": [{"not": {"not": {"not": {"not": {"not": {}}}}}}]}},
    ],
)
def test_a_condition_that_cannot_be_is_refused(leaf):
    assert len(wrong([COUNCIL, {**MEMBERS, "show_if": leaf}])) == 1


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["yes", "choice", "scale"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*reading._FIELDS, "question", "is", "all", "not"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(_JSON, max_size=4), st.sampled_from(EVERY), st.sampled_from(sorted(reading._FIELDS)), _JSON)
def test_whatever_json_holds_is_read_or_refused_with_places(raw, question, field, value):
    for one in (raw, [COUNCIL, {**question, "key": "other", field: value}]):
        try:
            reading.questions(one)
        except Rejected as refused:
            assert all(problem.where for problem in refused.problems)  # noqa: PT017


def test_a_question_keeps_what_it_asks_for_under_its_key():
    changed = reading.questions([{**COUNCIL, "kind": "choices"}, {**STAFF, "unit": "千人"}, ISSUES])
    found = [(one.code, one.where) for one in versions.incomparable(QUESTIONS, changed)]
    assert found == [("changed", "questions[0] council"), ("changed", "questions[1] staff")]
    assert list(versions.incomparable(QUESTIONS, QUESTIONS)) == []


# Answers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("members", " 県\r\n市 ", "県\n市"),
        ("staff", "１２", "12"),
        ("staff", "1,000", "1000"),
        ("staff", "0.50", "0.5"),
        ("staff", "-0", "0"),
        ("budget", "1,200円", 1200),
        ("day", "2026/12/02", "2026-12-02"),
        ("council", "有", "yes"),
        ("level", "2", "2"),
        ("issues", ["other", "yes", ""], ["yes", "other"]),
        ("cases", ["県", "10", "", ""], [["県", "10"]]),
        ("cases", ["", "", "市"], [["市", ""]]),
        ("staff", "", None),
        ("issues", [], None),
        ("plan", "", None),
    ],
)
def test_what_is_typed_is_read_and_written_back_the_same(key, typed, value):
    assert answers.read(BY_KEY[key], typed) == value
    assert answers.read(BY_KEY[key], answers.written(BY_KEY[key], value)) == value or key == "plan"


@pytest.mark.parametrize(
    ("key", "typed", "mistake"),
    [
        ("members", "a\0b", Mistake.NULL),
        ("members", "長" * 4001, Mistake.TOO_LONG),
        ("staff", "多数", Mistake.NUMBER),
        ("staff", "9" * 5000, Mistake.NUMBER),
        ("staff", "1e3", Mistake.NUMBER),
        ("staff", "NaN", Mistake.NUMBER),
        ("staff", "1001", Mistake.OUT_OF_BOUNDS),
        ("staff", "-1", Mistake.OUT_OF_BOUNDS),
        ("budget", "1.5", Mistake.YEN),
        ("budget", "約百万円", Mistake.YEN),
        ("day", "2026-02-30", Mistake.DAY),
        ("day", "9" * 5000, Mistake.DAY),
        ("council", "maybe", Mistake.NO_OPTION),
        ("level", "3", Mistake.NO_OPTION),
        ("issues", ["yes", "maybe"], Mistake.NO_OPTION),
        ("cases", ["県", "多額"], Mistake.YEN),
        ("cases", ["x"] * 5, Mistake.TOO_MANY),
        ("plan", "plan.pdf", Mistake.FILE_HERE),
    ],
)
def test_what_cannot_be_is_refused(key, typed, mistake):
    with pytest.raises(Wrong) as refused:
        answers.read(BY_KEY[key], typed)
    assert refused.value.mistake is mistake


@given(st.sampled_from(QUESTIONS), st.text(max_size=30) | st.lists(st.text(max_size=30), max_size=6))
def test_whatever_is_typed_is_read_or_refused(question, typed):
    try:
        value = answers.read(question, typed)
    except Wrong:
        return
    assert answers.read(question, answers.written(question, value)) == value


def test_an_answer_and_the_reason_why_there_is_none_exclude_each_other():
    council = BY_KEY["council"]
    assert answers.said(council, "", "dont-know") == UNKNOWN
    assert answers.said(council, "") == answers.NOTHING
    given = answers.said(council, "yes", "", "https://example.jp/a").data
    assert given == {"standing": "given", "value": "yes", "evidence": "https://example.jp/a"}
    for typed, standing, link, mistake in (
        ("yes", "dont-know", "", Mistake.BOTH),
        ("", "divided", "", Mistake.STANDING),
        ("yes", "", "javascript:alert(1)", Mistake.LINK),
        ("yes", "", "https://" + "a" * 500, Mistake.TOO_LONG),
    ):
        with pytest.raises(Wrong) as refused:
            answers.said(council, typed, standing, link)
        assert refused.value.mistake is mistake


def test_every_mistake_of_a_form_is_told_at_once_by_its_field():
    with pytest.raises(Rejected) as refused:
        facts.read(QUESTIONS, {"v-staff": "x", "v-day": "x", "v-council": "yes", "v-unheard": "x"})
    assert [problem.where for problem in refused.value.problems] == ["v-staff", "v-day"]


# When a question is asked ---------------------------------------------------------------------------------------------


def test_a_question_waits_for_the_answer_on_which_it_hangs():
    asked = reading.questions(
        [
            COUNCIL,
            {**MEMBERS, "show_if": {"not": {"question": "council", "is": ["no"]}}},
            ISSUES,
            {
                **STAFF,
                "show_if": {
                    "any": [{"question": "issues", "includes": ["other"]}, {"question": "council", "is": ["yes"]}]
                },
            },
            {**BUDGET, "show_if": {"question": "staff", "at_least": 10}},
        ]
    )

    def shown(**values: Any) -> str:
        marks = {Verdict.YES: "y", Verdict.NO: "n", Verdict.UNKNOWN: "?"}
        return "".join(marks[verdict] for verdict in showing.verdicts(asked, values).values())

    assert shown() == "y?y??"
    assert shown(council="yes") == "yyyy?"
    assert shown(council="no", issues=["yes"], staff="12") == "ynyn?"
    assert shown(council="no", issues=["other"], staff="12") == "ynyyy"
    assert shown(council="yes", staff="9.5") == "yyyyn"


# Counting -------------------------------------------------------------------------------------------------------------


def given_(value: Any) -> Said:
    return Said(GIVEN, value)


def test_what_people_of_a_body_say_is_settled_only_where_they_agree():
    yes, no = {"council": given_("yes")}, {"council": given_("no")}
    assert tallies.settled("council", [yes, yes, {}]) == given_("yes")
    assert tallies.settled("council", [yes, no]).standing is Standing.DIVIDED
    assert tallies.settled("council", [yes, {"council": UNKNOWN}]).standing is Standing.DIVIDED
    assert (
        tallies.settled("council", []) == tallies.settled("council", [{"council": answers.NOTHING}]) == answers.NOTHING
    )
    assert tallies.divided([("a", yes), ("b", no), ("c", {})], "council") == [("a", given_("yes")), ("b", given_("no"))]
    assert tallies.divided([("a", yes), ("b", yes)], "council") == []


def test_a_tally_keeps_not_answered_apart_from_no_and_from_not_asked():
    asked = QUESTIONS[:2]
    replies = [
        [{"council": given_("yes"), "members": given_("県")}],
        [{"council": given_("no"), "members": given_("県")}],
        [{"council": UNKNOWN}],
        [{"council": NA}],
        [{"council": given_("yes")}, {"council": given_("no")}],
        [],
    ]
    bodies = [tallies.of_body(asked, one) for one in replies]
    counts = {(one.question, one.answer): (one.count, one.base) for one in tallies.tally(asked, bodies)}
    assert counts == {
        ("council", "yes"): (1, 6),
        ("council", "no"): (1, 6),
        ("council", "not-applicable"): (1, 6),
        ("council", "dont-know"): (1, 6),
        ("council", "divided"): (1, 6),
        ("council", "not-answered"): (1, 6),
        ("members", "given"): (1, 5),
        ("members", "not-applicable"): (0, 5),
        ("members", "dont-know"): (0, 5),
        ("members", "divided"): (0, 5),
        ("members", "not-answered"): (4, 5),
    }


def test_what_is_chosen_equally_often_has_one_rank_and_what_has_no_number_none():
    counts = [Count("issues", "yes", 3, 5), Count("issues", "no", 4, 5), Count("issues", "other", 3, 5)]
    ranks = [(rank, one.answer) for rank, one in tallies.ranking(BY_KEY["issues"], counts)]
    assert ranks == [(1, "no"), (2, "yes"), (2, "other")]
    assert tallies.ranking(BY_KEY["issues"], [Count("issues", "yes", None, 5)]) == []


def test_numbers_are_told_by_least_middle_and_most():
    bodies = [{"staff": given_(value)} for value in ("1", "2.5", "10")]
    found = tallies.spread(BY_KEY["staff"], [*bodies, {"staff": UNKNOWN}, {}])
    assert found == tallies.Spread("staff", 3, Decimal(1), Decimal("2.5"), Decimal(10))
    assert tallies.spread(BY_KEY["staff"], [{}]) is None
    assert tallies.spread(BY_KEY["members"], [{"members": given_("県")}]) is None


# Saving ---------------------------------------------------------------------------------------------------------------

KEPT = Sent(3, "a", 2)


@pytest.mark.parametrize(
    ("sent", "wrote", "how"),
    [
        (Sent(3, "b", 1), {"x": "new"}, Saving.WRITE),
        (Sent(2, "a", 2), {"x": "old"}, Saving.SAME),  # the same again
        (Sent(2, "a", 3), {"x": "new"}, Saving.WRITE),  # only the answer was lost
        (Sent(2, "a", 2), {"x": "new"}, Saving.STALE),  # gone back to in the browser
        (Sent(2, "a", 1), {"x": "new"}, Saving.STALE),  # late
        (Sent(2, "b", 9), {"x": "new"}, Saving.STALE),
        (Sent(None, "", 9), {"x": "new"}, Saving.STALE),
    ],
)
def test_nothing_is_lost_and_nothing_written_twice(sent, wrote, how):
    assert saving(KEPT, sent, {"x": "old", "y": "kept"}, wrote) is how
