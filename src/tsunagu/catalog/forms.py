"""What readers ask in the address: forms that read GET parameters leniently and give the frozen queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.catalog.enums import BodyKind, BudgetKind, Phase, Pillar, Verdict
from tsunagu.catalog.models import Package
from tsunagu.catalog.queries import choices, search
from tsunagu.catalog.queries.maps import ContactQuery, MapQuery, map_years
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.search import ProgramQuery
from tsunagu.catalog.wording import tag_label
from tsunagu.kernel.filters import Choices, Filters, LenientChoices
from tsunagu.kernel.labels import Labeled, language
from tsunagu.kernel.years import FiscalYear

LONGEST = 200  # characters of a typed text; a want is a sentence
MOST_COMPARED = 4


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


def _any(options: Iterable[tuple[str, Any]], label: Any = None) -> Choices:
    return [("", label or gettext("すべて")), *options]


def _enum(enum: type[Labeled]) -> Choices:
    return [(member.value, member.label) for member in enum]


def _years(years: Iterable[FiscalYear]) -> Choices:
    return [(str(int(year)), year.text(language())) for year in years]


def _themes() -> Choices:
    return [(map_.key, map_.display_name) for map_ in choices.themes()]


def _ministries() -> Choices:
    return [(row.key, row.display_name) for row in choices.ministries()]


def body_groups() -> Choices:
    """Kinds of bodies under the four general ones."""
    broad = [kind for kind in BodyKind if kind.broader is kind]
    return [(kind.label, [(one.value, one.label) for one in BodyKind if one.broader is kind]) for kind in broad]


def _counted(facets: Iterable[search.Facet]) -> Choices:
    pattern = "%s (%d)" if language() == "en" else "%s（%d）"
    return [(facet.value, pattern % (facet.label, facet.count)) for facet in facets]


def _chosen(enum: Any, label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=enum, empty_value=None, required=False)


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


class _NewCall(Filters):
    new_call = forms.ChoiceField(label=_("新規公募"), required=False)

    @property
    def _new_call(self) -> bool | None:
        return {"1": True, "0": False}.get(self._text("new_call"))

    @staticmethod
    def _new_options() -> Choices:
        return _any([("1", gettext("あり")), ("0", gettext("なし"))])


class ProgramFilters(_NewCall):
    """The search page."""

    q = forms.CharField(label=_("やりたいこと"), max_length=LONGEST, required=False, widget=forms.SearchInput)
    applicant = _chosen(BodyKind, _("申請する人"))
    theme = _choice(_("政策課題・座組"))
    phase = _chosen(Phase, _("段階"))
    ministry = _choice(_("府省・機関"))
    year = YearChoice(label=_("年度"), required=False)
    tag = _choice(_("分野・目的"))

    def options(self) -> dict[str, Choices]:
        """Facets with the number of programs of each."""
        facets = search.facets(ProgramQuery())
        return {
            "applicant": _any(body_groups(), gettext("指定しない")),
            "theme": _any(_counted(facets["theme"])),
            "phase": _any(_counted(facets["phase"])),
            "ministry": _any(_ministries()),
            "year": _any(_years(choices.years())),
            "new_call": self._new_options(),
            "tag": _any([(tag, tag_label(tag)) for tag in choices.tags()]),
        }

    def query(self) -> ProgramQuery:
        """The search asked for."""
        return ProgramQuery(
            words=self._text("q"),
            applicant=self._value("applicant"),
            theme=self._text("theme"),
            phase=self._value("phase"),
            ministry=self._text("ministry"),
            fiscal_year=self._value("year"),
            new_call=self._new_call,
            tag=self._text("tag"),
        )


class MapFilters(_NewCall):
    """The maps."""

    field_order = ["theme", "phase", "ministry", "applicant", "year", "new_call"]

    theme = _choice(_("政策課題・座組"))
    phase = _chosen(Phase, _("段階"))
    ministry = _choice(_("府省・機関"))
    applicant = _chosen(BodyKind, _("申請する人"))
    year = YearChoice(label=_("年度"), required=False)

    def options(self) -> dict[str, Choices]:
        """What the maps can be narrowed by."""
        return {
            "theme": _any(_themes()),
            "phase": _any(_enum(Phase)),
            "ministry": _any(_ministries()),
            "applicant": _any(body_groups(), gettext("指定しない")),
            "year": _any(_years(map_years()), gettext("最新")),
            "new_call": self._new_options(),
        }

    def query(self, theme: str = "") -> MapQuery:
        """The part of the maps asked for; ``theme`` where the page is one map's."""
        return MapQuery(
            fiscal_year=self._value("year"),
            theme=theme or self._text("theme"),
            phase=self._value("phase"),
            ministry=self._text("ministry"),
            applicant=self._value("applicant"),
            new_call=self._new_call,
        )


