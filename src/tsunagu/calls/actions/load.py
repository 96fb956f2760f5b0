"""Bring the calls below ``data/calls`` into the database, again and again, a file a call: the record of past calls."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from tsunagu.calls.actions.keeping import values
from tsunagu.calls.enums import Mistake, State
from tsunagu.calls.models import Call, Load
from tsunagu.calls.rules.mistakes import wrong
from tsunagu.kernel import clock, turns
from tsunagu.kernel.problems import Problem, Rejected


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files; gives the lines that say what changed. Raises ``Rejected`` with every mistake.

    Calls that were made on the site stay as they are.
    """
    paths = sorted((data / "calls").glob("*.toml"))
    checksum = _checksum(paths)
    with transaction.atomic():
        turns.take("calls.load")  # two loads at once would trip over each other's keys
        if not paths or (not force and Load.objects.filter(checksum=checksum).exists()):
            return []
        _load(paths)
        Load.objects.update_or_create(pk=1, defaults={"checksum": checksum})
    return [f"calls: {len(paths)}"]


def _checksum(paths: Sequence[Path]) -> str:
    contents = hashlib.sha256()
    for path in paths:
        contents.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return contents.hexdigest()


def _load(paths: Sequence[Path]) -> None:
    found: list[Problem] = []
    for path in paths:
        found += _loaded(path)
    if found:
        raise Rejected(found)
    Call.objects.filter(filed=True).exclude(key__in=[path.stem for path in paths]).delete()


def _loaded(path: Path) -> list[Problem]:
    """Load one call, and say what is wrong with its file."""
    try:
        told = values(path.read_bytes())
    except Rejected as refused:
        return [replace(one, where=f"{path.name} {one.where}".rstrip()) for one in refused.problems]
    kept = Call.objects.filter(key=path.stem).first()
    if kept is not None and not kept.filed:
        return [wrong(Mistake.TWICE, path.name)]
    state: dict[str, Any] = {"state": State.PUBLISHED, "filed": True}
    since = kept.published if kept and kept.published else clock.now()
    Call.objects.update_or_create(key=path.stem, defaults={**told, **state, "published": since})
    return []
