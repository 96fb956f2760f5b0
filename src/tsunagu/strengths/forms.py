"""What readers ask of this room in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.filters import Choices, Filters, Ignored
from tsunagu.kernel.labels import language
from tsunagu.strengths.conventions.schemes import schemes
from tsunagu.strengths.enums import Counting, Top
from tsunagu.strengths.questions.choice import Choice, choice
from tsunagu.strengths.questions.reading import Edition


class ChoiceFilters(Filters):
    """How the numbers are counted; the part that all pages of this room share."""

    window = forms.TypedChoiceField(label=_("期間"), coerce=int, empty_value=None, required=False)
    scheme = forms.ChoiceField(label=_("分野の体系"), required=False)
    counting = forms.ChoiceField(label=_("数え方"), required=False)
    top = forms.ChoiceField(label=_("被引用上位の論文"), required=False)
    further: tuple[str, ...] = ()  # fields that few readers need, folded away
    further_asked = False  # whether one of them says something else than the usual

    def __init__(self, data: QueryDict, edition: Edition) -> None:
        self.edition = edition
        super().__init__(data)
        self._left_out = super().ignored
        # A list shows what is used, not its first entry, where nothing or nothing understandable was asked.
        self.data = data.copy()
        for name, usual in self.usual().items():
            if not self.cleaned_data.get(name) and self.cleaned_data.get(name) != 0:
                self.data[name] = usual

    @property
    def ignored(self) -> list[Ignored]:
        """The conditions left out, as they were asked."""
        return self._left_out

    def usual(self) -> dict[str, str]:
        """What is used where nothing was asked, for lists whose first entry is something else."""
        return {}

    def options(self) -> dict[str, Choices]:
        """Windows and schemes of the data at hand; ways of counting."""
        return {
            "window": [(str(last), f"{first}–{last}") for first, last in reversed(self.edition.spans)],
            "scheme": [(name, schemes()[name].name(language())) for name in self.edition.schemes],
            "counting": [(one.value, one.label) for one in Counting],
            "top": [(one.value, one.label) for one in Top],
        }

    def choice(self) -> Choice:
        """The choice, with the usual where nothing or nothing understandable was asked."""
        names: dict[str, Any] = {
            name: self._value(name) for name in ("window", "scheme", "counting", "top") if name in self.fields
        }
        return choice(self.edition, **names)
