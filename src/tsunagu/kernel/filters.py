"""What readers ask in the address: forms that read GET parameters leniently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, Any]]
SHAPES = [("csv", "CSV"), ("xlsx", "XLSX"), ("parquet", "Parquet")]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A filter of the address that could not be understood and was left out."""

    label: str
    value: str


class LenientChoices(forms.MultipleChoiceField):
    """Several values; unknown ones are left out and remembered in ``dropped``."""

    dropped: tuple[str, ...] = ()

    def to_python(self, value: Any) -> list[str]:
        """Keep what can be chosen."""
        given = [str(one) for one in value or [] if one]
        self.dropped = tuple(one for one in given if not self.valid_value(one))
        return list(dict.fromkeys(one for one in given if self.valid_value(one)))


class Filters(forms.Form):
    """GET parameters. What cannot be understood is left out and named in ``ignored``; nothing ever fails."""

    format = forms.ChoiceField(label=_("書き出しの形式"), choices=SHAPES, required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(
        label=_("ページ"), min_value=1, max_value=10_000, required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        for name, options in self.options().items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        self.is_valid()

    def options(self) -> dict[str, Choices]:
        """What can be chosen in the fields that depend on the data."""
        return {}

    @property
    def ignored(self) -> list[Ignored]:
        """The filters left out."""
        return [
            Ignored(str(field.label), value)
            for name, field in self.fields.items()
            if (value := self._ignored_value(name, field))
        ]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(value for name, value in self.cleaned_data.items() if name not in {"format", "page"})

    @property
    def page_number(self) -> int:
        """The page asked for; the first one unless said otherwise."""
        return self.cleaned_data.get("page") or 1

    def _ignored_value(self, name: str, field: forms.Field) -> str:
        dropped: Sequence[str] = getattr(field, "dropped", ())
        if name in self.errors:
            dropped = self.data.getlist(self.add_prefix(name))  # type: ignore[attr-defined]
        shown = ", ".join(dropped).replace("\x00", "")
        return shown[:60] + "…" if len(shown) > 60 else shown or ("?" if name in self.errors else "")

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def _value(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None
