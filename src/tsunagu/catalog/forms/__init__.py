"""What readers ask in the address: the forms of this room's questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.catalog.actions import Seen
from tsunagu.catalog.queries import choices, editions, facets
from tsunagu.catalog.queries.calendar import CallsQuery
from tsunagu.catalog.queries.citations import CitationQuery
from tsunagu.catalog.queries.contacts import ContactQuery
from tsunagu.catalog.queries.days import DayQuery
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.catalog.queries.maps import MapQuery
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.catalog.queries.packages import ChangesQuery
from tsunagu.catalog.queries.program import CompareQuery
from tsunagu.kernel.filters import LenientChoices, QuestionForm
from tsunagu.kernel.labels import language
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.questions import Choices
from tsunagu.kernel.years import FiscalYear

_MOST_KEYS = 50  # of the address that are looked up
_MOST_FILES = 6  # as many as there are sheets
_LONGEST_REASON = 500  # letters


def _counted(offered: Iterable[facets.Facet]) -> Choices:
    pattern = "%s (%d)" if language() == "en" else "%s（%d）"
    return [(facet.value, pattern % (facet.label, facet.count)) for facet in offered]


class ProgramFilters(QuestionForm[ProgramQuery]):
    """The search page."""

    question = ProgramQuery

    @property
    def facets(self) -> list[BoundField]:
        """All fields but the box for words."""
        return [field for field in self.visible_fields() if field.name != "words"]

    def options(self) -> dict[str, Choices]:
        """Facets with the number of programs of each."""
        options = super().options()
        for name, offered in {"theme": facets.themes(), "phase": facets.phases()}.items():
            choice_of_none = options[name][0]
            options[name] = [choice_of_none, *_counted(offered)]
        return options


class MapFilters(QuestionForm[MapQuery]):
    """The maps."""

    question = MapQuery


class OneMapFilters(QuestionForm[MapQuery]):
    """One map: the theme is in the address."""

    question = MapQuery
    without = ("theme",)


class MayApplyFilters(QuestionForm[MayApplyQuery]):
    """「申請できる？」: who asks, with whom."""

    question = MayApplyQuery
    partners = LenientChoices(label=_("組める相手"), required=False, widget=forms.CheckboxSelectMultiple)

    @property
    def query(self) -> MayApplyQuery | None:
        """The question, once somebody asks."""
        return self.asked() if self.cleaned_data.get("body") else None


class QuickMayApplyFilters(MayApplyFilters):
    """The short form on a program's page."""

    question = MayApplyQuery
    without = ("theme", "verdict")


class CompareFilters(QuestionForm[CompareQuery]):
    """Programs side by side."""

    question = CompareQuery

    def options(self) -> dict[str, Choices]:
        """The programs of the address that exist."""
        given = [key for key in self.data.getlist("p") if "\0" not in key]  # type: ignore[attr-defined]
        programs = choices.named(given[:_MOST_KEYS])
        return {"programs": [(program.key, program.display_name) for program in programs]}


class BudgetFilters(QuestionForm[BudgetQuery]):
    """Budget figures."""

    question = BudgetQuery


class ContactFilters(QuestionForm[ContactQuery]):
    """The contact directory."""

    question = ContactQuery


class CalendarFilters(QuestionForm[CallsQuery]):
    """The calendar of calls."""

    question = CallsQuery


class DayFilters(QuestionForm[DayQuery]):
    """A page without filters, at a day."""

    question = DayQuery


class CitationFilters(QuestionForm[CitationQuery]):
    """The words to mark on a page of a document."""

    question = CitationQuery


class ChangesFilters(QuestionForm[ChangesQuery]):
    """Two versions of the package."""

    question = ChangesQuery


def _reason(label: Any, *, required: bool) -> forms.CharField:
    """Why somebody does something; kept in the ledger."""
    words = forms.Textarea({"rows": 2})
    return forms.CharField(label=label, required=required, max_length=_LONGEST_REASON, widget=words)


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Up to so many files as there are sheets."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        if len(data or ()) > _MOST_FILES:
            raise forms.ValidationError(gettext("ファイルが多すぎます。地図、箱、連絡先の三つまでにしてください。"))
        return [super(_FilesField, self).clean(one, initial) for one in data or [None]]


class UploadForm(forms.Form):
    """A map edition as a spreadsheet, or as the CSV files of its sheets."""

    year = forms.ChoiceField(label=_("どの年度の地図か"))
    spreadsheets = _FilesField(
        label=_("ファイル（.xlsx 一つ、または .csv をシートの数だけ）"),
        max_length=200,
        widget=_SeveralFiles({"accept": ".xlsx,.csv", "aria-describedby": "files-help"}),
    )
    reason = _reason(_("理由（任意。台帳に残ります）"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        years = [(str(int(year)), year.text()) for year in editions.years_to_import()]
        self.fields["year"].choices = [("", _("選んでください")), *years]  # type: ignore[attr-defined]

    @property
    def fiscal_year(self) -> FiscalYear:
        """The year for which the maps are."""
        return FiscalYear(int(self.cleaned_data["year"]))


class StepForm(forms.Form):
    """A step with an edition. seen: what it was like on the page; since: the last line of the ledger that it showed."""

    reason = _reason(_("理由（台帳に残ります。取り下げるときは必ず書いてください）"), required=False)
    seen = forms.CharField(max_length=80, widget=forms.HiddenInput)
    since = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def told(self) -> str:
        """The reason. Raises ``Rejected`` for one that cannot be kept."""
        if not self.is_valid():
            raise Rejected([Problem(field, str(texts[0])) for field, texts in self.errors.items()])
        return str(self.cleaned_data["reason"])

    def as_seen(self, number: int) -> Seen:
        """The edition as it was on the page."""
        return Seen(number, self.cleaned_data["seen"])

    @property
    def last_line(self) -> int:
        """The last line of the ledger that the page showed."""
        return int(getattr(self, "cleaned_data", {}).get("since") or 0)
