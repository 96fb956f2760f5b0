"""The works behind a number, and why one of them counts or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.labels import language
from tsunagu.kernel.paging import EVERYTHING, SIZE, existing, offset, pager
from tsunagu.kernel.questions import Choices
from tsunagu.kernel.rendering import answer, as_file
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.doors.drawings.citation_bars import CitationBars, citation_bars
from tsunagu.strengths.doors.forms import ChoiceFilters
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.enums import Counting
from tsunagu.strengths.questions.amounts import Measured, amounts, has_intervals
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.reference_cells import Limit, distribution
from tsunagu.strengths.questions.works import BehindWork, Explanation, behind
from tsunagu.strengths.questions.works import explain as explained
from tsunagu.strengths.questions.works_tables import tables

TOP = "top"
LONGEST = 1000  # denominators that a person still reads as a fraction


class WorksFilters(ChoiceFilters):
    """Which works, beside the way of counting."""

    field = forms.TypedChoiceField(label=_("分野"), coerce=int, empty_value=None, required=False)
    only = forms.ChoiceField(label=_("表示する論文"), required=False)

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme asked for."""
        asked = self.data.get("scheme")
        scheme = asked if asked in self.edition.schemes else self.edition.schemes[0]
        names = [
            (str(field), schemes.name(scheme, field, language()))
            for field in (schemes.ALL, *(one.field for one in schemes.fields(scheme)))
        ]
        return super().options() | {
            "field": names,
            "only": [("", gettext("すべての論文")), (TOP, gettext("被引用上位に数える論文だけ"))],
        }

    @property
    def chosen_field(self) -> int:
        """The field asked for, or all of them."""
        return self.cleaned_data.get("field") or schemes.ALL

    @property
    def only_top(self) -> bool:
        """Whether only works with a top weight are listed."""
        return self._text("only") == TOP


@dataclass(frozen=True, slots=True)
class ListedWork:
    """A work in the list, as a reader sees it."""

    work: BehindWork
    doi: str
    field: str
    weight: str


