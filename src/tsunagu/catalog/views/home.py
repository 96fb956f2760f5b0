"""What this room shows on the home page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from tsunagu.catalog.enums import BodyKind
from tsunagu.catalog.queries import choices, listed


def shown() -> dict[str, Any]:
    """Wants to try, the maps of the themes, how much there is as of when, and the kinds of bodies that may ask."""
    return {
        "examples": _examples(),
        "themes": choices.themes(),
        "counts": choices.counts(),
        "updated": listed.updated(),
        "bodies": [BodyKind.UNIVERSITY, BodyKind.COMPANY, BodyKind.LOCAL_GOVERNMENT, BodyKind.RESEARCHER],
    }


def _examples() -> list[str]:
    return [
        gettext("無人バスを町で走らせたい"),
        gettext("畑仕事をロボットで楽にしたい"),
        gettext("再エネの計画をつくりたい"),
        gettext("研究成果で起業したい"),
        gettext("プラスチックごみを減らしたい"),
        gettext("大学の研究設備をみんなで使いたい"),
    ]
