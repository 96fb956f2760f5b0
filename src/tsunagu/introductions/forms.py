"""What is sent in this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.introductions.rules import LONGEST
from tsunagu.kernel.problems import Rejected

_SAID = {
    "reason": _("依頼の理由を10文字以上1000文字以内で書いてください。"),
    "oneself": _("自分自身への依頼、自分の依頼への返事はできません。"),
    "waits": _("この方にはすでに依頼しています。返事をお待ちください。"),
    "unreachable": _("この方に届ける連絡先がありません。所属機関の窓口にお尋ねください。"),
    "too-many": _("一日に送れる依頼の数に達しました。明日、もう一度お送りください。"),
    "over": _("この依頼は、すでに終わっています。"),
}


_ONESELF = "oneself"  # no organization


class _Form(forms.Form):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, in the language of the reader."""
        for problem in refused.problems:
            where = problem.where if problem.where in self.fields else None
            self.add_error(where, _SAID.get(problem.code, problem.message))


class AskForm(_Form):
    """Why, and on whose behalf."""

    reason = forms.CharField(
        label=_("依頼の理由"),
        widget=forms.Textarea({"rows": 6, "maxlength": LONGEST}),
        help_text=_("だれが、何のために、何をお願いしたいのかを書いてください。相手に届きます。"),
    )
    body = forms.ChoiceField(label=_("だれとして依頼するか"))

    def __init__(self, *given: Any, bodies: Iterable[tuple[int, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        body: Any = self.fields["body"]
        offered = [(str(number), name) for number, name in bodies]
        asked = [("", _("選んでください"))] if len(offered) > 1 else []
        body.choices = [*asked, *offered, (_ONESELF, _("個人として"))]

    @property
    def asked(self) -> dict[str, Any]:
        """What the action is given."""
        number = self.cleaned_data["body"]
        return {"reason": self.cleaned_data["reason"], "body": None if number == _ONESELF else int(number)}


class AnswerForm(_Form):
    """What is said with an answer."""

    words = forms.CharField(
        label=_("ひとこと（任意）"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 3})
    )