@opened
def works(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """The works of an institution behind the numbers of its page."""
    one = reading.by_openalex.get(number)
    if one is None:
        return render(
            request,
            "strengths/works_missing.html",
            {"edition": reading.edition, "institution": f"I{number}"},
            status=404,
        )
    form = WorksFilters(request.GET, reading.edition)
    choice, field = form.choice(), form.chosen_field
    if shape := form.cleaned_data.get("format"):
        every = behind(reading, choice, one, field=field, only_top=form.only_top, limit=EVERYTHING)
        return as_file(shape, tables(reading, choice, one, every, language()), one.name(language()))
    found = behind(
        reading, choice, one, field=field, only_top=form.only_top, first=offset(form.page_number), limit=SIZE
    )
    page_number = existing(form.page_number, found.total)
    if page_number != form.page_number:
        found = behind(reading, choice, one, field=field, only_top=form.only_top, first=offset(page_number), limit=SIZE)
    context = {
        "form": form,
        "edition": reading.edition,
        "choice": choice,
        "one": one,
        "found": found,
        # With another scheme come other fields: live, the list outside of the part is replaced, too.
        "field_select": form["field"].as_widget(attrs={"hx-swap-oob": "true"}),
        "field": schemes.name(choice.scheme, field, language()),
        "listed_scheme": schemes.schemes()[found.scheme].name(language()),
        "interval": _interval(reading, choice, one, field),
        "listed": [_listed(found.scheme, work) for work in found.works],
        "pager": pager(request, page_number, found.total),
        "asked": _asked(choice, one, form, page_number),
        "only_top": form.only_top,
        "has_page": reading.computed(one),
    }
    return answer(request, "strengths/works.html", context, part="strengths/parts/works_found.html")


def _interval(reading: Reading, choice: Choice, one: Institution, field: int) -> Measured | None:
    """What the page of the institution says of the field, where it has an interval."""
    if not (has_intervals(reading, choice) and reading.computed(one)):
        return None
    found = amounts(reading, choice, [one.institution_id]).get((one.institution_id, field, choice.window))
    return found if found and found.low is not None else None


def _asked(choice: Choice, one: Institution, form: WorksFilters, page: int) -> str:
    """The list as its links carry it, so that a work is explained by what was asked, and the way back leads here."""
    more = {
        "field": form.chosen_field,
        "only": form.cleaned_data.get("only"),
        "page": page if page > 1 else None,
        "u": one.openalex_id,
    }
    return f"{choice.query}&{urlencode({name: value for name, value in more.items() if value})}"


def _listed(scheme: str, work: BehindWork) -> ListedWork:
    return ListedWork(work, doi_address(work.doi), schemes.name(scheme, work.field, language()), in_words(work.weight))


def doi_address(doi: str | None) -> str:
    """The address of a DOI, whether the data has it as an address or as a number; empty for anything else."""
    text = (doi or "").removeprefix("https://doi.org/")
    return f"https://doi.org/{text}" if text.startswith("10.") else ""


def in_words(weight: Fraction) -> str:
    """A weight as people write it.

    Whole numbers as such, others as a fraction where it is short, always with decimals.
    """
    if weight.denominator == 1:
        return str(weight)
    decimals = f"{float(weight):.3f}"
    sign = "=" if Fraction(decimals) == weight else "≈"
    return f"{weight} {sign} {decimals}" if weight.denominator <= LONGEST else f"{sign} {decimals}"


def decimal(value: Fraction) -> str:
    """A number of works with its decimals, exact: thousandths of a whole number have three at most."""
    return f"{float(value):,.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reference cell in the reader's words."""

    limit: Limit
    scheme: str
    field: str
    share: str
    goal: str
    missing: str
    cwts: str
    nistep: str
    bars: CitationBars | None = None


class ExplainFilters(ChoiceFilters):
    """By which fields and rule it is asked, and from whose list."""

    u = forms.IntegerField(label=_("機関"), min_value=0, required=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What a work adds to the top papers of the institution whose list the reader comes from."""

    institution: Institution
    share: str
    part: float


@opened
def explain(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """Why a work is among the most cited or not."""
    found = explained(reading, number)
    if found is None:
        return render(
            request, "strengths/works_missing.html", {"edition": reading.edition, "work": f"W{number}"}, status=404
        )
    form = ExplainFilters(request.GET, reading.edition)
    choice = form.choice()
    asked = (100 if choice.world_q == 0.1 else 10, reading.stored(choice.scheme)[0])
    # A work without a field of the scheme is explained by another's, which the answer names.
    decides = min(
        found.limits, key=lambda limit: (limit.top_permille != asked[0], limit.scheme != asked[1]), default=None
    )
    reasons = [_reason(reading, limit, drawn=limit is decides) for limit in found.limits]
    main = next((reason for reason in reasons if reason.bars), None)
    weight = (main.limit.nistep if choice.scaled else main.limit.cwts) if main else Fraction(0)
    one = reading.by_openalex.get(form.cleaned_data.get("u") or -1)
    context = {
        "form": form, "edition": reading.edition, "choice": choice, "found": found, "main": main, "reasons": reasons,
        "weight": weight, "weight_told": in_words(weight), "one": one, "added": _added(found, choice, one, weight),
        "doi": doi_address(found.doi), "why_not": _why_not(found), "type": _type(found),
    }  # fmt: skip
    return answer(request, "strengths/explain.html", context)


def _added(found: Explanation, choice: Choice, one: Institution | None, weight: Fraction) -> Added | None:
    holder = next((holder for holder in found.holders if holder.institution == one), None)
    if holder is None:
        return None
    if choice.counting is Counting.AUTHOR:
        return Added(holder.institution, f"{holder.author_share:.4f}", float(weight) * holder.author_share)
    share = Fraction(1, holder.k if choice.counting is Counting.FRAC else 1)
    return Added(holder.institution, str(share), float(weight * share))


def _reason(reading: Reading, limit: Limit, *, drawn: bool) -> Reason:
    return Reason(
        limit,
        schemes.schemes()[limit.scheme].name(language()),
        schemes.name(limit.scheme, limit.field, language()),
        f"{limit.top_permille / 10:g}%",
        decimal(limit.goal),
        decimal(limit.missing),
        in_words(limit.cwts),
        in_words(limit.nistep),
        citation_bars(distribution(reading, limit), limit.threshold, limit.cited) if drawn else None,
    )


def _type(found: Explanation) -> str:
    """The type of a work in the reader's words."""
    return schemes.type_names(language()).get(found.type, found.type)


def _why_not(found: Explanation) -> Sequence[str]:
    """Why a work is not compared with others, in sentences."""
    sentences = {
        "type": gettext("この種類の文献（%s）は、比べる対象にしていません。比べるのは原著論文と総説などです。")
        % _type(found),
        "retracted": gettext("撤回された論文です。"),
        "no_institution": gettext("著者の所属機関がデータにありません。"),
        "citations": gettext("数える年の被引用数がデータにありません。"),
        "field": gettext("分野がデータにありません。"),
        "not_computed": gettext("最後の計算の後に読み込まれた論文です。次の計算で数値に入ります。"),
    }
    return [sentences[code] for code in found.reasons]
