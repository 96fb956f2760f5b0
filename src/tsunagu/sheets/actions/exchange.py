"""Answers and questions as files, out and in: XLSX and JSON. A file with a mistake anywhere changes nothing."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

from tsunagu.access.actors import Actor
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.rendering import as_file
from tsunagu.kernel.spreadsheets import Bounds, Sheets, read_sent
from tsunagu.sheets.actions import answer_files, json_files, sheet_files
from tsunagu.sheets.actions.answering import save
from tsunagu.sheets.enums import Mistake
from tsunagu.sheets.models import Reply, Response, Version
from tsunagu.sheets.queries import responses, versions
from tsunagu.sheets.rules import facts
from tsunagu.sheets.rules.reading import mistake
from tsunagu.sheets.rules.saving import Sent

BOUNDS = Bounds(file=2**20, rows=3000, columns=40, cells=60_000, characters=2_000_000)
_JSON = ".json"


def file(response: Response, by: Actor, shape: str) -> HttpResponse:
    """What somebody says in a response, as a file that can be filled in and taken back."""
    asked = versions.questions(response.version)
    row = responses.reply(response, by)
    said = responses.said(asked, row, {})
    name = f"{response.version.sheet.key}-{response.pk}"
    if shape == "json":
        return _json(answer_files.as_json(asked, said), name)
    return as_file("xlsx", answer_files.tables(asked, said), name)


def sheet_file(version: Version, shape: str) -> HttpResponse:
    """The questions of a version as a file that can be changed and taken back."""
    name = f"{version.sheet.key}-{version.number}"
    if shape == "json":
        return _json({"questions": version.questions}, name)
    return as_file("xlsx", [sheet_files.table(version.questions)], name)


def _json(told: Any, name: str) -> HttpResponse:
    content = json.dumps(told, ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": f'attachment; filename="tsunagu-{name}.json"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


def take(response: Response, *, by: Actor, content: bytes, name: str) -> Reply:
    """Save the answers of a file. Raises ``Rejected`` with every mistake and its place."""
    asked = versions.questions(response.version)
    found = _read_answers(asked, content, name)
    row = responses.reply(response, by)
    began = facts.kept(asked, row.answers if row else {})
    sent = Sent(row.revision if row else 0)
    try:
        return save(response, by=by, began=began, wrote=found.wrote, sent=sent)
    except Stale as stale:
        raise Rejected([mistake(Mistake.ELSEWHERE, "")]) from stale
    except Rejected as refused:
        raise Rejected([found.placed(problem) for problem in refused.problems]) from refused


def _read_answers(asked: Any, content: bytes, name: str) -> answer_files.Found:
    if name.lower().endswith(_JSON):
        return answer_files.from_json(asked, json_files.read(content, BOUNDS.file))
    return answer_files.from_sheets(asked, _sheets(content, name))


def questions(content: bytes, name: str) -> list[Any]:
    """The questions of a file, as data. Raises ``Rejected`` with every mistake and its place."""
    if name.lower().endswith(_JSON):
        return sheet_files.from_json(json_files.read(content, BOUNDS.file, whole=True))
    return sheet_files.from_sheets(_sheets(content, name))


def _sheets(content: bytes, name: str) -> Sheets:
    if not name.lower().endswith((".xlsx", ".csv")):
        raise Rejected([mistake(Mistake.FILE, "")])
    try:
        return read_sent(content, name, BOUNDS)
    except Rejected as refused:
        places = [one.where.replace("\0", "")[:100] for one in refused.problems]
        raise Rejected([mistake(Mistake.FILE, place) for place in places]) from refused
