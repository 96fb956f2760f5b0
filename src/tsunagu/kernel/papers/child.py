"""The process that sets one paper: it reads what is asked from its input and writes the file to its output."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> None:
    """Set what is asked, within its bounds."""
    asked = json.load(sys.stdin.buffer)
    _stay_within(asked["bounds"])
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.buffer.write(_set(asked, Path(folder)))


def _stay_within(bounds: dict[str, int]) -> None:
    memory = bounds["memory"] * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["seconds"], bounds["seconds"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (bounds["size"], bounds["size"]))


def _set(asked: dict[str, Any], folder: Path) -> bytes:
    """The file. A template sees nothing of the machine but an empty folder and the one font."""
    import typst  # takes memory, which is bounded by now

    (folder / "font.ttf").symlink_to(asked["font"])
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    [family] = fonts.families()
    compiler = typst.Compiler(
        asked["source"].encode(),
        root=str(folder),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": asked["data"], "font": family},
    )
    try:
        made = compiler.compile(format="pdf", timestamp=asked["timestamp"], pdf_standards=["a-2a", "ua-1"])
    except typst.TypstError as error:
        sys.exit(f"{error.message} {' '.join(error.hints)}\n{error.diagnostic}")
    if not isinstance(made, bytes) or len(made) > asked["bounds"]["size"]:
        sys.exit("the file is larger than it may be")
    return made


if __name__ == "__main__":
    main()
