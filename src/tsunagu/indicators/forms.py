"""What is asked of this room, and what bodies and officers send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.access.actors import Actor
from tsunagu.indicators.enums import Kind
from tsunagu.indicators.models import LONGEST_KEY, LONGEST_TEXT
from tsunagu.indicators.queries import indicators, listed
from tsunagu.indicators.queries.comparing import CompareQuery
from tsunagu.indicators.queries.indicators import IndicatorQuery
from tsunagu.indicators.queries.series import MomentQuery
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.kernel import clock
from tsunagu.kernel.filters import QuestionForm, YearChoice
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.questions import Choices
from tsunagu.kernel.years import FiscalYear

_SAID = {
    "period": _("年度か日付の、どちらか一つを入れてください。"),
    "too-early": _("この定義が使われる前の期間です。定義の版を選び直してください。"),
    "not-yet": _("まだ始まっていない期間の実績です。計画か見込みとしてください。"),
    "too-large": _("桁が大きすぎます。単位を確かめてください。"),
    "missing": _("値を入れてください。分からない値は提出しないでください。"),
    "parts": _("分子と分母は、割合の指標だけに入れてください。"),
    "quotient": _("割合の指標です。値ではなく、分子と分母を入れてください。"),
    "denominator": _("分母は0より大きい数にしてください。"),
    "unsourced": _("資料のキーか、出典のリンクを入れてください。"),
    "twice": _("同じ期間の値がすでにあります。その値を訂正してください。"),
    "stale": _("この値は、その後に書き直されています。もう一度確かめてください。"),
    "reason": _("理由を書いてください。"),
    "same": _("前の値と同じです。"),
    "not-provisional": _("確定できるのは、暫定の値だけです。"),
    "own": _("自分で書いた値は、ほかの人が確定します。"),
}
_FIRST_YEAR = 2000
_YEARS_AHEAD = 10
_SOURCE = ("document", "page", "printed", "link")


class IndicatorFilters(QuestionForm[IndicatorQuery]):
    """Which indicators a page shows."""

    question = IndicatorQuery


class CompareFilters(QuestionForm[CompareQuery]):
    """Which figures a page shows side by side."""

    question = CompareQuery

    def options(self) -> dict[str, Choices]:
        """Every year that a figure can be of; without one, of each body the latest."""
        return {**super().options(), "year": [("", _("機関ごとに最新")), *_years()]}


class MomentFilters(QuestionForm[MomentQuery]):
    """Of which day a page shows the knowledge."""

    question = MomentQuery


class _Form(forms.Form):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, each at its field, in the language of the reader."""
        for problem in refused.problems:
            told = _SAID.get(problem.code, problem.message)
            self.add_error(problem.where if problem.where in self.fields else None, told)

    @property
    def recorded(self) -> dict[str, Any]:
        """What an action is given."""
        return dict(self.cleaned_data)


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=20, decimal_places=4)


class FigureForm(_Form):
    """A figure with its source."""

    value = _number(_("値（割合でない指標）"))
    numerator = _number(_("分子（割合の指標）"))
    denominator = _number(_("分母（割合の指標）"))
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
        widget=forms.Textarea({"rows": 3}),
    )
    link = forms.URLField(
        label=_("出典のリンク"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("資料のキーか、このリンクのどちらかが必要です。確定すると公表されます。"),
    )

    @property
    def recorded(self) -> dict[str, Any]:
        """What an action is given."""
        told = self.cleaned_data
        figure = Figure(told["value"], told["numerator"], told["denominator"])
        return {"figure": figure, "source": {name: told[name] for name in _SOURCE}}


class SubmitForm(FigureForm):
    """A figure of a body for a period."""

    subject = forms.TypedChoiceField(label=_("機関"), coerce=int)
    definition = forms.TypedChoiceField(label=_("指標（単位）と定義の版"), coerce=int)
    kind = forms.ChoiceField(label=_("値の種類"), choices=Kind.options)
    year = YearChoice(label=_("年度（年度の値のとき）"), required=False)
    day = forms.DateField(
        label=_("日付（ある日の値のとき）"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *given: Any, by: Actor, **named: Any) -> None:
        super().__init__(*given, **named)
        nothing = [("", _("選んでください"))]
        bodies = listed.own_bodies(by)
        offered: dict[str, Choices] = {
            "subject": bodies if len(bodies) == 1 else [*nothing, *bodies],
            "definition": [*nothing, *indicators.definitions()],
            "year": [("", _("選んでください")), *_years()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.order_fields(["subject", "definition", "kind", "year", "day"])

    @property
    def recorded(self) -> dict[str, Any]:
        """What ``submit`` is given."""
        told = self.cleaned_data
        about = {"subject": told["subject"], "definition": indicators.definition(told["definition"])}
        when = {"kind": Kind(told["kind"]), "period": Period(told["year"], told["day"])}
        return {**super().recorded, **about, **when}


def _reason() -> forms.CharField:
    return forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 3}))


class CorrectionForm(FigureForm):
    """Another figure in the place of one, and why."""

    reason = _reason()

    @property
    def recorded(self) -> dict[str, Any]:
        """What ``correct`` is given."""
        return {**super().recorded, "reason": self.cleaned_data["reason"]}


class TakingBackForm(_Form):
    """Why a figure is taken back."""

    reason = _reason()


class ConfirmationForm(_Form):
    """That a figure is confirmed; there is nothing to fill in."""


def _years() -> Choices:
    last = FiscalYear.of(clock.today()) + _YEARS_AHEAD
    years = (FiscalYear(year) for year in range(last, _FIRST_YEAR - 1, -1))
    return [(str(int(year)), year.text()) for year in years]
