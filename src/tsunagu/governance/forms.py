"""What is asked of this room, and what officers record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.governance.enums import Outcome, PointKind, Tie
from tsunagu.governance.models import (
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_TEXT,
    Body,
    Document,
    Heading,
    Meeting,
)
from tsunagu.governance.queries.milestones import MilestoneQuery
from tsunagu.governance.queries.points import PointQuery
from tsunagu.kernel.filters import QuestionForm
from tsunagu.kernel.problems import Rejected

_SAID = {
    "not-yet": _("まだ開かれていない会合です。開かれてから記録してください。"),
    "twice-day": _("この日の会合は、すでに記録されています。"),
    "twice-number": _("この回の会合は、すでに記録されています。"),
    "strange": _("ほかの会議の会合です。選び直してください。"),
    "filed": _("データファイルに記載された記録です。ファイルを直してください。"),
    "in-use": _("この会合に論点が記録されています。先に論点を取り消してください。"),
    "reason": _("理由を書いてください。"),
}


class PointFilters(QuestionForm[PointQuery]):
    """Which points a page shows."""

    question = PointQuery


class MilestoneFilters(QuestionForm[MilestoneQuery]):
    """Which milestones a page shows, on which day."""

    question = MilestoneQuery


class _Form(forms.Form):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, each at its field, in the language of the reader."""
        for problem in refused.problems:
            told = _SAID.get(problem.code, problem.message)
            self.add_error(problem.where if problem.where in self.fields else None, told)


class RecordForm(_Form):
    """What is recorded, with where it was read."""

    document = forms.CharField(
        label=_("資料のキー（任意）"),
        required=False,
        max_length=LONGEST_KEY,
        help_text=_("「出典」のページの住所にある資料のキーです。例：package-2022"),
    )
    page = forms.CharField(label=_("資料のページ（任意）"), required=False, max_length=20)
    printed = forms.CharField(
        label=_("資料に印刷された文（任意）"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.order_fields([name for name in self.fields if name not in RecordForm.base_fields])

    @property
    def recorded(self) -> dict[str, Any]:
        """What an action is given."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in RecordForm.base_fields}
        return {**own, "source": {name: self.cleaned_data[name] for name in RecordForm.base_fields}}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def _long(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea({"rows": 3}), **more)


class MeetingForm(RecordForm):
    """A meeting that was held."""

    day = _day(_("開催した日"))
    number = forms.IntegerField(label=_("回（任意）"), required=False, min_value=1, max_value=9999)
    agenda = _long(_("議題（任意）"), LONGEST_TEXT, required=False)


class PointForm(RecordForm):
    """What was asked."""

    kind = forms.ChoiceField(label=_("論点の種類"), choices=PointKind.options)
    title = forms.CharField(label=_("論点・意見（短く）"), max_length=LONGEST_NAME)
    heading = forms.ModelChoiceField(label=_("見出し"), queryset=Heading.objects.all(), to_field_name="key")
    meeting = forms.ModelChoiceField(
        label=_("会合"),
        queryset=Meeting.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("どの会合か分からない"),
    )
    asked_by = forms.CharField(
        label=_("だれが（任意）"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("会議の全体ではないとき、公開の資料にある役職などを書いてください。公表されます。"),
    )

    def __init__(self, *given: Any, body: Body, **named: Any) -> None:
        super().__init__(*given, **named)
        meetings: Any = self.fields["meeting"]
        meetings.queryset = Meeting.objects.filter(body=body).select_related("body")

    @property
    def recorded(self) -> dict[str, Any]:
        """What ``add_point`` is given."""
        return {**super().recorded, "kind": PointKind(self.cleaned_data["kind"])}


class AnswerForm(RecordForm):
    """What became of a point."""

    status = forms.ChoiceField(label=_("対応"), choices=lambda: Outcome.options()[:-1])  # the last: unanswered
    text = _long(_("何が行われたか"), LONGEST_TEXT)
    given_in = forms.ModelChoiceField(
        label=_("対応を記載した文書（任意）"), queryset=Document.objects.all(), to_field_name="key", required=False
    )
    day = _day(_("対応の日（任意）"), required=False)
    tie = forms.ChoiceField(label=_("論点との対応"), choices=Tie.options, initial=Tie.OURS.value)

    @property
    def recorded(self) -> dict[str, Any]:
        """What ``answer`` is given."""
        given = self.cleaned_data
        return {**super().recorded, "status": Outcome(given["status"]), "tie": Tie(given["tie"])}


class RemovalForm(_Form):
    """Why a record is taken back."""

    reason = _long(_("理由"), 500)

    @property
    def recorded(self) -> dict[str, Any]:
        """What an action is given."""
        return dict(self.cleaned_data)
