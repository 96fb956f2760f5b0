"""Answers as text without what changes from run to run, and the files they are kept in."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

HEADERS = ("Content-Type", "Content-Disposition", "Location", "Allow", "Retry-After", "HX-Push-Url", "Vary")
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')
_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
_LONGEST = 150  # bytes of a file's name


class Answers:
    """The folder that answers are written to. ``places``: folders of this run, with what stands for each of them."""

    def __init__(self, folder: Path, places: Mapping[str, str]) -> None:
        from django.conf import settings

        self.folder = folder
        self.count = 0
        self.failed: list[str] = []
        known = {
            **places,
            str(settings.STRENGTHS_SAMPLE): "SAMPLE",
            str(settings.VAR): "VAR",
            str(settings.PROJECT): "PROJECT",
        }
        self._places = [(path, f"{{{name}}}") for path, name in sorted(known.items(), key=lambda one: -len(one[0]))]
        self._asked: set[str] = set()

    def new(self, question: str) -> bool:
        """Whether a question was not asked before."""
        fresh = question not in self._asked
        self._asked.add(question)
        return fresh

    def keep(self, group: str, question: str, answer: str, *, failed: bool = False) -> None:
        """Write an answer under the question that it is to."""
        for place, name in self._places:
            answer = answer.replace(place, name)
        words = re.sub(r"[^\w.=+-]+", "_", unquote(question)).strip("_")
        words = words.encode()[:_LONGEST].decode(errors="ignore")
        path = self.folder / group / f"{words}-{hashlib.sha256(question.encode()).hexdigest()[:8]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{question}\n{answer}".encode())
        self.count += 1
        if failed:
            self.failed.append(question)


def response_text(response: Any) -> str:
    """Status, headers and body of what the site answered; of a whole page its main part."""
    head = [str(response.status_code), *(f"{name}: {response[name]}" for name in HEADERS if name in response)]
    kind = response.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        html = response.content.decode()
        main = _MAIN.search(html)
        body = _TOKEN.sub(r"\1TOKEN", main[0] if main else html)
    else:
        body = file_text(response.content, kind)
    return "\n".join([*head, "", body])


def file_text(content: bytes, kind: str) -> str:
    """A file as text, by its type or the ending of its name."""
    if kind.endswith(("sheet", "xlsx")):
        return workbook_text(content)
    if kind.endswith("parquet"):
        return parquet_text(content)
    return content.decode()


def workbook_text(content: bytes) -> str:
    """The members of a workbook by name, without the time of its making."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = sorted(name for name in book.namelist() if name != "docProps/core.xml")
        return "\n".join(f"== {name}\n{book.read(name).decode()}" for name in names)


def parquet_text(content: bytes) -> str:
    """Columns and rows of a Parquet file."""
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    schema = table.schema.to_string(show_schema_metadata=True, truncate_metadata=False)
    return "\n".join([schema, *lines(table.to_pylist())])


def lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Rows as JSON, one a line."""
    return [json.dumps(list(row.values()), ensure_ascii=False, default=repr) for row in rows]
