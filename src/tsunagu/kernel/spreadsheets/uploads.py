"""A spreadsheet that somebody sent to a page: its sheets, or why it cannot be read, in the language of the reader."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spreadsheets import Bounds, Sheets, read_sent


def sheets_of(file: UploadedFile[Any], bounds: Bounds) -> Sheets:
    """The sheets of one file. Raises ``Rejected`` in the language of the reader, and ``Busy``."""
    try:
        return read_sent(file.read(bounds.file + 1), PurePath(file.name or "").name, bounds)
    except Rejected as refused:
        problems = refused.problems
        raise Rejected([Problem(one.code, file_sentence(one), one.where) for one in problems]) from refused


def busy() -> Problem:
    """That another file is being read."""
    return Problem("busy", gettext("いま、ほかのファイルを読んでいます。少し待って、もう一度送ってください。"))


def file_sentence(problem: Problem) -> str:
    """Why a file that was sent cannot be read as a spreadsheet; a problem of its cells has its own words."""
    return str(_UNREADABLE.get(problem.code, problem.message))


_UNREADABLE = {
    "too_large": _("ファイルが大きすぎます。要るシートだけを残してください。"),
    "encoding": _("文字コードが UTF-8 でも Shift_JIS でもありません。CSV UTF-8 で保存し直してください。"),
    "not_text": _("CSV ファイルではありません。CSV UTF-8 か XLSX で保存し直してください。"),
    "not_csv": _("CSV として読めません。CSV UTF-8 で保存し直してください。"),
    "not_xlsx": _("Excel ファイル（.xlsx）として読めません。.xlsx か CSV UTF-8 で保存し直してください。"),
    "locked": _("パスワードで保護されているか、古い形式（.xls）です。パスワードを外し、.xlsx で保存し直してください。"),
    "bomb": _("開くと大きくなりすぎるファイルなので、開きませんでした。セルを新しいファイルに値で貼り付けてください。"),
    "too_slow": _("読むのに時間がかかりすぎます。セルを新しいファイルに値で貼り付けてください。"),
    "too_many_rows": _("行が多すぎます。"),
    "too_much": _("列や文字が多すぎます。要る表だけを新しいファイルに写してください。"),
    "xlsx_as_csv": _("Excel ファイルに .csv という名前が付いています。名前の終わりを .xlsx にしてください。"),
    "far_cell": _("表から遠く離れたセルに値があり、使われている範囲が大きすぎます。その行と列を削除してください。"),
}
