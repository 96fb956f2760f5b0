"""What readers ask in the address: the forms of this room's questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tsunagu.catalog.models import Package
from tsunagu.catalog.queries import choices, search
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.catalog.queries.maps import ContactQuery, MapQuery
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.search import ProgramQuery
from tsunagu.kernel.filters import Filters, LenientChoices, QuestionForm
from tsunagu.kernel.labels import language
from tsunagu.kernel.questions import Choices

MOST_COMPARED = 4


def _counted(facets: Iterable[search.Facet]) -> Choices:
    pattern = "%s (%d)" if language() == "en" else "%s（%d）"
    return [(facet.value, pattern % (facet.label, facet.count)) for facet in facets]


class ProgramFilters(QuestionForm[ProgramQuery]):
    """The search page."""

    question = ProgramQuery

    @property
    def facets(self) -> list[BoundField]:
        """All fields but the box for words."""
        return [field for field in self.visible_fields() if field.name != "words"]

    def options(self) -> dict[str, Choices]:
        """Facets with the number of programs of each."""
        options, facets = super().options(), search.facets(ProgramQuery())
        return options | {name: [options[name][0], *_counted(facets[name])] for name in ("theme", "phase")}


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


class CompareFilters(Filters):
    """Up to four programs side by side."""

    p = LenientChoices(label=_("事業"), required=False)
    add = forms.CharField(label=_("加える事業"), max_length=choices.LONGEST, required=False, widget=forms.SearchInput)

    def options(self) -> dict[str, Choices]:
        """The programs of the address that exist."""
        given = [key for key in self.data.getlist("p") if "\0" not in key]  # type: ignore[attr-defined]
        return {"p": [(program.key, program.display_name) for program in choices.named(given[:50])]}

    @property
    def keys(self) -> list[str]:
        """The programs to show."""
        return self._chosen[:MOST_COMPARED]

    @property
    def beyond(self) -> list[str]:
        """Programs chosen beyond the fourth."""
        return self._chosen[MOST_COMPARED:]

    @property
    def words(self) -> str:
        """What to look for to add a program."""
        return self._text("add")

    @property
    def _chosen(self) -> list[str]:
        return list(self.cleaned_data.get("p", []))


class BudgetFilters(QuestionForm[BudgetQuery]):
    """Budget figures."""

    question = BudgetQuery


class ContactFilters(QuestionForm[ContactQuery]):
    """The contact directory."""

    question = ContactQuery


class ChangeFilters(Filters):
    """Two versions of the package."""

    before = forms.ChoiceField(label=_("前の版"), required=False)
    after = forms.ChoiceField(label=_("後の版"), required=False)

    def __init__(self, data: QueryDict, versions: Sequence[Package]) -> None:
        self._versions = {version.key: version for version in versions}
        super().__init__(data)
        for name, version in zip(("before", "after"), self.pair, strict=False):
            self.initial[name] = version.key

    def options(self) -> dict[str, Choices]:
        """All versions by date."""
        named = [(key, f"{version.date}  {version.name}") for key, version in self._versions.items()]
        return {"before": named, "after": named}

    @property
    def pair(self) -> tuple[Package, ...]:
        """The two versions to compare: those asked for, else the two that name most programs."""
        largest = sorted(self._versions, key=lambda key: -len(self._versions[key].items.all()))[:2]
        first, second = [*(key for key in self._versions if key in largest), "", ""][:2]
        keys = (self._text("before") or first, self._text("after") or second)
        return tuple(self._versions[key] for key in keys if key in self._versions)
