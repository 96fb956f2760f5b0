"""What officers send in this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.problems import Rejected
from tsunagu.surveys.enums import Mistake

_NAMES = ("name", "name_en", "by", "by_en")


class _Form(forms.Form):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""


class BeginForm(_Form):
    """A survey that is begun."""

    key = forms.SlugField(label=_("キー（例：mic-2026）"), max_length=60)
    series = forms.SlugField(label=_("シリーズ（年ごとに同じもの。例：mic）"), max_length=60)
    year = forms.IntegerField(label=_("年度（西暦）"), min_value=1926, max_value=2200)
    sheet = forms.SlugField(label=_("質問票のキー"), max_length=60)
    name = forms.CharField(label=_("名称"), max_length=200)
    name_en = forms.CharField(label=_("英語の名称（任意）"), max_length=200, required=False)
    by = forms.CharField(label=_("調査する部署"), max_length=200)
    by_en = forms.CharField(label=_("部署の英語名（任意）"), max_length=200, required=False)
    closes = forms.DateTimeField(
        label=_("期限（例：2027-01-29 17:00）"), widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M")
    )
    bodies = forms.CharField(
        label=_("対象の機関のキー（1行に一つ）"),
        widget=forms.Textarea({"rows": 8}),
        help_text=_("機関のページの住所にあるキーです。例：pref-hokkaido"),
    )

    @property
    def begun(self) -> dict[str, Any]:
        """What the action is given."""
        told = dict(self.cleaned_data)
        names = {name: told.pop(name) for name in _NAMES}
        bodies = list(dict.fromkeys(told.pop("bodies").split()))
        return {**told, "names": names, "bodies": bodies}


class ExtendForm(_Form):
    """Another last instant."""

    closes = forms.DateTimeField(
        label=_("新しい期限（例：2027-02-12 17:00）"), widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M")
    )


def said(form: forms.Form, refused: Rejected) -> None:
    """Show what an action found wrong, in the language of the reader."""
    for problem in refused.problems:
        told = Mistake(problem.code).label
        is_field = problem.where in form.fields
        text = told if is_field or not problem.where else f"{problem.where}: {told}"
        form.add_error(problem.where if is_field else None, text)
