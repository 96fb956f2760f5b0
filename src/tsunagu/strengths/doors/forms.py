"""What readers ask of this room in the address: the forms of its questions."""

from __future__ import annotations

from typing import TypeVar

from django.http import QueryDict

from tsunagu.kernel.filters import Ignored, QuestionForm
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.questions.reading import Reading

Question = TypeVar("Question")


class CountedForm(QuestionForm[Question]):
    """A question about counted papers: which windows and field schemes there are depends on the data at hand."""

    further: tuple[str, ...] = ()  # fields that few readers need, folded away
    further_asked = False  # whether one of them says something else than the usual

    def __init__(self, data: QueryDict, reading: Reading) -> None:
        self.reading, self.edition = reading, reading.edition
        super().__init__(data)
        self._left_out = super().ignored
        # A list shows what is used, not its first entry, where nothing or nothing understandable was asked.
        self.data = data.copy()
        for name, usual in self.usual().items():
            if self.cleaned_data.get(name) in (None, ""):
                self.data[name] = usual

    @property
    def ignored(self) -> list[Ignored]:
        """The conditions left out, as they were asked."""
        return self._left_out

    def usual(self) -> dict[str, str]:
        """What is used where nothing was asked, for lists whose first entry is something else."""
        return {}

    def options(self) -> dict[str, Choices]:
        """Windows and schemes of the data at hand, beside what the record says."""
        spans = reversed(self.edition.spans)
        known = schemes.schemes()
        options = super().options() | {
            "window": [(str(last), f"{first}–{last}") for first, last in spans],
            "scheme": [(name, known[name].name) for name in self.edition.schemes],
        }
        offered = {parameter.field for parameter in self.offered}
        return {name: choices for name, choices in options.items() if name in offered}

    def fields_of_scheme(self) -> Choices:
        """The fields of the scheme that is asked for, by their numbers."""
        named = self.data.get("scheme")
        scheme = named if named in self.edition.schemes else self.edition.schemes[0]
        return [(str(field.field), field.name) for field in schemes.fields(scheme)]

    @property
    def field_list(self) -> str:
        """The list of fields for a live answer: with another scheme come other fields, outside of the part replaced."""
        return str(self["field"].as_widget(attrs={"hx-swap-oob": "true"})) if "field" in self.fields else ""