class OneMapFilters(MapFilters):
    """One map: the theme is in the address."""

    theme = None  # type: ignore[assignment]

    def options(self) -> dict[str, Choices]:
        """As for all maps, without the theme."""
        return {name: options for name, options in super().options().items() if name != "theme"}


class MayApplyFilters(Filters):
    """「申請できる？」: who asks, with whom."""

    applicant = _chosen(BodyKind, _("申請する人"))
    partner = LenientChoices(label=_("組める相手"), required=False, widget=forms.CheckboxSelectMultiple)
    theme = _choice(_("政策課題・座組"))
    verdict = _chosen(Verdict, _("答え"))

    def add_prefix(self, field_name: str) -> str:
        """The same short names in the address as in the terminal: ``?as=university&with=city``."""
        return {"applicant": "as", "partner": "with"}.get(field_name, field_name)

    def options(self) -> dict[str, Choices]:
        """Kinds of bodies, maps and answers."""
        return {
            "applicant": _any(body_groups(), gettext("選んでください")),
            "partner": body_groups(),
            "theme": _any(_themes()),
            "verdict": _any(_enum(Verdict)),
        }

    @property
    def body(self) -> BodyKind | None:
        """Who asks."""
        body: BodyKind | None = self._value("applicant")
        return body

    @property
    def partners(self) -> list[BodyKind]:
        """Partners at hand."""
        return [BodyKind(value) for value in self.cleaned_data.get("partner", [])]

    @property
    def chosen_theme(self) -> str:
        """The map asked for."""
        return self._text("theme")

    @property
    def chosen_verdict(self) -> Verdict | None:
        """The answer asked for."""
        verdict: Verdict | None = self._value("verdict")
        return verdict


class QuickMayApplyFilters(MayApplyFilters):
    """The short form on a program's page."""

    theme = None  # type: ignore[assignment]
    verdict = None  # type: ignore[assignment]

    def options(self) -> dict[str, Choices]:
        """Kinds of bodies only."""
        return {"applicant": _any(body_groups(), gettext("選んでください")), "partner": body_groups()}


class CompareFilters(Filters):
    """Up to four programs side by side."""

    p = LenientChoices(label=_("事業"), required=False)
    add = forms.CharField(label=_("加える事業"), max_length=LONGEST, required=False, widget=forms.SearchInput)

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


class BudgetFilters(Filters):
    """Budget figures."""

    pillar = _choice(_("柱"))
    ministry = _choice(_("府省・機関"))
    year = YearChoice(label=_("年度"), required=False)
    kind = _chosen(BudgetKind, _("予算の種類"))

    def options(self) -> dict[str, Choices]:
        """What figures can be narrowed by."""
        return {
            "pillar": _any(_enum(Pillar)),
            "ministry": _any([(row.key, row.display_name) for row in choices.ministries() if row.kind != "funder"]),
            "year": _any(_years(choices.budget_years())),
            "kind": _any(_enum(BudgetKind)),
        }

    def query(self) -> BudgetQuery:
        """The figures asked for."""
        return BudgetQuery(self._text("pillar"), self._text("ministry"), self._value("year"), self._value("kind"))


class ContactFilters(Filters):
    """The contact directory."""

    q = forms.CharField(
        label=_("ことば（事業名・部署・電話番号など）"), max_length=LONGEST, required=False, widget=forms.SearchInput
    )
    theme = _choice(_("政策課題・座組"))
    ministry = _choice(_("府省・機関"))
    year = YearChoice(label=_("年度"), required=False)

    def options(self) -> dict[str, Choices]:
        """What the rows can be narrowed by."""
        return {
            "theme": _any(_themes()),
            "ministry": _any([(row.key, row.display_name) for row in choices.ministries() if row.kind != "funder"]),
            "year": _any(_years(map_years()), gettext("最新")),
        }

    def query(self) -> ContactQuery:
        """The rows asked for."""
        return ContactQuery(self._value("year"), self._text("theme"), self._text("ministry"), words=self._text("q"))


class ChangeFilters(Filters):
    """Two versions of the package."""

    before = _choice(_("前の版"))
    after = _choice(_("後の版"))

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
