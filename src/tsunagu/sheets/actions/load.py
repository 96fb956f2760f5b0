"""Bring the text files below ``data/sheets`` into the database: a file is a sheet, with each version that was live."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import transaction

from tsunagu.kernel import clock, turns
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets.actions.versions import require_sound
from tsunagu.sheets.enums import Mistake, VersionState
from tsunagu.sheets.models import LONGEST_NAME, Load, Sheet, Version
from tsunagu.sheets.rules.reading import mistake

_FIELDS = {"name", "name_en", "version"}
Raw = Mapping[str, Any]


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files; gives the lines that say what changed. Raises ``Rejected`` with every mistake."""
    paths = sorted((data / "sheets").glob("*.toml"))
    checksum = _checksum(paths)
    with transaction.atomic():
        turns.take("sheets.load")  # two loads at once would trip over each other's keys
        if not paths or (not force and Load.objects.filter(checksum=checksum).exists()):
            return []
        _load(paths)
        Load.objects.update_or_create(pk=1, defaults={"checksum": checksum})
    return [f"sheets: {len(paths)}"]


def _load(paths: list[Path]) -> None:
    found = list(chain.from_iterable(map(_loaded, paths)))
    if found:
        raise Rejected(found)


def _checksum(paths: list[Path]) -> str:
    contents = hashlib.sha256()
    for path in paths:
        contents.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return contents.hexdigest()


def _loaded(path: Path) -> Iterator[Problem]:
    """Load one sheet, and say what is wrong with its file."""
    try:
        raw = tomllib.loads(path.read_text())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        yield Problem(Mistake.FILE.value, str(error), path.name)
        return
    if not _is_named(raw):
        yield mistake(Mistake.SHAPE, path.name)
        return
    names = {"name": raw["name"], "name_en": raw.get("name_en", "")}
    sheet, _ = Sheet.objects.update_or_create(key=path.stem, defaults=names)
    for number, one in enumerate(raw["version"], start=1):
        yield from _version(sheet, number, one, path.name)


def _is_named(raw: Raw) -> bool:
    texts = [raw.get("name"), raw.get("name_en", "")]
    named = all(isinstance(text, str) and len(text) <= LONGEST_NAME for text in texts)
    versions = raw.get("version")
    is_list = isinstance(versions, list) and all(isinstance(one, dict) for one in versions)
    return named and is_list and set(raw) <= _FIELDS


def _version(sheet: Sheet, number: int, raw: Raw, name: str) -> Iterator[Problem]:
    asked = raw.get("question")
    try:
        require_sound(sheet, number, asked)  # type: ignore[arg-type]
    except Rejected as refused:
        yield from (replace(one, where=f"{name} version {number} {one.where}") for one in refused.problems)
        return
    kept = Version.objects.filter(sheet=sheet, number=number).first()
    if kept and kept.state == VersionState.LIVE and kept.questions != asked and kept.responses.exists():
        yield mistake(Mistake.FROZEN, f"{name} version {number}")
        return
    told = {"questions": asked, "state": VersionState.LIVE}
    since = kept.live_since if kept and kept.live_since else clock.now()
    Version.objects.update_or_create(sheet=sheet, number=number, defaults={**told, "live_since": since})
