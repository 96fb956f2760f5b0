"""What readers ask in the address: forms that read GET parameters leniently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.questions import Choices, Door, Parameter, parameters
from tsunagu.kernel.years import FiscalYear

Question = TypeVar("Question")
_LONGEST_SHOWN = 60  # characters of a value that was left out
SHAPES = [("csv", "CSV"), ("xlsx", "XLSX"), ("parquet", "Parquet")]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A filter of the address that could not be understood and was left out."""

    label: str
    value: str


class YearChoice(forms.TypedChoiceField):
    """A fiscal year in any spelling: 2022, R4, 令和4年度."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=lambda value: FiscalYear(int(value)), empty_value=None, **options)

    def to_python(self, value: Any) -> str:
        """The year as the select writes it."""
        try:
            return str(int(FiscalYear.parse(str(value)))) if value else ""
        except ValueError:
            return str(value)


class LenientChoices(forms.MultipleChoiceField):
    """Several values; unknown ones are left out and remembered in ``dropped``."""

    dropped: tuple[str, ...] = ()

    def to_python(self, value: Any) -> list[str]:
        """Keep what can be chosen."""
        given = [str(text) for text in value or [] if text]
        self.dropped = tuple(text for text in given if not self.valid_value(text))
        return [text for text in dict.fromkeys(given) if text not in self.dropped]


class Filters(forms.Form):
    """GET parameters. What cannot be understood is left out and named in ``ignored``; nothing ever fails."""

    format = forms.ChoiceField(label=_("書き出しの形式"), choices=SHAPES, required=False, widget=forms.HiddenInput)
    page = forms.IntegerField(
        label=_("ページ"), min_value=1, max_value=10_000, required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        chosen = self.options()
        self.complete(chosen)
        for name, options in chosen.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        self.is_valid()

    def complete(self, chosen: Mapping[str, Choices]) -> None:
        """Add the fields that the class does not declare. chosen: what can be chosen in those with a list."""

    def options(self) -> dict[str, Choices]:
        """What can be chosen in the fields that depend on the data."""
        return {}

    @property
    def ignored(self) -> list[Ignored]:
        """The filters left out."""
        values = {name: self._ignored_value(name, field) for name, field in self.fields.items()}
        return [Ignored(str(self.fields[name].label), value) for name, value in values.items() if value]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(value for name, value in self.cleaned_data.items() if name not in {"format", "page"})

    @property
    def narrowing(self) -> int:
        """How many filters are set, beside the words that are sought."""
        given = (value for name, value in self.cleaned_data.items() if name not in {"format", "page", "words"})
        return sum(value not in (None, "", []) for value in given)

    @property
    def page_number(self) -> int:
        """The page asked for; the first one unless said otherwise."""
        return self.cleaned_data.get("page") or 1

    def _ignored_value(self, name: str, field: forms.Field) -> str:
        """What of a field was left out, cut to what a line holds; "?" where nothing can be shown."""
        refused = name in self.errors
        dropped: Sequence[str] = getattr(field, "dropped", ())
        if refused:
            dropped = self.data.getlist(self.add_prefix(name))  # type: ignore[attr-defined]
        shown = ", ".join(dropped).replace("\x00", "")
        if len(shown) > _LONGEST_SHOWN:
            return f"{shown[:_LONGEST_SHOWN]}…"
        return "?" if refused and not shown else shown

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def _value(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None


class QuestionForm(Filters, Generic[Question]):
    """The form of a question: its fields are those that the question's record asks on a page.

    A class says which ``question``. It may name fields that the page does not offer (``without``), replace fields by
    declaring them, and give choices that depend on the data (``options``).
    """

    question: ClassVar[type]
    without: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: QueryDict) -> None:
        self.offered = [
            parameter for parameter in parameters(self.question, Door.PAGE) if parameter.field not in self.without
        ]
        super().__init__(data)

    def complete(self, chosen: Mapping[str, Choices]) -> None:
        """Add the fields of the question; one that the class declares stands in the place of the question's."""
        declared = dict(self.fields)
        for parameter in self.offered:
            name = parameter.field
            self.fields.pop(name, None)
            self.fields[name] = declared.get(name) or form_field(parameter, chosen=name in chosen)

    def add_prefix(self, field_name: str) -> str:
        """The name in the address: the one that the API and the terminal use, too."""
        names = {parameter.field: parameter.name for parameter in self.offered}
        return names.get(field_name, field_name)

    def options(self) -> dict[str, Choices]:
        """What can be chosen, as the record says."""
        return {parameter.field: choices_of(parameter) for parameter in self.offered if has_choices(parameter)}

    def asked(self, **more: Any) -> Question:
        """The question; what was not asked or not understood is as usual. more: what the page itself adds."""
        given = {parameter.field: self._given(parameter) for parameter in self.offered}
        known = {name: value for name, value in given.items() if value is not None}
        made: Question = self.question(**{**known, **more})
        return made

    def _given(self, parameter: Parameter) -> Any:
        value = self.cleaned_data.get(parameter.field)
        if value in (None, "", []):
            return None
        return tuple(parameter.kind(text) for text in value) if parameter.several else value


def form_field(parameter: Parameter, *, chosen: bool) -> forms.Field:
    """The form's field for a field of a question. chosen: whether from a list."""
    usual: dict[str, Any] = {"label": lazystr(parameter.asked.label), "required": False}
    if parameter.several:
        return LenientChoices(**usual)
    if parameter.kind is FiscalYear:
        return YearChoice(**usual)
    if parameter.kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), input_formats=["%Y-%m-%d"], **usual)
    if parameter.kind is bool:
        return forms.TypedChoiceField(coerce=lambda value: value == "1", empty_value=None, **usual)
    if chosen:
        return forms.TypedChoiceField(coerce=cast("Any", parameter.kind), empty_value=None, **usual)
    if parameter.kind is str:
        return forms.CharField(max_length=parameter.asked.most, widget=_box(parameter), **usual)
    return _number_field(parameter, usual)


def _box(parameter: Parameter) -> type[forms.Widget]:
    """The box for a text; one for what is sought is named q at every door."""
    return forms.SearchInput if parameter.name == "q" else forms.TextInput


def _number_field(parameter: Parameter, usual: Mapping[str, Any]) -> forms.Field:
    limits: dict[str, Any] = {"min_value": parameter.asked.least, "max_value": parameter.asked.most}
    if parameter.kind is Decimal:
        return forms.DecimalField(decimal_places=1, **limits, **usual)
    return forms.IntegerField(**limits, **usual)


def has_choices(parameter: Parameter) -> bool:
    """Whether a field of a question is chosen from a list."""
    return bool(parameter.asked.choices) or parameter.kind is bool or issubclass(parameter.kind, Labeled)


def choices_of(parameter: Parameter) -> Choices:
    """What can be chosen on a page, behind the choice of none where there is one."""
    blank = None if parameter.several else parameter.asked.blank
    every = _every_choice(parameter)
    return every if blank is None else [("", str(blank)), *every]


def _every_choice(parameter: Parameter) -> Choices:
    asked = parameter.asked
    if asked.choices:
        return asked.choices()
    if parameter.kind is bool:
        yes = ("1", str(asked.yes))
        return [yes, ("0", str(asked.no))] if parameter.optional else [yes]
    return cast("type[Labeled]", parameter.kind).options()
