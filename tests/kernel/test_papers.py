"""PDFs: the same paper is the same file, a missing font is told in a sentence, and nothing takes more than it may."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings

from tsunagu.kernel import papers
from tsunagu.kernel.papers import Bounds, Paper

pytestmark = pytest.mark.skipif(not Path(settings.FONT).exists(), reason="the font for PDFs is not here")
SHORT = """
= #data.heading
#lines(data.text)
[#heading(level: 2, "二") #label("two")]
#page-of("two")
"""


def _paper(folder: Path, template: str = SHORT, **data: object) -> Paper:
    file = folder / "paper.typ"
    file.write_text(template)
    shown = {"heading": "見出し", "text": "一行目\n二行目", **data}
    return Paper(template=file, title="見本の題", language="ja", day=date(2026, 12, 1), data=shown)


def _text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_the_same_paper_is_the_same_file_and_another_text_another(tmp_path):
    first, again = (papers.made(_paper(tmp_path)) for _ in range(2))
    assert first == again
    assert papers.made(_paper(tmp_path, text="ほかの文")) != first


def test_a_paper_has_title_language_bookmarks_tags_and_one_truetype_font(tmp_path):
    content = papers.made(_paper(tmp_path))
    document = pypdfium2.PdfDocument(content)
    told = document.get_metadata_dict()
    assert (told["Title"], told["CreationDate"][:10]) == ("見本の題", "D:20261201")
    assert [bookmark.get_title() for bookmark in document.get_toc()] == ["見出し", "二"]
    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid:part", b"pdfaid:part", b"/FontFile2"):
        assert sign in content, sign
    assert b"/FontFile3" not in content
    assert b"ja-JP" in content or b"/Lang" in content


def test_texts_are_values_and_never_markup(tmp_path):
    strange = "#panic() $x$ *太字* _斜体_ ＜b＞ \\ [ ] @ref `code` // 終わり"
    text = _text(papers.made(_paper(tmp_path, text=strange)))
    assert "#panic() $x$ *太字* _斜体_" in text
    assert "// 終わり" in text


def test_pages_are_numbered_and_a_reference_says_the_page(tmp_path):
    template = '= 一\n#pagebreak()\n#lines(data.text)\n[#heading(level: 2, "二") #label("two")]\n#page-of("two")'
    content = papers.made(_paper(tmp_path, template, text="本文"))
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 2
    assert document[1].get_textpage().get_text_range().split()[-1] == "2"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.ttf", None, "There is no Japanese font for PDFs at"),
        ("cff.otf", b"OTTO and more", "is not a TrueType font"),
        ("empty.ttf", b"", "is not a TrueType font"),
    ],
)
def test_a_missing_font_is_one_sentence_with_what_to_do(tmp_path, settings, name, content, said):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    settings.FONT = str(file)
    with pytest.raises(papers.NoFont, match=said) as told:
        papers.made(_paper(tmp_path))
    assert "apt-get install fonts-ipaexfont" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_mistake_in_a_template_is_told_with_its_place(tmp_path):
    with pytest.raises(papers.Failed, match="unknown variable: nothing"):
        papers.made(_paper(tmp_path, "#nothing"))


def test_what_those_who_do_not_see_could_not_follow_is_refused(tmp_path):
    with pytest.raises(papers.Failed, match="heading level"):
        papers.made(_paper(tmp_path, "= 一\n=== 三"))


def test_a_template_sees_nothing_of_the_machine(tmp_path):
    (tmp_path / "secret.txt").write_text("x")
    for path in (str(tmp_path / "secret.txt"), "../../etc/hostname", "/etc/hostname"):
        with pytest.raises(papers.Failed):
            papers.made(_paper(tmp_path, f'#read("{path}")'))


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (Bounds(seconds=1), "longer than 1 seconds|could not be made"),
        (Bounds(memory=200), "could not be made"),
    ],
)
def test_a_paper_that_takes_too_much_is_stopped(tmp_path, bounds, said):
    endless = "#let x = 0\n#while true { x = x + 1; if x > 1e12 { break } }"
    with pytest.raises(papers.Failed, match=said):
        papers.made(_paper(tmp_path, endless), bounds)


def test_while_one_paper_is_made_another_waits_and_is_then_refused(tmp_path, monkeypatch):
    from tsunagu.kernel.papers import setting

    monkeypatch.setattr(setting, "_PATIENCE", 0.05)
    with setting._one_at_a_time(), pytest.raises(papers.Busy):
        papers.made(_paper(tmp_path))
    assert papers.made(_paper(tmp_path))
