"""What a body's own people write: its names, its parts, its windows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations.enums import SPOKEN, BodyField, UnitKind
from tsunagu.organizations.models import Unit
from tsunagu.organizations.rules.names import LONGEST

_SAID = {
    "empty": _("名称を書いてください。"),
    "too-long": _("300文字以内で書いてください。"),
    "too-long-short": _("略称は40文字以内で書いてください。"),
    "unseen": _("目に見えない文字が含まれています。貼り付けた場合は、打ち直してください。"),
    "right-to-left": _("右から左へ書く文字は、名称に使えません。"),
    "look-alike": _("英字に似た別の文字（キリル文字など）が英字に混ざっています。打ち直してください。"),
    "backward": _("終わりの日が、始まりの日より前になっています。"),
    "before-birth": _("属する組織が始まる前の日付です。"),
    "after-end": _("属する組織が終わった後の日付です。"),
    "twice": _("同じ名称のものが、すでに登録されています。"),
    "unreachable": _("メール、電話、ウェブページのどれか一つを書いてください。"),
    "gone": _("この窓口は、ほかの人が取り下げました。"),
    "strange": _("上位の組織を選び直してください。"),
}


def said(form: forms.Form, refused: Rejected) -> None:
    """Show what an action found wrong, each at its field, in the language of the reader."""
    for problem in refused.problems:
        told = _SAID.get(problem.code, problem.message)
        form.add_error(problem.where if problem.where in form.fields else None, told)


class _OwnForm(EditForm):
    """A record of the body's own."""

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong."""
        said(self, refused)


def _text(label: Any, most: int = LONGEST, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


def _url(label: Any) -> forms.URLField:
    widget = forms.URLInput({"placeholder": "https://"})
    return forms.URLField(label=label, max_length=500, required=False, assume_scheme="https", widget=widget)


class BodyForm(_OwnForm):
    """What a body is called, and where its site is."""

    name = forms.CharField(
        label=_("名称"),
        max_length=LONGEST,
        help_text=_(
            "誤りを直す欄です。改称や統合は、日付のある別の機関として登録しますので、運営者にお知らせください。"
        ),
    )
    kana = _text(_("名称の読み（カタカナ）"))
    name_en = _text(_("英語名"))
    short = _text(_("略称"), 40)
    url = _url(_("ウェブサイト"))
    field_order = tuple(BodyField)


class WindowForm(_OwnForm):
    """Where to turn for collaboration."""

    office = forms.CharField(label=_("窓口の名称"), max_length=200)
    office_en = _text(_("窓口の英語名"), 200)
    email = forms.EmailField(
        label=_("メール"), required=False, help_text=_("組織のアドレスを書いてください。公表されます。")
    )
    phone = _text(_("電話"), 40, widget=forms.TextInput({"type": "tel"}))
    url = _url(_("ウェブページ"))
    hours = _text(_("受付時間"), 100, widget=forms.TextInput({"placeholder": "平日 9:00–17:00"}))
    languages = forms.MultipleChoiceField(
        label=_("対応できる言語"), choices=list(SPOKEN.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    first = _day(_("公表する最初の日（任意）"))
    last = _day(_("公表する最後の日（任意）"))


class UnitForm(forms.Form):
    """A new part of a body."""

    name = forms.CharField(label=_("組織の名称"), max_length=LONGEST)
    kind = forms.ChoiceField(label=_("組織の種類"), choices=UnitKind.options)
    parent = forms.ChoiceField(label=_("上位の組織"), required=False)
    first = _day(_("設置の日（任意）"))

    def __init__(self, *given: Any, units: Iterable[tuple[int, Unit]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""
        self.units = {str(unit.pk): unit for _depth, unit in units}
        parent: Any = self.fields["parent"]
        offered = [(number, unit.name) for number, unit in self.units.items()]
        parent.choices = [("", _("（機関の直下）")), *offered]

    @property
    def asked(self) -> dict[str, Any]:
        """What ``place_unit`` is given."""
        given = self.cleaned_data
        kind, parent = UnitKind(given["kind"]), self.units.get(given["parent"])
        return {"name": given["name"], "kind": kind, "parent": parent, "first": given["first"]}


class EndForm(forms.Form):
    """The last day of a part."""

    unit = forms.IntegerField()
    last = forms.DateField(error_messages={"required": _("廃止する組織の最後の日を選んでください。")})
