"""Sheets and their versions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from tsunagu.access.actors import Actor
from tsunagu.sheets.enums import VersionState
from tsunagu.sheets.models import Sheet, Version
from tsunagu.sheets.rights import VERSIONS
from tsunagu.sheets.rules import reading
from tsunagu.sheets.rules.questions import Question


def versions(by: Actor) -> list[Version]:
    """The versions that somebody may see, sheet by sheet, the newest first."""
    return list(VERSIONS.among(by, _rows()))


def version(number: int) -> Version | None:
    """The version with this number, if there is one; who may see it is asked at the door."""
    return _rows().filter(pk=number).first()


def live(sheet: str) -> Version | None:
    """The newest live version of a sheet, by its key."""
    return _rows().filter(sheet__key=sheet, state=VersionState.LIVE).order_by("-number").first()


def numbered(sheet: str, number: int) -> Version | None:
    """A version of a sheet, by the key of the sheet and its own number."""
    return _rows().filter(sheet__key=sheet, number=number).first()


def questions(version: Version) -> tuple[Question, ...]:
    """The questions of a version."""
    return reading.questions(version.questions)


def earlier(sheet: Sheet, number: int) -> list[Sequence[Question]]:
    """The questions of each live version of a sheet before a number."""
    before = sheet.versions.filter(state=VersionState.LIVE, number__lt=number)
    return [questions(one) for one in before]


def _rows() -> QuerySet[Version]:
    return Version.objects.select_related("sheet")
