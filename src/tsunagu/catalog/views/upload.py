"""A spreadsheet is sent: read by the reading process, tried or brought in as drafts, with every mistake named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.access.addresses import actor, private_form
from tsunagu.catalog import actions, rights
from tsunagu.catalog.actions import Imported
from tsunagu.catalog.enums import Verb
from tsunagu.catalog.forms import UploadForm
from tsunagu.catalog.models import Map
from tsunagu.catalog.queries import editions
from tsunagu.catalog.sheets import DIFFERENCES, Difference
from tsunagu.catalog.wording import SourcesSaid, source_sentences
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.policies import Lane
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.rendering import answer, unavailable
from tsunagu.kernel.spreadsheets import Bounds, Busy, Sheets
from tsunagu.kernel.spreadsheets.uploads import busy, sheets_of

BOUNDS = Bounds(file=2 * 2**20)
MOST_SENT = BOUNDS.file + 64 * 1024  # bytes of the files together and the rest of their form
MOST_LINES = 100  # of what differs or is wrong
_TRYING = "try"


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says. drafts: the editions that came of it; waiting: those that were there as they came."""

    imported: Imported
    trying: bool
    drafts: list[Map]
    waiting: list[Map]

    @property
    def told(self) -> list[Difference]:
        """What is worth a line of its own."""
        return [difference for difference in self.imported.differences if not difference.is_usual]

    @property
    def unchanged(self) -> str:
        """The maps that came as they are published."""
        there = editions.shown().filter(key__in=self.imported.unchanged)
        return in_row([one.display_name for one in there])

    @property
    def sources(self) -> list[SourcesSaid]:
        """What became of the sources, sheet by sheet."""
        return source_sentences(self.imported.differences)


@private_form(rights.EDITIONS, Verb.IMPORT, most_sent=MOST_SENT, lane=Lane.HEAVY)
def upload(request: HttpRequest) -> HttpResponse:
    """Where a spreadsheet is sent; what it says is told at once."""
    if request.method != "POST":
        return _shown(request, UploadForm(label_suffix=""))
    form = UploadForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _shown(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, problems=list(_of_fields(form)))
    try:
        return _shown(request, form, read=_read(form, actor(request), trying=_TRYING in request.POST))
    except Rejected as refused:
        return _shown(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, problems=refused.problems)
    except Busy as waiting:
        return unavailable(_shown(request, form, HTTPStatus.SERVICE_UNAVAILABLE, problems=[busy()]), waiting)


def _read(form: UploadForm, by: Actor, *, trying: bool) -> Read:
    """What was sent, tried or brought in. Raises ``Rejected`` and ``Busy``."""
    year = form.fiscal_year
    imported = actions.import_edition(
        _sheets(form.cleaned_data["spreadsheets"]),
        year,
        by=by,
        into_files=False,
        dry_run=trying,
        reason=form.cleaned_data["reason"],
    )
    drafts = {} if trying else {draft.key: draft for draft in editions.drafts(year)}
    new, waiting = (_among(drafts, keys) for keys in (imported.drafts, imported.waiting))
    return Read(imported, trying, new, waiting)


def _among(drafts: Mapping[str, Map], keys: Iterable[str]) -> list[Map]:
    return [drafts[key] for key in keys if key in drafts]


def _sheets(files: Iterable[UploadedFile[Any]]) -> Sheets:
    """The sheets of all files that were sent; nothing of them is kept. Raises ``Rejected`` and ``Busy``."""
    found: dict[str, list[list[str]]] = {}
    for file in files:
        more = sheets_of(file, BOUNDS)
        if twice := found.keys() & more.keys():
            message = gettext("同じ名前のシートが二つのファイルにあります。片方を外してください。")
            raise Rejected([Problem("sheet_twice", message, name) for name in sorted(twice)])
        found |= more
    return found


def _of_fields(form: UploadForm) -> Iterator[Problem]:
    """What is wrong with the form itself."""
    for name, texts in form.errors.items():
        yield from (Problem(name, str(text), str(form[name].label)) for text in texts)


def _shown(
    request: HttpRequest,
    form: UploadForm,
    status: HTTPStatus = HTTPStatus.OK,
    problems: list[Problem] | None = None,
    read: Read | None = None,
) -> HttpResponse:
    shown = {
        "form": form,
        "problems": (problems or [])[:MOST_LINES],
        "count": len(problems or []),
        "read": read,
        "columns": DIFFERENCES,
        "most": MOST_LINES,
        "megabytes": BOUNDS.file // 2**20,
    }
    response = answer(request, "catalog/upload.html", shown, part="catalog/parts/upload_read.html")
    response.headers.pop("HX-Push-Url", None)
    if not request.htmx:  # type: ignore[attr-defined]
        response.status_code = status  # htmx shows nothing of an answer with an error
    return response
