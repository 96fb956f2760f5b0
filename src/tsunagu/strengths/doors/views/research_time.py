"""職務時間.

The survey's figures, papers per research time, and a university's own file, which is read and forgotten.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tsunagu.kernel.labels import language
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.rendering import answer, as_file
from tsunagu.kernel.tables import Table
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.conventions.worktime import COLUMNS, Figure, read_own
from tsunagu.strengths.doors.forms import ChoiceFilters
from tsunagu.strengths.doors.views.opening import no_data
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.questions import research_time as questions
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import JAPAN, Institution, Reading, reading
from tsunagu.strengths.questions.standing import is_university, standings

MOST_BYTES = 2**20  # far more than eight rows need
_LONGEST = 200  # letters of a name
_AXIS = Fraction(1, 2)  # the end of the plot: half of the working time
_ROW = 44
_PLACE = re.compile(r"^row (?P<row>\d+)(?: column (?P<place>\d+)| (?P<column>\w+))?$")


class TimeFilters(ChoiceFilters):
    """How the papers are counted; the fields are always the eight."""

    scheme = None  # type: ignore[assignment]

    def options(self) -> dict[str, Any]:
        """Windows and ways of counting."""
        return {name: values for name, values in super().options().items() if name != "scheme"}


class OwnFile(forms.Form):
    """A university's own file."""

    university = forms.CharField(label=_("大学の名前"), max_length=_LONGEST)
    file = forms.FileField(label=_("職務時間のファイル（CSV か XLSX）"), max_length=200)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a file: where, and what to do, in the reader's language."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A survey's research share as a bar."""

    year: int
    share: Fraction
    text_y: int
    y: int
    width: str


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

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opens(request: HttpRequest, **options: Any) -> HttpResponse:
        try:
            found = reading(settings.STRENGTHS)
        except StoreProblem as problem:
            return no_data(request, problem)
        return view(request, found, **options)

    return opens


@_takes_files
def research_time(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The page; with a file, also the university's papers per research time."""
    if "template" in request.GET:
        return as_file("csv", [_template()])
    form = TimeFilters(request.GET, reading.edition)
    choice = form.choice()
    found = questions.research_time(reading, choice)
    if (shape := form.cleaned_data.get("format")) and request.method != "POST":
        return as_file(shape, questions.tables(reading, choice, found, language()))
    own, troubles, sent = (
        _own(request, reading, form) if request.method == "POST" else (None, [], OwnFile(label_suffix=""))
    )
    context = {
        "form": form,
        "edition": reading.edition,
        "choice": choice,
        "found": found,
        "own": own,
        "troubles": troubles,
        "sent": sent,
        "bars": _bars(found.survey),
        "bars_height": _ROW * sum(one.share is not None for one in found.survey),
        "kinds": _kinds(found.figures),
        "groups": [(editions.group_label(one.group, language()), one) for one in found.groups],
        "own_lines": [(schemes.name(EIGHT, line.field, language()), line) for line in own.lines] if own else [],
        "can_send": EIGHT in reading.edition.schemes,
        "names": _names(reading, choice),
        "most": f"{MOST_BYTES // 2**20} MB",
        "fields": schemes.fields(EIGHT),
        "years": choice.window - choice.first_year + 1,
    }
    response = answer(request, "strengths/research_time.html", context, part="strengths/parts/time_found.html")
    response.status_code = 422 if troubles else 200
    return response


def _own(
    request: HttpRequest, reading: Reading, form: TimeFilters
) -> tuple[questions.Own | None, list[Trouble], OwnFile]:
    sent = OwnFile(request.POST, request.FILES, label_suffix="")
    sent.is_valid()
    one, troubles = _university(reading, request.POST.get("university", "").replace("\x00", "").strip()[:_LONGEST])
    file = request.FILES.get("file")
    try:
        times = _times(file)
    except Rejected as rejected:
        return None, [*troubles, *(trouble(problem) for problem in rejected.problems)], sent
    if one is None:
        return None, troubles, sent
    return questions.own(reading, form.choice(), one, times), [], sent


def _university(reading: Reading, text: str) -> tuple[Institution | None, list[Trouble]]:
    found = [one for one in reading.find(text) if reading.computed(one)]
    exact = [one for one in found if text.strip() in (one.name_ja, one.name_en)]
    if exact or len(found) == 1:
        return (exact or found)[0], []
    if found:
        named = ("、" if language() == "ja" else "; ").join(one.name(language()) for one in found[:5])
        return None, [
            Trouble(
                gettext("大学の名前"),
                gettext("「%(text)s」に当てはまる大学がいくつもあります。正式な名前を入れてください（例：%(named)s）。")
                % {"text": text, "named": named},
            )
        ]
    return None, [
        Trouble(
            gettext("大学の名前"),
            gettext("「%s」という大学は見つかりませんでした。") % text
            if text
            else gettext("大学の名前を入れてください。"),
        )
    ]


def _times(file: UploadedFile[Any] | None) -> Any:
    """Read a file that was sent. It lies in a folder of its own for as long as it is read."""
    if file is None:
        raise Rejected([Problem("no_file", "no file was sent")])
    if (file.size or 0) > MOST_BYTES:
        raise Rejected([Problem("too_large", "the file is too large", where=Path(file.name or "").name)])
    suffix = ".csv" if Path(file.name or "").suffix.lower() == ".csv" else ".xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{suffix}"
        path.write_bytes(file.read())
        return read_own(path)


