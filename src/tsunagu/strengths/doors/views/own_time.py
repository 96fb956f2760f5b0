"""The file in which a university sends its own research time: read, and forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.labels import worded
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.tables import Table
from tsunagu.strengths.conventions import schemes, worktime_sheet
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.conventions.worktime import Time
from tsunagu.strengths.conventions.worktime_sheet import COLUMNS
from tsunagu.strengths.doors.views.strength_map import several_named
from tsunagu.strengths.questions import research_time as questions
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import Institution, Reading

MOST_BYTES = worktime_sheet.BOUNDS.file
_LONGEST = 200  # letters of a name
_PLACE = re.compile(r"^row (?P<row>\d+)(?: column (?P<place>\d+)| (?P<column>\w+))?$")


class OwnFile(forms.Form):
    """A university's own file."""

    university = forms.CharField(label=_("大学の名前"), max_length=_LONGEST)
    file = forms.FileField(label=_("職務時間のファイル（CSV か XLSX）"), max_length=200)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a file: where, and what to do, in the reader's language."""

    where: str
    text: str


def busy() -> Trouble:
    """That one has to wait while another file is read."""
    return Trouble(
        gettext("ファイル"), gettext("いま、ほかのファイルを読んでいます。少し待って、もう一度送ってください。")
    )


class NotUsable(Exception):
    """What was sent cannot be used. troubles: everything that is wrong with it."""

    def __init__(self, troubles: list[Trouble]) -> None:
        super().__init__(f"{len(troubles)} troubles with a file")
        self.troubles = troubles


def template() -> Table:
    """The file to fill in."""
    rows = [(field.name, None, None, None) for field in schemes.fields(EIGHT)]
    return Table("research-time-template", [_column(name) for name in COLUMNS], rows)


def own(request: HttpRequest, reading: Reading, choice: Choice) -> questions.Own:
    """The university's papers beside the research time in the file that was sent. Raises NotUsable."""
    troubles: list[Trouble] = []
    place = _university(reading, request.POST.get("university", ""), troubles)
    times = _times(request.FILES.get("file"), troubles)
    if place is None or troubles:
        raise NotUsable(troubles)
    return questions.own(reading, choice, place, times)


def _university(reading: Reading, typed: str, troubles: list[Trouble]) -> Institution | None:
    text = typed.replace("\x00", "").strip()[:_LONGEST]
    matches = [place for place in reading.find(text) if reading.computed(place)]
    exact = [place for place in matches if text in (place.name_ja, place.name_en)]
    if exact or len(matches) == 1:
        return (exact or matches)[0]
    troubles.append(Trouble(gettext("大学の名前"), _nobody(text, matches)))
    return None


def _nobody(text: str, matches: list[Institution]) -> str:
    if matches:
        return several_named(text, [place.name for place in matches])
    if text:
        return gettext("「%s」という大学は見つかりませんでした。") % text
    return gettext("大学の名前を入れてください。")


def _times(file: UploadedFile[Any] | None, troubles: list[Trouble]) -> Mapping[int, Time]:
    try:
        return _read(file)
    except Rejected as rejected:
        troubles += map(trouble, rejected.problems)
        return {}


def _read(file: UploadedFile[Any] | None) -> Mapping[int, Time]:
    """Read a file that was sent; nothing of it is written anywhere."""
    if file is None:
        raise Rejected([Problem("no_file", "no file was sent")])
    name = Path(file.name or "")
    return worktime_sheet.read_sent(file.read(MOST_BYTES + 1), name.name)


def trouble(problem: Problem) -> Trouble:
    """A problem in the reader's language, with row and column."""
    place = _PLACE.match(problem.where)
    if not place:
        return Trouble(gettext("ファイル"), _text(problem, ""))
    return Trouble(_where(place), _text(problem, place["column"] or ""))


def _where(place: re.Match[str]) -> str:
    row = gettext("%s行目") % place["row"]
    if place["place"]:
        return gettext("%(row)s・%(place)s列目") % {"row": row, "place": place["place"]}
    if place["column"]:
        return gettext("%(row)s・%(column)s") % {"row": row, "column": _column(place["column"])}
    return row


def _text(problem: Problem, column: str) -> str:
    if problem.code == "missing_column":
        missing = next((name for name in COLUMNS if f" {name} " in problem.message), "")
        return gettext("「%s」の列がありません。") % _column(missing)
    texts = _texts()
    return texts.get(f"{problem.code} {column}") or texts.get(problem.code) or str(problem)


def _column(name: str) -> str:
    """A column's name as it stands in the template, with its unit."""
    names = COLUMNS.get(name, (name,))
    return worded(next((other for other in names if "%" in other), names[0]), name)


def _texts() -> dict[str, str]:
    """What to do, by the code of a problem, with the column where that matters."""
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
        "too_much": gettext("列や文字が多すぎます。分野ごとに一行の表だけを新しいファイルに写してください。"),
        "far_cell": gettext("表から離れたセルに値があります。分野ごとに一行の表だけを新しいファイルに写してください。"),
        "locked": gettext(
            "パスワードで保護されているか、古い形式（.xls）です。パスワードを外し、.xlsx で保存し直してください。"
        ),
        "xlsx_as_csv": gettext("Excel ファイルに .csv という名前が付いています。名前の終わりを .xlsx にしてください。"),
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
