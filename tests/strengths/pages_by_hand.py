"""What the tests of pages over the store made by hand share."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.snapshot.layout import laid_out

JUNK = ["%00", "'\"><script>alert(1)</script>", "x" * 3000, "-1", "１０", "NaN", "9" * 30, "🦀"]
SOME_JUNK = [*JUNK[:2], *(pytest.param(junk, marks=pytest.mark.long) for junk in JUNK[2:])]


def site(store: Path, settings: Any) -> Client:
    """A client of a site with this store, without hashed static files."""
    settings.STRENGTHS = store
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return Client(headers={"host": "localhost"})


def text(answer: HttpResponse) -> str:
    """The words of a page in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).strip()


def markup(answer: HttpResponse) -> str:
    """A page in one line, without white space that a browser does not show."""
    return "".join(laid_out(answer.content.decode()))


def part(answer: HttpResponse, start: str, end: str) -> str:
    """The words between two pieces of markup."""
    html = answer.content.decode()
    piece = html[html.index(start) :].partition(end)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", piece)).strip()


def rows(answer: HttpResponse) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheets(answer: HttpResponse) -> list[str]:
    """The names of the sheets of a workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
