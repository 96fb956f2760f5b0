"""The file of a call: what is right is read, and every mistake is told with its line."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from tests.calls.files import EXAMPLE, changed
from tsunagu.calls.enums import Given, StepKind
from tsunagu.calls.rules import places, reading, stored
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.problems import Rejected

JAPAN = timezone(timedelta(hours=9))


def problems(content: bytes) -> list[tuple[int, str, str]]:
    """What is wrong with a file: line, place, code."""
    try:
        reading.read(reading.loaded(content))
    except Rejected as refused:
        text = content.decode(errors="replace")
        return [(places.line(text, one.where), one.where, one.code) for one in refused.problems]
    return []


def test_a_whole_file_is_read_as_it_says():
    call = reading.read(reading.loaded(EXAMPLE.encode()))
    assert [step.kind for step in call.steps] == [StepKind.APPLICATION, StepKind.DECISION]
    assert call.application.closes == datetime(2027, 6, 25, 12, tzinfo=JAPAN)
    assert call.steps[1].opens == date(2027, 9, 30)
    assert (call.amounts[0].yen, call.given) == (5_000_000, {"applicant": Given.KIND})
    assert [question.key for question in (*call.questions, *call.form)] == ["applicant", "members", "vision"]
    assert [(step.key, step.text) for step in call.scale] == [("2", "良い"), ("1", "良くない")]


def test_what_is_kept_as_json_reads_as_the_file_did():
    raw = reading.loaded(EXAMPLE.encode())
    assert stored.revived(stored.kept(raw)) == reading.read(raw)


@pytest.mark.parametrize(
    ("old", "new", "line", "where", "code"),
    [
        ('kind = "grant"', 'kind = "gift"', 3, "kind", "shape"),
        ('name = "見本の公募"\n', "", 1, "name", "missing"),
        ("year = 2027", 'year = "2027"', 4, "year", "shape"),
        ("year = 2027", "year = 1", 4, "year", "shape"),
        ("https://www", "ftp://www", 6, "guide", "link"),
        ('guide = "', 'gide = "', 6, "gide", "unknown-field"),
        ("opens = 2027-05-10T10:00:00+09:00", "opens = 2027-07-10", 11, "step[0].closes", "before"),
        ("closes = 2027-06-25T12:00:00+09:00", "closes = 9999-12-31", 11, "step[0].closes", "shape"),
        ("opens = 2027-09-30", "opens = 0001-01-01", 15, "step[1].opens", "shape"),
        ("opens = 2027-09-30", "opens = 10:00:00", 15, "step[1].opens", "shape"),
        ('kind = "application"', 'kind = "documents"', 8, "step", "application"),
        ("2027-09-30", "2027-01-01", 13, "step[1]", "order"),
        ("closes = 2027-06-25T12:00:00+09:00", 'closes = "soon"', 11, "step[0].closes", "shape"),
        ("yen = 5_000_000", "yen = -1", 20, "amount[0].yen", "shape"),
        ("yen = 5_000_000", "yen = 1.5", 20, "amount[0].yen", "shape"),
        ('given = "kind"', 'given = "age"', 27, "eligibility.question[0].given", "shape"),
        ('key = "consortium"', 'key = "lead"', 37, "eligibility.condition[0].key", "twice"),
        ("at_least = 3", "at_least = 'x'", 44, "eligibility.condition[1].requires.at_least", "condition"),
        ('"public-university"', '"pub"', 39, "eligibility.condition[0].requires.is[1]", "no-option"),
        ('kind = "text"', 'kind = "essay"', 48, "form.question[0] vision.kind", "kind"),
        ("scale = [{ key = 2", "scale = [{ key = 1", 53, "review.scale[1].key", "twice"),
        ("[[review.criterion]]\n", "[[review.criteria]]\n", 55, "review.criteria", "unknown-field"),
        ('kind = "report"', 'kind = "dance"', 60, "duty[0].kind", "shape"),
        ('text = "毎年度報告すること"', 'text = "a\\u0000b"', 61, "duty[0].text", "null"),
        ('by = "見本財団"', 'by = "見本財団"\nprinted = "x"', 6, "at", "source"),
    ],
)
def test_a_mistake_is_told_at_its_line(old: str, new: str, line: int, where: str, code: str):
    found = problems(changed(old, new))
    if where == "at":  # what is lacking has no line of its own
        assert [(one, that) for _, one, that in found] == [(where, code)]
    else:
        assert (line, where, code) in found


def test_all_mistakes_are_told_at_once():
    content = changed('kind = "grant"', 'kind = "gift"').decode().replace('kind = "report"', 'kind = "dance"')
    assert [where for _, where, _ in problems(content.encode())] == ["kind", "duty[0].kind"]


def test_what_is_no_toml_says_where_it_breaks_off():
    with speaking("en"), pytest.raises(Rejected) as refused:
        reading.loaded(b'name = "x"\nkind =\n')
    assert "line 2" in str(refused.value)


@pytest.mark.parametrize(("content", "code"), [(b"\xff\xfe\x00", "bytes"), (b"#" * 300_000, "too-large")])
def test_what_is_no_text_or_too_large_is_refused(content: bytes, code: str):
    with pytest.raises(Rejected) as refused:
        reading.loaded(content)
    assert [one.code for one in refused.value.problems] == [code]


@pytest.mark.parametrize("raw", [{"step": 1}, {"step": [1]}, {"review": []}, {"eligibility": {"question": 3}}])
def test_data_of_any_shape_are_refused_and_never_an_error(raw: dict):
    with pytest.raises(Rejected):
        reading.read(raw)


def test_tables_within_tables_and_texts_over_lines_keep_their_lines():
    text = 'a = 1\n[[x]]\nb = """\n[[x]]\n"""\n[[x.y]]\nc = 1\n[[x]]\n[[x.y]]\nc = 2\n[[x.y]]\nc = 3\n'
    lines = {where: places.line(text, where) for where in ("a", "x[0].b", "x[0].y[0].c", "x[1].y[0].c", "x[1].y[1].c")}
    assert lines == {"a": 1, "x[0].b": 3, "x[0].y[0].c": 7, "x[1].y[0].c": 10, "x[1].y[1].c": 12}
