"""What readers ask in the address: the forms of this room's questions."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tsunagu.catalog.queries import choices, facets
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
from tsunagu.kernel.questions import Choices

_MOST_KEYS = 50  # of the address that are looked up


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