def trouble(problem: Problem) -> Trouble:
    """A problem in the reader's language, with row and column."""
    place = _PLACE.match(problem.where)
    column = (place and place["column"]) or ""
    texts = _texts()
    text = texts.get(f"{problem.code} {column}") or texts.get(problem.code) or str(problem)
    if problem.code == "missing_column":
        missing = next((name for name in COLUMNS if f" {name} " in problem.message), "")
        text = gettext("「%s」の列がありません。") % _column(missing)
    if not place:
        return Trouble(gettext("ファイル"), text)
    row = gettext("%s行目") % place["row"]
    if place["place"]:
        return Trouble(gettext("%(row)s・%(place)s列目") % {"row": row, "place": place["place"]}, text)
    return Trouble(gettext("%(row)s・%(column)s") % {"row": row, "column": _column(column)} if column else row, text)


def _column(name: str) -> str:
    """A column's name as it stands in the template, with its unit."""
    if name not in COLUMNS or language() != "ja":
        return name
    return next((one for one in COLUMNS[name] if "%" in one), COLUMNS[name][0])


def _texts() -> dict[str, str]:
    return {
        "no_file": gettext("ファイルを選んでください。CSV か XLSX が一つ要ります。"),
        "too_large": gettext("ファイルが大きすぎます。分野ごとに一行の表だけにしてください。"),
        "encoding": gettext("文字コードが UTF-8 でも Shift_JIS でもありません。CSV UTF-8 で保存し直してください。"),
        "not_text": gettext("CSV ファイルではありません。CSV UTF-8 か XLSX で保存し直してください。"),
        "not_csv": gettext("CSV として読めません。CSV UTF-8 で保存し直してください。"),
        "not_xlsx": gettext("Excel ファイル（.xlsx）として読めません。.xlsx か CSV UTF-8 で保存し直してください。"),
        "bomb": gettext(
            "ひらくと大きくなりすぎるファイルなので、ひらきませんでした。表を新しいファイルに写してください。"
        ),
        "too_slow": gettext("読むのに時間がかかりすぎます。表を値として新しいファイルに写してください。"),
        "too_many_rows": gettext("行が多すぎます。8分野それぞれに一行だけにしてください。"),
        "empty": gettext("表に行がありません。分野ごとに一行を入れてください。"),
        "empty headcount": gettext("人数が空です。分からない分野は、行ごと除いてください。"),
        "empty research_share": gettext("研究時間割合が空です。分からない分野は、行ごと除いてください。"),
        "unknown_column": gettext("想定していない列です。ひな形の列名を使ってください。"),
        "twice": gettext("同じ列が二つあります。"),
        "twice field": gettext("同じ分野が二度あります。分野ごとに一行にしてください。"),
        "unknown_field": gettext("8分野のどれでもありません。分野の名前か、1 から 8 までの番号を入れてください。"),
        "not_a_number": gettext("数ではありません。"),
        "out_of_range headcount": gettext("人数は、0 より大きく 1,000,000 以下の数にしてください。"),
        "out_of_range research_share": gettext(
            "研究時間割合は、1 から 100 までの百分率です。0.329 ではなく 32.9 と書いてください。"
        ),
        "out_of_range survey_error": gettext("標準誤差率は、0 から 100 までの百分率です。"),
    }


def _template() -> Table:
    """The file to fill in."""
    columns = [_column(name) for name in COLUMNS]
    return Table(
        "research-time-template", columns, [(one.name(language()), None, None, None) for one in schemes.fields(EIGHT)]
    )


def _bars(survey: Sequence[questions.SurveyYear]) -> list[Bar]:
    known = [(one.year, one.share) for one in survey if one.share is not None]
    return [
        Bar(year, share, number * _ROW + 16, number * _ROW + 22, f"{float(share / _AXIS) * 100:.2f}%")
        for number, (year, share) in enumerate(known)
    ]


def _kinds(figures: Sequence[Figure]) -> list[Kind]:
    labels = {
        "all": gettext("全国"),
        "founder": gettext("設置者別"),
        "field": gettext("分野別"),
        "university_group": gettext("大学グループ別"),
    }
    of = {kind: [one for one in figures if one.kind == kind] for kind in labels}
    return [
        Kind(labels[kind], [one for one in rows if one.value is not None], _unread(rows))
        for kind, rows in of.items()
        if rows
    ]


def _unread(figures: Sequence[Figure]) -> list[Unread]:
    found: dict[tuple[int, str, str, str], list[str]] = {}
    for one in figures:
        if one.value is None:
            found.setdefault((one.year, one.group, one.person, one.source), []).append(one.category)
    return [Unread(*key, categories) for key, categories in found.items()]


def _names(reading: Reading, choice: Choice) -> list[str]:
    """The universities offered, those with most papers first."""
    papers = {number: one.num for number, one in standings(reading, choice).items()}
    home = [one for one in reading.institutions.values() if one.country == JAPAN and is_university(one)]
    return list(
        dict.fromkeys(one.name(language()) for one in sorted(home, key=lambda one: -papers.get(one.institution_id, 0)))
    )
