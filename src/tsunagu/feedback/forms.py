"""The form of a message. How long a text may be is checked by the action."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.feedback.enums import Kind
from tsunagu.feedback.models import LONGEST_PAGE, LONGEST_TEXT

_UNSEEN = ("Cc", "Cf")  # control and format signs, such as a change of direction


class MessageForm(forms.Form):
    """What a reader writes. ``website`` is a trap: people do not see it, programs fill it in."""

    kind = forms.ChoiceField(label=_("種類"), choices=Kind.options, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("内容"),
        widget=forms.Textarea({"rows": 8, "maxlength": LONGEST_TEXT}),
    )
    page = forms.CharField(
        label=_("どのページについてか（任意）"), required=False, widget=forms.TextInput({"maxlength": LONGEST_PAGE})
    )
    reply_to = forms.EmailField(
        label=_("返信先のメールアドレス（任意）"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("この欄には何も書かないでください"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_text(self) -> str:
        """The text with line ends as they are counted while one types, without signs that nobody sees."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        seen = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN)
        if not seen.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return seen

    def clean_website(self) -> str:
        """Nothing; who fills it in is told so, since a browser may have done it for a person."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(gettext("この欄は、空にしてお送りください。"))
        return ""


class RemovalForm(forms.Form):
    """Which messages to remove."""

    numbers = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={"required": _("取り除くご意見を選んでください。")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # any number is a choice: which of them there are is found out when they are removed
        self.fields["numbers"].valid_value = str.isdecimal  # type: ignore[attr-defined]
