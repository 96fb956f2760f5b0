"""What an officer corrects of a program, with the source and the reason; and the decision of a second one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tsunagu.catalog.actions import Source
from tsunagu.catalog.actions.corrections import LONGEST_REASON
from tsunagu.catalog.enums import AmountIs, BodyKind, Per
from tsunagu.catalog.enums.corrections import CorrectedField, PlaceKind
from tsunagu.catalog.models import Document, Program, Track
from tsunagu.catalog.rules.corrections import FIELDS, WHO
from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.merging import Facts, Merged

_F = CorrectedField
_FEW = 2  # lines of a box for a sentence
_MANY = 6  # lines of a box for paragraphs


def _line(column: Any) -> forms.Field:
    return forms.CharField(required=False, max_length=getattr(column, "max_length", None))


def _box(rows: int) -> forms.Field:
    return forms.CharField(required=False, widget=forms.Textarea({"rows": rows}))


def _address() -> forms.Field:
    widget = forms.URLInput({"placeholder": "https://"})
    return forms.URLField(required=False, max_length=500, assume_scheme="https", widget=widget)


def _day() -> forms.Field:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(required=False, widget=widget)


def _choice(of: type[Labeled]) -> forms.Field:
    offered = [(one.value, one.label or _("ちょうど")) for one in of]
    return forms.ChoiceField(required=False, choices=[("", _("記載なし")), *offered])


def _bodies() -> forms.Field:
    widget = forms.CheckboxSelectMultiple()
    return forms.MultipleChoiceField(required=False, choices=BodyKind.options, widget=widget)


def _whether() -> forms.Field:
    return forms.ChoiceField(choices=[("True", _("はい")), ("False", _("いいえ"))])


def _field(name: CorrectedField) -> forms.Field:
    """The field of a form in which a field is corrected, by its type."""
    return _MADE[name]() if name in _MADE else _line(_column(name))


def _column(name: CorrectedField) -> Any:
    model: Any = Program if name in FIELDS[PlaceKind.PROGRAM] else Track
    return model._meta.get_field(name.value)


def _number() -> forms.Field:
    return forms.IntegerField(required=False, min_value=0)


def _years() -> forms.Field:
    return forms.DecimalField(required=False, min_value=0, max_digits=4, decimal_places=1)


def _hour() -> forms.Field:
    return forms.TimeField(required=False, widget=forms.TimeInput({"type": "time"}))


_SENTENCES = (
    _F.SUMMARY,
    _F.SUMMARY_EN,
    _F.NOTE,
    _F.PURPOSE,
    _F.EXCLUDES,
    _F.EXCLUDES_EN,
    _F.CONDITION,
    _F.CONDITION_EN,
)
_MADE: Mapping[CorrectedField, Any] = {
    **dict.fromkeys(_SENTENCES, lambda: _box(_FEW)),
    **dict.fromkeys((_F.DESCRIPTION, _F.DESCRIPTION_EN), lambda: _box(_MANY)),
    **dict.fromkeys(WHO, _bodies),
    **dict.fromkeys((_F.AMOUNT, _F.AWARDS), _number),
    **dict.fromkeys((_F.OPENS, _F.CLOSES), _day),
    **dict.fromkeys((_F.INCLUSIVE, _F.APPROXIMATE), _whether),
    _F.URL: _address,
    _F.AMOUNT_IS: lambda: _choice(AmountIs),
    _F.PER: lambda: _choice(Per),
    _F.YEARS: _years,
    _F.CLOSES_AT: _hour,
}


class CorrectionForm(EditForm):
    """The fields of one place of a program, then the source and the reason."""

    document = forms.ChoiceField(
        label=_("出典：登録された資料"),
        required=False,
        help_text=_("資料が登録されていないときは選ばずに、下に公式ページを書いてください。"),
    )
    page = forms.CharField(label=_("出典：資料のページ"), required=False, max_length=20)
    source_url = _address()
    title = forms.CharField(label=_("出典：公式ページの題名"), required=False, max_length=300)
    printed = forms.CharField(
        label=_("出典に印刷されている文言"),
        widget=forms.Textarea({"rows": _FEW}),
        help_text=_("訂正の根拠になる文言を、出典のとおりに写してください。"),
    )
    reason = forms.CharField(
        label=_("訂正の理由（台帳に残ります）"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": _FEW}),
    )

    def __init__(self, *given: Any, kind: PlaceKind, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind = kind
        self.corrected = [name.value for name in FIELDS[kind]]
        own = {name.value: _field(name) for name in FIELDS[kind]}
        for name, made in own.items():
            made.label = CorrectedField(name).label
        self.fields = {**own, **self.fields}
        self.fields["source_url"].label = _("出典：公式ページのアドレス")
        documents = Document.objects.order_by("title").values_list("key", "title")
        offered: Any = self.fields["document"]
        offered.choices = [("", _("（登録された資料ではない）")), *documents]

    @property
    def place_fields(self) -> list[BoundField]:
        """The fields of the place."""
        return [self[name] for name in self.corrected]

    @property
    def source_fields(self) -> list[BoundField]:
        """The fields of the source and the reason."""
        return [field for field in self.visible_fields() if field.name not in self.corrected]

    @property
    def corrections(self) -> dict[str, Any]:
        """What somebody wrote in the fields of the place."""
        wrote = self.wrote
        return {name: wrote[name] for name in self.corrected}

    @property
    def source(self) -> Source:
        """The source that somebody gave."""
        given = {name: self.cleaned_data[name] for name in ("document", "page", "printed", "title")}
        return Source(**given, url=self.cleaned_data["source_url"])

    @property
    def reason_given(self) -> str:
        """Why."""
        return str(self.cleaned_data["reason"])

    def against(self, merged: Merged, **more: Any) -> Self:
        """The form with what somebody else changed meanwhile; the source and the reason stay as they were written."""
        kept = replace(merged, facts={**self.wrote, **merged.facts})
        return super().against(kept, kind=self.kind, **more)


class DecisionForm(forms.Form):
    """A decision on a correction. seen: the fields as readers saw them when it was drawn."""

    reason = forms.CharField(
        label=_("理由（台帳に残ります。承認するときは任意）"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": _FEW}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def drawn(cls, now: Facts, reason: str = "") -> Self:
        """The form for whoever decides now."""
        seen = json.dumps(now, ensure_ascii=False, sort_keys=True)
        return cls(initial={"seen": seen, "reason": reason}, label_suffix="")

    @property
    def as_seen(self) -> dict[str, Any]:
        """The fields as whoever decides saw them; none where that cannot be read."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except (ValueError, RecursionError):
            return {}
        return seen if isinstance(seen, dict) else {}
