"""A PDF that a test makes: pages of Japanese lines, in a font that every viewer brings along."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT = 720, 540  # a slide, in points
SIZE = 18
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/HeiseiKakuGo-W5/Encoding/UniJIS-UTF16-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/HeiseiKakuGo-W5/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>"
    "/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/HeiseiKakuGo-W5/Flags 4/FontBBox[-92 -250 1010 922]"
    "/ItalicAngle 0/Ascent 752/Descent -221/CapHeight 737/StemV 114>>>>]>>"
)


def make_pdf(path: Path, pages: Sequence[Sequence[str]], *, turned: int = 0) -> Path:
    """A PDF with these lines on each page, the first 72 points below the top."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", _FONT]
    kids = []
    for lines in pages:
        content = _content(lines)
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Rotate {turned}"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {len(objects)} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    path.write_bytes(_file(objects))
    return path


def _content(lines: Sequence[str]) -> str:
    shown = "".join(f"<{line.encode('utf-16-be').hex()}>Tj 0 -{2 * SIZE} Td " for line in lines)
    return f"BT /F {SIZE} Tf 72 {HEIGHT - 72} Td {shown}ET"


def _file(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{content}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()
