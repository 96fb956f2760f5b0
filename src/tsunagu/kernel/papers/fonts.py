"""The font of papers: TrueType, since Acrobat shows nothing of what is left of the other kind (CFF) in a PDF."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tsunagu.kernel.problems import Unavailable

_TRUETYPE = (b"\x00\x01\x00\x00", b"true")  # how such a file begins
_INSTALL = "On Debian, `apt-get install fonts-ipaexfont` brings one; or let TSUNAGU_FONT name a TrueType file (.ttf)."


class NoFont(Unavailable):
    """There is no font with which Japanese could be set. The message says what to do, to whoever runs the site."""


def font() -> Path:
    """The file of the font. Raises ``NoFont`` where it is not there, or is of another kind."""
    file = Path(settings.FONT)
    try:
        with file.open("rb") as opened:
            begins = opened.read(4)
    except OSError:
        raise NoFont(f"There is no Japanese font for PDFs at {file}. {_INSTALL}") from None
    if begins not in _TRUETYPE:
        raise NoFont(f"{file} is not a TrueType font. {_INSTALL}")
    return file
