"""Two who edit one record at once: what is put together, what is a conflict, and what the merge view carries on."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.merging import Stale, differing, merge, require_fresh

BEGAN = {"name": "甲", "short": "", "spoken": ["ja"]}


class Form(EditForm):
    name = forms.CharField(label="名称")
    short = forms.CharField(label="略称", required=False)
    spoken = forms.MultipleChoiceField(label="言語", choices=[("ja", "日本語"), ("en", "英語")], required=False)


def posted(**values: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name.replace("keep_", "keep-"), value if isinstance(value, list) else [value])
    return data


def written(form: EditForm) -> dict:
    """What a browser would send back of a form."""
    assert form.is_valid(), form.errors
    return {**form.wrote, **dict(form.carried)}


def test_what_each_changed_alone_is_put_together():
    merged = merge(began=BEGAN, theirs={**BEGAN, "short": "K"}, wrote={**BEGAN, "name": "乙"})
    assert merged.facts == {"name": "乙", "short": "K", "spoken": ["ja"]}
    assert merged.conflicts == ()
    assert [change.field for change in merged.taken_over] == ["short"]


def test_what_both_changed_is_a_conflict_unless_to_the_same():
    merged = merge(began=BEGAN, theirs={**BEGAN, "name": "丙"}, wrote={**BEGAN, "name": "乙"})
    assert [(change.began, change.theirs, change.wrote) for change in merged.conflicts] == [("甲", "丙", "乙")]
    assert merge(began=BEGAN, theirs={**BEGAN, "name": "乙"}, wrote={**BEGAN, "name": "乙"}).conflicts == ()


@pytest.mark.parametrize(
    ("now", "is_stale"),
    [
        (BEGAN, False),
        ({**BEGAN, "name": "乙"}, False),
        ({**BEGAN, "name": "丙"}, True),
        ({**BEGAN, "short": "K"}, True),
    ],
)
def test_only_what_another_made_something_else_is_stale(now, is_stale):
    now, wrote = {**BEGAN, **now}, {**BEGAN, "name": "乙"}
    if not is_stale:
        require_fresh(began=BEGAN, theirs=now, wrote=wrote)
        return
    with pytest.raises(Stale) as raised:
        require_fresh(began=BEGAN, theirs=now, wrote=wrote)
    assert raised.value.merged == merge(began=BEGAN, theirs=now, wrote=wrote)


def test_a_record_that_nobody_knows_the_beginning_of_loses_nothing():
    merged = merge(began={}, theirs=BEGAN, wrote={**BEGAN, "name": "乙"})
    assert [change.field for change in merged.conflicts] == ["name"]


def test_the_ledger_keeps_what_differs():
    assert differing(BEGAN, {**BEGAN, "name": "乙"}) == ({"name": "甲"}, {"name": "乙"})


def sent_against(now: dict, **wrote: str | list[str]) -> Form:
    """The form of the merge view, after somebody who began at BEGAN sent what they wrote."""
    drawn = dict(Form.drawn(BEGAN).carried)
    form = Form.sent(posted(**{**BEGAN, **drawn, **wrote}))
    assert form.is_valid()
    return form.against(merge(began=form.began, theirs=now, wrote=form.wrote))


def test_a_form_that_nobody_disturbed_says_from_what_it_was_drawn():
    form = Form.sent(posted(**{**BEGAN, **dict(Form.drawn(BEGAN).carried), "name": "乙"}))
    assert form.is_valid()
    assert (form.began, form.wrote) == (BEGAN, {**BEGAN, "name": "乙"})


def test_the_merge_view_says_of_each_field_what_it_was_is_and_became():
    view = sent_against({**BEGAN, "name": "丙", "spoken": ["ja", "en"]}, name="乙", short="K")
    told = [(line.label, line.began, line.now, line.wrote, line.is_conflict) for line in view.lines]
    assert told == [("名称", "甲", "丙", "乙", True), ("言語", "日本語", "日本語、英語", "日本語", False)]
    assert written(view) | {"began": "", "seen": ""} == {
        "name": "乙",
        "short": "K",
        "spoken": ["ja", "en"],
        "began": "",
        "seen": "",
    }


@pytest.mark.parametrize(("choice", "name"), [("mine", "乙"), ("theirs", "丙")])
def test_what_is_chosen_is_written_and_fresh(choice, name):
    now = {**BEGAN, "name": "丙", "spoken": ["en"]}
    view = sent_against(now, name="乙", short="K")
    form = Form.sent(posted(**written(view), keep_name=choice))
    assert form.is_valid()
    require_fresh(began=form.began, theirs=now, wrote=form.wrote)
    assert form.wrote == {"name": name, "short": "K", "spoken": ["en"]}


def test_without_a_choice_the_conflict_stays_and_a_third_change_is_seen():
    now = {**BEGAN, "name": "丙"}
    view = sent_against(now, name="乙")
    unchosen = Form.sent(posted(**written(view)))
    assert unchosen.is_valid()
    with pytest.raises(Stale):
        require_fresh(began=unchosen.began, theirs=now, wrote=unchosen.wrote)
    late = Form.sent(posted(**written(view), keep_name="mine"))
    assert late.is_valid()
    with pytest.raises(Stale):
        require_fresh(began=late.began, theirs={**now, "name": "丁"}, wrote=late.wrote)


@pytest.mark.parametrize("began", ["", "[]", "{", '{"name": 1}', '{"name": {"x": []}}', "null", "[" * 9000])
def test_a_beginning_that_was_tampered_with_is_as_none(began):
    form = Form.sent(posted(name="乙", began=began, seen=began))
    assert form.is_valid()
    assert form.began == {}
