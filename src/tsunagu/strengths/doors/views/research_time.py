"""職務時間: the survey's figures, papers per research time, and a university's own file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tsunagu.kernel import rendering
from tsunagu.kernel.spreadsheets import Busy
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.conventions.worktime import Figure
from tsunagu.strengths.doors import drawings
from tsunagu.strengths.doors.drawings import ShareBars
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views import own_time
from tsunagu.strengths.doors.views.opening import no_data
from tsunagu.strengths.doors.views.own_time import NotUsable, OwnFile
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.questions import reading as readings
from tsunagu.strengths.questions import research_time as questions
from tsunagu.strengths.questions import research_time_tables
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import JAPAN, Reading
from tsunagu.strengths.questions.records import ResearchTimeQuestion
from tsunagu.strengths.questions.standing import is_university, standings

_TABLES = {
    "figures": research_time_tables.FIGURES,
    "survey": research_time_tables.SURVEY,
    "groups": research_time_tables.GROUPS,
    "own": research_time_tables.OWN,
}


class TimeForm(CountedForm[ResearchTimeQuestion]):
    """How the papers are counted; the fields are always the eight."""

    question = ResearchTimeQuestion


@dataclass(frozen=True, slots=True)
class Unread:
    """What a source draws without figures."""

    year: int
    group: str
    person: str
    source: str
    categories: Sequence[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """The figures of one kind.

    ``unread``: what the sources show without a figure, by year, group and persons, with its source.
    """

    label: str
    figures: Sequence[Figure]
    unread: Sequence[Unread]


def _takes_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As ``opening.opened``, for a page to which a file may be sent too."""

    @wraps(view)
    def opens(request: HttpRequest, **options: Any) -> HttpResponse:
        try:
            reading = readings.reading(settings.STRENGTHS)
        except StoreProblem as problem:
            return no_data(request, problem)
        return view(request, reading, **options)

    return opens


@_takes_files
def page(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The page; with a file, also the university's papers per research time."""
    if "template" in request.GET:
        return rendering.as_file("csv", [own_time.template()])
    form = TimeForm(request.GET, reading)
    answer = questions.answer(reading, form.asked())
    if request.method == "POST" and _can_send(reading):
        return _with_a_file(request, reading, form, answer)
    if (shape := form.cleaned_data.get("format")) and request.method != "POST":
        return rendering.as_file(shape, research_time_tables.tables(reading, answer))
    return _page(request, reading, form, answer)


def _with_a_file(
    request: HttpRequest, reading: Reading, form: TimeForm, answer: questions.ResearchTime
) -> HttpResponse:
    sent = OwnFile(request.POST, request.FILES, label_suffix="")
    try:
        own = own_time.own(request, reading, answer.choice)
    except NotUsable as problem:
        response = _page(request, reading, form, answer, sent=sent, troubles=problem.troubles)
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
    except Busy as problem:
        response = _page(request, reading, form, answer, sent=sent, troubles=[own_time.busy()])
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return rendering.unavailable(response, problem)
    return _page(request, reading, form, answer, sent=sent, own=own)


def _page(
    request: HttpRequest, reading: Reading, form: TimeForm, answer: questions.ResearchTime, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "edition": reading.edition,
        "choice": answer.choice,
        "answer": answer,
        "columns": _TABLES,
        "bars": _bars(answer.survey),
        "kinds": _kinds(answer.figures),
        "sent": OwnFile(label_suffix=""),
        "can_send": _can_send(reading),
        "names": _names(reading, answer.choice),
        "most": f"{own_time.MOST_BYTES // 1000} kB",
        **more,
    }
    return rendering.answer(request, "strengths/research_time.html", context, part="strengths/parts/time_found.html")


def _can_send(reading: Reading) -> bool:
    """Whether there are papers by the eight fields, which a university's own file is about."""
    return EIGHT in reading.edition.schemes


def _bars(survey: Sequence[questions.SurveyYear]) -> ShareBars:
    return drawings.share_bars([(year.year, year.share) for year in survey if year.share is not None])


def _kinds(figures: Sequence[Figure]) -> list[Kind]:
    labels = {
        "all": gettext("全国"),
        "founder": gettext("設置者別"),
        "field": gettext("分野別"),
        "university_group": gettext("大学グループ別"),
    }
    of_kind = {kind: [figure for figure in figures if figure.kind == kind] for kind in labels}
    return [_kind(labels[kind], own) for kind, own in of_kind.items() if own]


def _kind(label: str, figures: Sequence[Figure]) -> Kind:
    return Kind(label, [figure for figure in figures if figure.value is not None], _unread(figures))


def _unread(figures: Sequence[Figure]) -> list[Unread]:
    categories: dict[tuple[int, str, str, str], list[str]] = {}
    for figure in figures:
        if figure.value is None:
            drawn = (figure.year, figure.group, figure.person, figure.source)
            categories.setdefault(drawn, []).append(figure.category)
    return [Unread(*drawn, names) for drawn, names in categories.items()]


def _names(reading: Reading, choice: Choice) -> list[str]:
    """The universities offered, those with most papers first."""
    papers = {number: standing.num for number, standing in standings(reading, choice).items()}
    places = [place for place in reading.institutions.values() if place.country == JAPAN and is_university(place)]
    places.sort(key=lambda place: -papers.get(place.institution_id, 0))
    return list(dict.fromkeys(place.name for place in places))
