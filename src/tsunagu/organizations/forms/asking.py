"""What readers ask in the address, and what is sent: the forms of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.filters import Filters, QuestionForm
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.questions import Choices
from tsunagu.organizations.models import Criterion
from tsunagu.organizations.queries import review
from tsunagu.organizations.queries.classes import ClassQuery
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.organizations.queries.portrait import PortraitQuery
from tsunagu.organizations.queries.queues import Narrowed
from tsunagu.organizations.queries.windows import WindowQuery
from tsunagu.organizations.rules.criteria import Asked, Figures
from tsunagu.registers.enums import PeopleRegister, RegisterKind

LONGEST_REASON = 500  # letters


class OrganizationFilters(QuestionForm[OrganizationQuery]):
    """The directory."""

    question = OrganizationQuery

    @property
    def facets(self) -> list[BoundField]:
        """All fields but the box for a name."""
        return [field for field in self.visible_fields() if field.name != "words"]


class PortraitFilters(QuestionForm[PortraitQuery]):
    """A page of one thing, on a day."""

    question = PortraitQuery


class ClassForm(QuestionForm[ClassQuery]):
    """The degrees of a university."""

    question = ClassQuery


class WindowFilters(QuestionForm[WindowQuery]):
    """The windows for collaboration."""

    question = WindowQuery


class FiguresForm(Filters):
    """The figures of a center, a field for each criterion of a list; any may stay empty."""

    def __init__(self, data: QueryDict, asked: Sequence[Asked[Criterion]]) -> None:
        self.asked = asked
        super().__init__(data)

    def complete(self, chosen: Mapping[str, Choices]) -> None:
        """A number or a yes for each criterion."""
        for one in self.asked:
            unit = one.source.display_unit
            label = f"{one.source.display_name} ({unit})" if unit else one.source.display_name
            usual: dict[str, Any] = {"label": label, "required": False}
            self.fields[one.key] = _number(usual) if one.counts else _truth(usual)

    def figures(self) -> Figures:
        """What was told; what was not, or not understood, is unknown."""
        return {one.key: self.cleaned_data.get(one.key) for one in self.asked}


def _number(usual: Mapping[str, Any]) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=10**9, **usual)


def _truth(usual: Mapping[str, Any]) -> forms.Field:
    choices = {"": _("不明"), "yes": _("はい"), "no": _("いいえ")}
    return forms.TypedChoiceField(choices=choices, coerce=lambda value: value == "yes", empty_value=None, **usual)


class ReviewFilters(Filters):
    """Which pairs of the review queue."""

    register = forms.ChoiceField(label=_("登録簿"), required=False)
    prefecture = forms.ChoiceField(label=_("機関の都道府県"), required=False)

    def options(self) -> dict[str, Choices]:
        """All registers, and the prefectures of which a body waits."""
        every = ("", _("すべて"))
        return {
            "register": [every, *RegisterKind.options()],
            "prefecture": [every, *review.prefectures().items()],
        }

    def asked(self) -> Narrowed:
        """What is asked for."""
        register = self._value("register")
        return Narrowed(RegisterKind(register) if register else None, self._text("prefecture"))


class PeopleReviewFilters(Filters):
    """Which pairs of the review queue of people."""

    register = forms.ChoiceField(label=_("登録簿"), required=False)

    def options(self) -> dict[str, Choices]:
        """All registers of researchers."""
        return {"register": [("", _("すべて")), *PeopleRegister.options()]}

    def asked(self) -> Narrowed:
        """What is asked for."""
        register = self._value("register")
        return Narrowed(PeopleRegister(register) if register else None)


class ReasonForm(forms.Form):
    """Why somebody decides as they do; kept in the ledger."""

    reason = forms.CharField(
        label=_("理由（任意）"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )

    def told(self) -> str:
        """The reason. Raises ``Rejected`` for one that cannot be kept."""
        if not self.is_valid():
            raise Rejected([Problem("reason", str(text)) for text in self.errors["reason"]])
        return str(self.cleaned_data["reason"])


_HINDRANCES = {
    "same": _("同じ記載です。二つの記載を選んでください。"),
    "joined": _("どちらかが、すでに別の記載とまとめられています。先に元に戻してください。"),
    "printed": _("まとめられる記載は、data/ のファイルにあります。残す記載と入れ替えてください。"),
    "two-users": _("それぞれが別の利用者本人の記載です。先に一方の確認を取り消してください。"),
    "two-numbers": _("同じ種類の番号が二つあり、値が違います。"),
    "over-100": _("まとめると、同じ日の従事割合の合計が100％を超えます。"),
    "not-joined": _("この記載は、どの記載ともまとめられていません。"),
}


def hindrances(refused: Rejected) -> Rejected:
    """Why two entries cannot be one, or not two again, in the language of the reader."""
    return Rejected([replace(one, message=str(_HINDRANCES.get(one.code, one.message))) for one in refused.problems])


class JoiningForm(forms.Form):
    """Why two entries are one person."""

    reason = forms.CharField(
        label=_("理由（台帳に残ります）"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2})
    )

    def said(self, refused: Rejected) -> list[str]:
        """Why it cannot be, in the language of the reader."""
        return [problem.message for problem in hindrances(refused).problems]

    def refuse(self, refused: Rejected) -> None:
        """Show it above the form."""
        for text in self.said(refused):
            self.add_error(None, text)
