"""The form in which one person answers, built from the questions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.problems import Rejected
from tsunagu.sheets.enums import Kind, Mistake, Standing
from tsunagu.sheets.models import Attachment
from tsunagu.sheets.rules.answers import Said
from tsunagu.sheets.rules.facts import EVIDENCE, STANDING, VALUE
from tsunagu.sheets.rules.questions import Question
from tsunagu.sheets.rules.saving import Sent

_LONGEST_WINDOW = 40
_MOST_TURNS = 10**9
_BLANK_ROWS = 2  # offered below the filled rows of a table


class SeveralField(forms.Field):
    """Several texts under one name: ticked options, or the cells of a table one after the other."""

    hidden_widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        """The texts; what they may be is for the rules."""
        return [str(one) for one in value or []]


class Cells(forms.MultipleHiddenInput):
    """The cells of a table; the template draws them in rows."""


@dataclass(frozen=True, slots=True)
class Group:
    """A question as a page shows it. others: what other people of the body say, where they do not agree."""

    form: AnswerForm
    question: Question
    is_asked: bool
    files: Sequence[Attachment]
    others: Sequence[tuple[Any, str]]

    @property
    def value(self) -> BoundField | None:
        """The field of the answer; a question that takes files has none."""
        name = VALUE + self.question.key
        return self.form[name] if name in self.form.fields else None

    @property
    def standing(self) -> BoundField:
        """The field that says why there is no answer."""
        return self.form[STANDING + self.question.key]

    @property
    def evidence(self) -> BoundField:
        """The field of a link."""
        return self.form[EVIDENCE + self.question.key]

    @property
    def errors(self) -> list[str]:
        """What is wrong with it."""
        fields = [field for field in (self.value, self.standing, self.evidence) if field]
        return [str(error) for field in fields for error in field.errors]

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """The cells of a table with how each is called: what is filled, and some empty rows."""
        value = self.value.value() if self.value else None
        width = len(self.question.columns)
        texts = [str(one) for one in value or []]
        filled = -(-len(texts) // width)
        many = min(self.question.rows, filled + _BLANK_ROWS)
        cells = [*texts, *[""] * (many * width - len(texts))]
        return [self._row(cells, number) for number in range(many)]

    def _row(self, cells: Sequence[str], number: int) -> list[tuple[str, str]]:
        columns = self.question.columns
        start = number * len(columns)
        named = [f"{column.label} {number + 1}" for column in columns]
        return list(zip(named, cells[start : start + len(columns)], strict=True))


class AnswerForm(EditForm):
    """What one person says. questions: of the version that is answered."""

    def __init__(self, *given: Any, questions: Sequence[Question], **named: Any) -> None:
        super().__init__(*given, **named)
        self.questions = questions
        for question in questions:
            if question.kind is not Kind.FILE:
                self.fields[VALUE + question.key] = _value(question)
            self.fields[STANDING + question.key] = _standing(question)
            self.fields[EVIDENCE + question.key] = _evidence(question)

    @property
    def wrote(self) -> dict[str, Any]:
        """What was sent; a field that was not sent at all is left as it is."""
        told = super().wrote
        return {name: value for name, value in told.items() if self._is_there(name)}

    def _is_there(self, name: str) -> bool:
        """Whether a field was sent. No box that is ticked sends nothing, and so the field beside it counts."""
        if name in self.data:
            return True
        return name.startswith(VALUE) and STANDING + name.removeprefix(VALUE) in self.data and self._is_several(name)

    def _is_several(self, name: str) -> bool:
        return isinstance(self.fields[name], SeveralField)

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, each at its question, in the language of the reader."""
        for problem in refused.problems:
            told = Mistake(problem.code).label
            place = problem.where if problem.where in self.fields else VALUE + problem.where
            if place not in self.fields:
                place = STANDING + problem.where
            self.add_error(place if place in self.fields else None, told)


def _value(question: Question) -> forms.Field:
    label = question.label
    if question.kind is Kind.TABLE:
        return SeveralField(label=label, required=False, widget=Cells)
    if question.has_options:
        return _chosen(question, label)
    return forms.CharField(label=label, required=False, widget=_widget(question.kind))


