"""PDF files made to explode, in memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

Make = Callable[[], bytes]
MAKERS: dict[str, Make] = {}  # by the name of the file


def _hostile(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        MAKERS[name] = make
        return make

    return keep


def _stream(content: bytes, about: str = "") -> bytes:
    packed = zlib.compress(content, 9)
    return f"<<{about}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"


def _file(content: bytes, resources: str = "", more: Sequence[bytes] = (), box: str = "0 0 595 842") -> bytes:
    """One page with this content; further objects are numbered from 5."""
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<<{resources}>>/Contents 4 0 R>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        page.encode(),
        _stream(content),
        *more,
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj".encode() + each + b"endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n"
    return out + end.encode() + b"%%EOF\n"


@_hostile("forms_in_forms.pdf")
def _forms() -> bytes:
    """Nine forms of which each draws the next one ten times."""
    forms = [
        _stream(b"/N Do " * 10, f"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</N {n + 1} 0 R>>>>")
        for n in range(5, 13)
    ]
    last = _stream(b"0 0 500 500 re f " * 20, "/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
    return _file(b"/N Do", "/XObject<</N 5 0 R>>", [*forms, last])


@_hostile("a_huge_picture.pdf")
def _picture() -> bytes:
    about = "/Type/XObject/Subtype/Image/Width 20000/Height 20000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    return _file(b"595 0 0 842 0 0 cm /N Do", "/XObject<</N 5 0 R>>", [_stream(bytes(60_000_000), about)])


@_hostile("many_curves.pdf")
def _curves() -> bytes:
    return _file(b"0 0 m " + b"1 2 900 4 500 800 c " * 1_500_000 + b"S")


@_hostile("many_fills.pdf")
def _fills() -> bytes:
    return _file(b"0 0 595 842 re f " * 1_000_000)


@_hostile("a_long_stream.pdf")
def _long_stream() -> bytes:
    return _file(b" " * 400_000_000)


@_hostile("a_shading_over_and_over.pdf")
def _shading() -> bytes:
    shading = "/Shading<</N<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 595 842]/Function<</FunctionType 2"
    shading += "/Domain[0 1]/C0[1 0 0]/C1[0 0 1]/N 1.7>>>>>>"
    return _file(b"/N sh " * 20_000, shading)


@_hostile("transparency_in_groups.pdf")
def _groups() -> bytes:
    about = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/I true>>"
    state = "/ExtGState<</G<</ca .5/BM/Multiply>>>>"
    forms = [
        _stream(b"/G gs /N Do /N Do /N Do", f"{about}/Resources<<{state}/XObject<</N {n + 1} 0 R>>>>")
        for n in range(5, 17)
    ]
    return _file(b"/N Do", "/XObject<</N 5 0 R>>", [*forms, _stream(b"0 0 500 500 re f", about)])


@_hostile("a_page_of_kilometers.pdf")
def _kilometers() -> bytes:
    return _file(b"0 0 595 842 re f", box="0 0 3 100000000")


@_hostile("a_thin_pattern.pdf")
def _pattern() -> bytes:
    about = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .01/YStep .01/Resources<<>>"
    content = b"/Pattern cs /N scn 0 0 595 842 re f " * 50
    return _file(content, "/Pattern<</N 5 0 R>>", [_stream(b"0 0 1 1 re f", about)])


@_hostile("many_letters.pdf")
def _letters() -> bytes:
    font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return _file(b"BT /F 8 Tf 10 10 Td " + b"(abcdefghij) Tj " * 300_000 + b"ET", font)
