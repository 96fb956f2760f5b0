"""What readers ask in the address, and what a network's people write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.filters import QuestionForm
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.problems import Rejected
from tsunagu.networks.enums import Topic
from tsunagu.networks.models import LONGEST
from tsunagu.networks.queries import keeping
from tsunagu.networks.queries.directory import NetworkQuery
from tsunagu.networks.queries.graph import GraphQuery
from tsunagu.networks.queries.one import OneQuery
from tsunagu.organizations.enums import Side

_LONGEST_SUMMARY = 2000  # letters; ours


class NetworkFilters(QuestionForm[NetworkQuery]):
    """The list of networks."""

    question = NetworkQuery

    @property
    def facets(self) -> list[BoundField]:
        """All fields but the box for words."""
        return [field for field in self.visible_fields() if field.name != "words"]


class MapFilters(NetworkFilters):
    """The map: the same, without words and place."""

    without = ("words", "prefecture", "side")


class GraphFilters(QuestionForm[GraphQuery]):
    """What is drawn."""

    question = GraphQuery


class RegionFilters(NetworkFilters):
    """The networks of a prefecture: at which time."""

    without = ("words", "prefecture", "side", "program", "kind")


class OneFilters(QuestionForm[OneQuery]):
    """One network: at which time."""

    question = OneQuery


_SAID = {
    "backward": _("終わりの日が、始まりの日より前になっています。"),
    "twice": _("この機関は、すでに構成員であるか、同意を待っています。"),
    "itself": _("座組そのものを構成員にはできません。"),
    "gone": _("この構成員は、ほかの人がすでに変更しました。画面を読み込み直してください。"),
}


def said(form: forms.Form, refused: Rejected) -> None:
    """Show what an action found wrong, each at its field, in the language of the reader."""
    for problem in refused.problems:
        told = _SAID.get(problem.code, problem.message)
        form.add_error(problem.where if problem.where in form.fields else None, told)


def _text(label: Any, most: int = LONGEST, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class NetworkForm(EditForm):
    """What a network says of its plan."""

    plan = _text(_("計画名"))
    plan_en = _text(_("計画名（英語）"))
    summary = _text(_("概要"), _LONGEST_SUMMARY, widget=forms.Textarea({"rows": 6}))
    summary_en = _text(_("概要（英語）"), _LONGEST_SUMMARY, widget=forms.Textarea({"rows": 6}))
    topics = forms.MultipleChoiceField(label=_("分野"), required=False, widget=forms.CheckboxSelectMultiple)
    begun = _text(_("始まり（日付で書けないとき）"), 100)
    valid_from = _day(_("始まりの日"))
    valid_to = _day(_("終わりの日"))
    draft = forms.ChoiceField(label=_("公開"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        chosen: Any = self.fields
        chosen["topics"].choices = Topic.options()
        chosen["draft"].choices = [("", _("公開する")), ("1", _("下書き（編集する人だけが見る）"))]

    def clean(self) -> None:
        """Nothing is taken from a form that does not say from which facts it was drawn."""
        if not self.began:
            self.add_error(None, _("このままでは保存できません。画面を読み込み直して、もう一度書いてください。"))

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong."""
        said(self, refused)


class MemberForm(forms.Form):
    """Who joins."""

    body = forms.CharField(
        label=_("機関の名称または番号"),
        max_length=LONGEST,
        help_text=_("「機関をさがす」にある名称をそのまま書いてください。"),
    )
    part = forms.ChoiceField(label=_("立場"), required=False)
    role = _text(_("役割"), 200)
    since = _day(_("加わった日"))
    note = _text(_("根拠（公表された資料など）"))
    agreed = forms.BooleanField(
        label=_("この機関は、構成員として公開されることに同意している"),
        required=False,
        help_text=_("同意がないうちは、編集する人だけに見えます。"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""
        chosen: Any = self.fields["part"]
        sides = [(side.ja, side.label) for side in Side]
        chosen.choices = [("", _("不明")), *sides]

    def clean_body(self) -> Any:
        """The body that is meant."""
        found, like = keeping.body(self.cleaned_data["body"].strip())
        if found is None:
            names = in_row([f"{one.name}（{one.key}）" for one in like])
            message = gettext("この名称の機関が見つかりません。似た名称：%(names)s")
            raise forms.ValidationError(message % {"names": names or "—"})
        return found


class LastForm(forms.Form):
    """Which member leaves, and its last day."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    last = _day(_("最後の日"), required=True)


class SheetForm(forms.Form):
    """The members as a spreadsheet, on its way back."""

    spreadsheet = forms.FileField(
        label=_("直したファイル（.xlsx または .csv）"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
        error_messages={"required": _("ファイルを選んでください。")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""
