"""The colors of the dark: `python -m tests.house.dark` writes css/dark.css from the design tokens.

Each scale of the tokens is turned round, so that a pair of colors keeps its contrast and every style sheet that names
tokens alone is right in the dark as well. Of the grays white is the lightest; black is the ink of the focus only.
"""

from __future__ import annotations

import re
from collections import defaultdict

from tests.house.source import SOURCE

STATIC = SOURCE / "web" / "static"
[TOKENS] = STATIC.glob("vendor/design-tokens-*/tokens.css")
DARK = STATIC / "css" / "dark.css"
_COLOR = re.compile(r"(--color-(?:primitive|neutral)-(white|black|(?!opacity)[a-z-]+-\d+)): (#[0-9a-f]{6});")
_HEAD = """\
/* The colors of the design tokens in the dark, each scale turned round: written by `python -m tests.house.dark`. */

:root {
  color-scheme: dark;
"""


def scales() -> list[list[tuple[str, str]]]:
    """Names and values of the colors of each scale, the lightest first."""
    found = defaultdict(list)
    black: list[tuple[str, str]] = []
    for name, short, value in _COLOR.findall(TOKENS.read_text()):
        scale = "solid-gray" if short == "white" else short.rpartition("-")[0]
        (black if short == "black" else found[scale]).append((name, value))
    [(name, _)] = black
    return [*found.values(), [(name, "#ffffff")]]


def text() -> str:
    """The style sheet."""
    lines = []
    for scale in scales():
        values = reversed([value for _, value in scale])
        lines += [f"  {name}: {value};" for (name, _), value in zip(scale, values, strict=True)]
    return "\n".join([_HEAD.rstrip("\n"), *lines, "}"]) + "\n"


if __name__ == "__main__":
    DARK.write_text(text())
