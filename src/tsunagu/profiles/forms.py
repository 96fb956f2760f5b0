"""What is sent in this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations.enums import PersonalField, PersonField
from tsunagu.organizations.rules.names import LONGEST as LONGEST_NAME
from tsunagu.profiles.rules import LONGEST
from tsunagu.registers.enums import Scheme

_SAID = {
    "empty": _("氏名を書いてください。"),
    "too-long": _("長すぎます。短くしてください。"),
    "unseen": _("目に見えない文字が含まれています。貼り付けた場合は、打ち直してください。"),
    "right-to-left": _("右から左へ書く文字は使えません。"),
    "look-alike": _("英字に似た別の文字（キリル文字など）が英字に混ざっています。打ち直してください。"),
    "too-many-fields": _("専門分野は20件まで、それぞれ100文字以内で書いてください。"),
    "nothing": _("番号を書いてください。"),
    "malformed": _("番号の形が違います。桁数を確かめてください。"),
    "check-digit": _("番号の検査数字が合いません。打ち間違いがないか確かめてください。"),
    "waits": _("申出を確認しているところです。別の申出は、それが終わるか、取り下げてからお送りください。"),
    "too-many": _("一日に送れる申出の数に達しました。明日、もう一度お送りください。"),
    "reason": _("理由を書いてください。"),
    "oneself": _("自分の申出は、ほかの人が確認します。"),
    "over": _("この申出は、すでに終わっています。"),
    "gone": _("名簿の記載がなくなっています。運営管理者が確認します。"),
    "taken": _("この記載、またはこの番号は、すでに別の利用者のものになっています。"),
    "elsewhere": _("利用者としての所属がある機関の職だけを書けます。"),
    "before-birth": _("機関が始まる前の日付です。"),
    "after-end": _("機関が終わった後の日付です。"),
    "backward": _("終わりの日が、始まりの日より前になっています。"),
    "another": _("申し出た人には別の記載があります。同じ人なら、一つにまとめる印を付けてください。"),
    "two-numbers": _("二つの記載に、同じ種類の違う番号があります。別の人ではないか確かめてください。"),
    "printed": _("どちらも公表資料の記載なので、まとめられません。運営管理者にお知らせください。"),
    "joined": _("どちらかの記載は、すでに別の記載とまとめられています。先にそれを分ける必要があります。"),
    "not-own": _("資料や登録簿の記載は、ここでは終えられません。"),
    "over-100": _("従事割合の合計が100%を超える日があります。"),
}


def said(form: forms.Form, refused: Rejected) -> None:
    """Show what an action found wrong, each at its field, in the language of the reader."""
    for problem in refused.problems:
        told = _TWICE if problem.code == "twice" else _SAID.get(problem.code, problem.message)
        form.add_error(problem.where if problem.where in form.fields else None, told)


_TWICE = _("同じものが、すでに登録されています。")


class _Form(forms.Form):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""


class _Lines(forms.CharField):
    """Several texts, one a line; a browser sends its own ends of lines."""

    widget = forms.Textarea({"rows": 4})

    def to_python(self, value: Any) -> str:
        """What was written, with the ends of lines of the facts."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class EntryForm(EditForm):
    """What somebody is called, and what they work in."""

    name = forms.CharField(max_length=LONGEST_NAME)
    kana = forms.CharField(max_length=LONGEST_NAME, required=False)
    latin = forms.CharField(max_length=LONGEST_NAME, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # A class cannot hold a field of this name: forms keep all their fields under it.
        self.fields["fields"] = _Lines(required=False, help_text=_("一行に一つずつ書いてください。"))
        for field in PersonField:
            self.fields[field].label = field.label

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, each at its field, in the language of the reader."""
        said(self, refused)


class BeginForm(_Form):
    """What somebody is called who makes their own entry."""

    name = forms.CharField(max_length=LONGEST_NAME)
    kana = forms.CharField(max_length=LONGEST_NAME, required=False)
    latin = forms.CharField(max_length=LONGEST_NAME, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, field in self.fields.items():
            field.label = PersonField(name).label


class ClaimForm(_Form):
    """Which entry somebody claims: one that everybody may see, or that of a number."""

    key = forms.SlugField(required=False, widget=forms.HiddenInput)
    scheme = forms.ChoiceField(label=_("番号の種類"), required=False)
    number = forms.CharField(
        label=_("自分の番号"), required=False, max_length=100, widget=forms.TextInput({"autocomplete": "off"})
    )
    words = forms.CharField(
        label=_("確認する人へのひとこと（任意）"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("所属や研究室のページなど、本人だと確かめる手がかりがあれば書いてください。"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        scheme: Any = self.fields["scheme"]
        scheme.choices = [(one.value, one.label) for one in (Scheme.ORCID, Scheme.ERAD_RESEARCHER)]

    @property
    def asked(self) -> dict[str, Any]:
        """What the action is given."""
        given = self.cleaned_data
        if given["key"]:
            return {"key": given["key"], "words": given["words"]}
        scheme = Scheme(given["scheme"]) if given["scheme"] else None
        return {"scheme": scheme, "written": given["number"], "words": given["words"]}


class PostForm(_Form):
    """A post that somebody writes themselves."""

    organization = forms.ChoiceField(label=_("機関"))
    title = forms.CharField(label=_("職の名称"), max_length=200)
    first = forms.DateField(
        label=_("就いた日（任意）"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *given: Any, places: Iterable[Any], **named: Any) -> None:
        super().__init__(*given, **named)
        self.places = {str(place.pk): place for place in places}
        organization: Any = self.fields["organization"]
        organization.choices = [(number, str(place)) for number, place in self.places.items()]

    @property
    def asked(self) -> dict[str, Any]:
        """What ``appoint`` is given."""
        given = self.cleaned_data
        return {
            "organization": self.places[given["organization"]],
            "title": given["title"],
            "first": given["first"],
        }


class EndForm(forms.Form):
    """The last day of a post that somebody wrote themselves."""

    post = forms.IntegerField()
    last = forms.DateField(error_messages={"required": _("最後の日を選んでください。")})


class ConsentForm(forms.Form):
    """One field, to be shown or not any more."""

    field = forms.ChoiceField(choices=PersonalField.choices())
    agrees = forms.BooleanField(required=False)


class AnswerForm(_Form):
    """What is said with a decision."""

    words = forms.CharField(
        label=_("本人に伝えること"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("確認できないとき、確認を取り消すときは、理由を必ず書いてください。本人に伝わります。"),
    )


class ConfirmForm(AnswerForm):
    """What is said with a decision on a claim of somebody who has another entry already."""

    joins = forms.BooleanField(
        label=_("もう一つの記載も同じ人のものとして、一つにまとめる"),
        required=False,
        help_text=_("それぞれの記載への同意は、もう一方に引き継がれません。確認を取り消すと、元の二つに戻ります。"),
    )


class RemoveForm(_Form):
    """That somebody knows what a removal means."""

    sure = forms.BooleanField(
        label=_("元に戻せないことを理解しました"),
        error_messages={"required": _("元に戻せないことを確かめて、印を付けてください。")},
    )