def _widget(kind: Kind) -> forms.Widget:
    if kind is Kind.TEXT:
        return forms.Textarea({"rows": 4})
    hint = {"placeholder": "2026-12-31"} if kind is Kind.DATE else {"inputmode": "decimal"}
    return forms.TextInput(hint)


def _chosen(question: Question, label: str) -> forms.Field:
    options = [(option.key, _anchor(question, option.key, option.label)) for option in question.options]
    ticked, one = forms.CheckboxSelectMultiple, forms.RadioSelect
    field: Any = SeveralField(label=label, required=False, widget=ticked(choices=options))
    if question.kind is not Kind.CHOICES:
        offered = [*options, ("", gettext("選ばない"))]
        field = forms.CharField(label=label, required=False, widget=one(choices=offered))
    field.choices = options
    return field  # type: ignore[no-any-return]


def _anchor(question: Question, key: str, text: str) -> str:
    """A step of a scale with its number."""
    return f"{key}：{text}" if question.kind is Kind.SCALE else text


def _standing(question: Question) -> forms.Field:
    reasons = [(one.value, one.label) for one in (Standing.NOT_APPLICABLE, Standing.DONT_KNOW)]
    field: Any = forms.CharField(
        label=gettext("答えられない場合"),
        required=False,
        widget=forms.Select(choices=[("", gettext("（回答する）")), *reasons]),
    )
    field.choices = reasons
    return field  # type: ignore[no-any-return]


def _evidence(question: Question) -> forms.Field:
    return forms.CharField(label=gettext("根拠のリンク（任意）"), required=False, widget=forms.URLInput())


def groups(
    form: AnswerForm,
    asked: Mapping[str, bool],
    files: Mapping[str, Sequence[Attachment]],
    others: Mapping[str, Sequence[tuple[Any, str]]],
) -> list[Group]:
    """The questions of a form as a page shows them."""
    return [
        Group(
            form,
            question,
            asked[question.key],
            files.get(question.key, ()),
            others.get(question.key, ()),
        )
        for question in form.questions
    ]


def sent(data: QueryDict, if_match: str = "") -> Sent:
    """From which state something was sent, by its header or its hidden fields."""
    revision = if_match.strip().removeprefix("W/").strip('"') or data.get("revision", "")
    window = data.get("window", "").replace("\0", "")[:_LONGEST_WINDOW]
    return Sent(_number(revision), window, turn(data.get("turn", "")))


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else None


def turn(text: str) -> int:
    """How often a page had sent something."""
    return _number(text) or 0


def window() -> str:
    """A name for a page that is opened."""
    return uuid.uuid4().hex


class FileForm(forms.Form):
    """A file that is attached to a question."""

    question = forms.ChoiceField(label=gettext_lazy("質問"))
    file = forms.FileField(label=gettext_lazy("ファイル（1 MBまで）"), allow_empty_file=True)

    def __init__(self, *given: Any, questions: Sequence[Question], **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""
        choice: Any = self.fields["question"]
        choice.choices = [(question.key, question.label) for question in questions]

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, in the language of the reader."""
        refuse(self, refused)


class UploadForm(forms.Form):
    """A file with answers."""

    file = forms.FileField(label=gettext_lazy("回答のファイル（XLSXかJSON、1 MBまで）"), allow_empty_file=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""


class SheetForm(forms.Form):
    """A sheet as a file, which becomes the next draft."""

    key = forms.SlugField(label=gettext_lazy("キー（英小文字、数字、ハイフン）"), max_length=60)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("英語の名称（任意）"), max_length=200, required=False)
    file = forms.FileField(label=gettext_lazy("質問のファイル（XLSXかJSON、1 MBまで）"), allow_empty_file=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""


def refuse(form: forms.Form, refused: Rejected) -> None:
    """Say each mistake with its place, in the language of the reader."""
    known = {mistake.value: mistake for mistake in Mistake}
    for problem in refused.problems:
        told = known[problem.code].label if problem.code in known else Mistake.FILE.label
        form.add_error(None, f"{problem.where}: {told}" if problem.where else told)


def told(question: Question, said: Said, shown: str) -> str:
    """What somebody says, in words."""
    return shown if said.standing is Standing.GIVEN else said.standing.label
