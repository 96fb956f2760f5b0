"""What is asked of this room, and what officers send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tsunagu.calls.queries.calls import CallQuery
from tsunagu.calls.rules import facts
from tsunagu.calls.rules.reading import LARGEST
from tsunagu.kernel.filters import QuestionForm
from tsunagu.sheets.enums import Kind
from tsunagu.sheets.rules.questions import Question

_AT = "%Y-%m-%d %H:%M"


class CallFilters(QuestionForm[CallQuery]):
    """Which calls a page shows."""

    question = CallQuery


class FactsForm(forms.Form):
    """What is known of a body, for the conditions of a call. What cannot be read counts as not known, and is said."""

    def __init__(self, given: QueryDict, *, questions: Sequence[Question]) -> None:
        super().__init__(given)
        self.label_suffix = ""
        self.fields = {question.key: _field(question) for question in questions}
        typed = {one.key: _typed(given, one) for one in questions}
        self.values, problems = facts.read(questions, typed)
        self.full_clean()
        self.errors.clear()
        for problem in problems:
            self.add_error(problem.where, problem.message)


def _typed(given: QueryDict, question: Question) -> str | list[str]:
    if question.kind is Kind.CHOICES:
        return [str(one) for one in given.getlist(question.key)]
    return str(given.get(question.key, ""))


def _field(question: Question) -> forms.Field:
    options = list(question.option_labels.items())
    field: forms.Field = forms.CharField(max_length=200)
    if question.kind in (Kind.CHOICE, Kind.SCALE):
        field = forms.ChoiceField(choices=[("", _("分からない")), *options])
    elif question.kind is Kind.CHOICES:
        field = forms.MultipleChoiceField(choices=options)
    field.label, field.help_text, field.required = question.label, question.hint, False
    return field


class _Form(forms.Form):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""


class FileForm(_Form):
    """The file of a call, and the key under which its page will be."""

    key = forms.SlugField(
        label=_("キー（例：coi-next-2027）"),
        max_length=60,
        help_text=_("公募のページの住所になります。同じキーの下書きは書き直されます。"),
    )
    file = forms.FileField(label=_("公募のファイル（TOML）"), max_length=200)

    @property
    def content(self) -> bytes:
        """What the file holds, up to a byte more than may be sent."""
        content: bytes = self.cleaned_data["file"].read(LARGEST + 1)
        return content


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea({"rows": 3}))


class ExtendForm(_Form):
    """A later deadline, and why."""

    closes = forms.DateTimeField(label=_("新しい締切（例：2027-07-02 12:00）"), widget=forms.DateTimeInput(format=_AT))
    reason = _reason(_("理由（公開されます）"))


class WithdrawForm(_Form):
    """Why a call is withdrawn."""

    reason = _reason(_("取り下げる理由（公開されます）"))
