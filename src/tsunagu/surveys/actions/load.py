"""Bring the printed results below ``data/surveys`` into the database, again and again, a file a survey."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from tsunagu.kernel import turns
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets.queries import versions
from tsunagu.surveys.enums import Mistake, State
from tsunagu.surveys.models import Load, Quote, Result, Survey
from tsunagu.surveys.rules import files

_TEXTS = ("series", "name", "name_en", "by", "by_en", "note")
Raw = Mapping[str, Any]


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files; gives the lines that say what changed. Raises ``Rejected`` with every mistake.

    Surveys that were begun on the site stay as they are.
    """
    paths = sorted((data / "surveys").glob("*.toml"))
    checksum = _checksum(paths)
    with transaction.atomic():
        turns.take("surveys.load")  # two loads at once would trip over each other's keys
        if not paths or (not force and Load.objects.filter(checksum=checksum).exists()):
            return []
        _load(paths)
        Load.objects.update_or_create(pk=1, defaults={"checksum": checksum})
    return [f"surveys: {len(paths)}"]


def _checksum(paths: list[Path]) -> str:
    contents = hashlib.sha256()
    for path in paths:
        contents.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return contents.hexdigest()


def _load(paths: list[Path]) -> None:
    found: list[Problem] = []
    for path in paths:
        found.extend(replace(one, where=f"{path.name} {one.where}".rstrip()) for one in _loaded(path))
    if found:
        raise Rejected(found)
    Survey.objects.filter(filed=True).exclude(key__in=[path.stem for path in paths]).delete()


def _loaded(path: Path) -> Iterator[Problem]:
    """Load one survey, and say what is wrong with its file."""
    try:
        raw = tomllib.loads(path.read_text())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        yield Problem(Mistake.SHAPE.value, str(error))
        return
    found = list(files.shape(raw))
    version = None if found else versions.numbered(raw["sheet"], raw["version"])
    if version is not None:
        found = list(files.content(raw, versions.questions(version)))
    elif not found:
        found = [files.mistake(Mistake.SHEET, "sheet")]
    if not found and Survey.objects.filter(key=path.stem, filed=False).exists():
        found = [files.mistake(Mistake.TWICE, "key")]
    if found:
        yield from found
        return
    _put(path.stem, raw, version)


def _put(key: str, raw: Raw, version: Any) -> None:
    texts = {name: raw.get(name, "") for name in _TEXTS}
    told = {**texts, "year": raw["year"], "base": raw["base"], "version": version, "filed": True}
    told["state"] = State.PUBLISHED
    survey, _ = Survey.objects.update_or_create(key=key, defaults={**told, **_source(raw)})
    survey.results.all().delete()
    survey.quotes.all().delete()
    Result.objects.bulk_create(_results(survey, raw))
    Quote.objects.bulk_create(_quotes(survey, raw))


def _results(survey: Survey, raw: Raw) -> Iterator[Result]:
    for order, row in enumerate(raw.get("result", [])):
        told = {"question": row["question"], "answer": row["answer"], "count": row.get("count")}
        yield Result(survey=survey, order=order, **told, **_source(row))


def _quotes(survey: Survey, raw: Raw) -> Iterator[Quote]:
    for order, row in enumerate(raw.get("quote", [])):
        told = {"question": row["question"], "name": row["name"], "name_en": row.get("name_en", "")}
        yield Quote(survey=survey, order=order, **told, **_source(row))


def _source(row: Raw) -> dict[str, str]:
    document, _, page = row["at"].partition(":")
    return {"document": document, "page": page, "printed": row["printed"]}
