"""Documents attached, read and drawn, and taken back."""

from __future__ import annotations

import hashlib
import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from tests.catalog.originals.made_pdf import make_pdf
from tests.stress import hostile_pdfs
from tsunagu.catalog import originals
from tsunagu.catalog.actions import attach, detach
from tsunagu.catalog.enums import Finding
from tsunagu.catalog.models import BudgetFigure, Document
from tsunagu.catalog.originals import drawing, reading
from tsunagu.catalog.queries import citations
from tsunagu.catalog.queries.citations import CitationQuery
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db
KEY = "package-2022"
PAGES = [["一枚目の文"], ["◆共創の場形成支援：", "１３,７５１百万", "円（新規）"]]


@pytest.fixture(autouse=True)
def var(tmp_path, monkeypatch) -> Path:
    """A folder of its own for what is attached."""
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture
def pdf(tmp_path) -> Path:
    return make_pdf(tmp_path / "package.pdf", PAGES)


def _cited(page: str, text: str) -> citations.CitedPage:
    cited = citations.cited(Document.objects.get(key=KEY), page, CitationQuery(text))
    assert cited is not None
    return cited


def _refused(file: Path) -> list[str]:
    with pytest.raises(Rejected) as refusal:
        attach(document=KEY, file=file)
    assert all(problem.message for problem in refusal.value.problems)
    return [problem.code for problem in refusal.value.problems]


# A PDF ----------------------------------------------------------------------------------------------------------------


def test_a_pdf_is_kept_with_its_hash_and_the_text_of_its_pages(pdf):
    original = attach(document=KEY, file=pdf)
    assert originals.attached(KEY) == original
    assert (original.name, original.kind, original.pages) == ("package.pdf", "pdf", 2)
    assert original.sha256 == hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert [text.split() for text in original.texts()] == PAGES


def test_the_words_are_marked_where_they_stand_on_the_picture(pdf):
    attach(document=KEY, file=pdf)
    cited = _cited("2", "13,751百万円")
    assert (cited.number, cited.missing, cited.others) == (2, [], [])
    assert [segment.text.replace("\r\n", "⏎") for segment in cited.segments if segment.marked] == ["１３,７５１百万⏎円"]
    first, second = cited.rectangles
    # the second and the third line of the page, from its left margin
    assert first.left == pytest.approx(second.left, abs=6)
    assert second.top - first.top == pytest.approx(36 * cited.page.height / 540, abs=6)
    assert first.width > 5 * second.width


@pytest.mark.parametrize("turned", [0, 90, *(pytest.param(turned, marks=pytest.mark.long) for turned in (180, 270))])
def test_marks_lie_upon_ink_however_the_page_is_turned(tmp_path, turned):
    attach(document=KEY, file=make_pdf(tmp_path / "turned.pdf", PAGES, turned=turned))
    cited = _cited("2", "共創の場形成支援")
    [rectangle] = cited.rectangles
    picture = Image.open(io.BytesIO(cited.original.picture(2))).convert("L")
    assert picture.size == (cited.page.width, cited.page.height)
    right, bottom = rectangle.left + rectangle.width, rectangle.top + rectangle.height
    dark = picture.crop((rectangle.left, rectangle.top, right, bottom)).histogram()[:128]
    assert sum(dark) > rectangle.width * rectangle.height / 20


def test_words_of_another_page_are_said_to_be_there(pdf):
    attach(document=KEY, file=pdf)
    cited = _cited("1", "13,751百万円")
    assert (cited.number, cited.missing, cited.others) == (1, ["13,751百万円"], [2])


def test_without_a_page_the_first_one_with_the_words_is_opened(pdf):
    attach(document=KEY, file=pdf)
    assert [_cited("whole", text).number for text in ("新規", "どこにもない文")] == [2, 1]


# A text ---------------------------------------------------------------------------------------------------------------


def test_form_feeds_divide_a_text_into_pages(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("一枚目\f二枚目")
    original = attach(document=KEY, file=file)
    assert (original.has_pages, original.texts()) == (True, ["一枚目", "二枚目"])
    assert _cited("2", "二枚").picture == ""


def test_a_text_without_form_feeds_is_shown_whole(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("一枚目\n二枚目", encoding="cp932")
    assert attach(document=KEY, file=file).has_pages is False
    cited = _cited("55", "二枚目")
    assert (cited.number, cited.missing) == (1, [])


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_file_that_is_no_document_is_refused_and_what_was_there_stays(tmp_path, pdf):
    kept = attach(document=KEY, file=pdf)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nno more than this")
    bytes_only = tmp_path / "bytes.bin"
    bytes_only.write_bytes(bytes(range(256)))
    empty = tmp_path / "empty.txt"
    empty.touch()
    refusals = [_refused(file) for file in (broken, bytes_only, empty, tmp_path / "nowhere.pdf", tmp_path)]
    assert refusals == [["not_pdf"], ["not_text"], ["not_text"], ["no_file"], ["no_file"]]
    assert originals.attached(KEY) == kept
    assert [folder.name for folder in kept.folder.parent.iterdir()] == [KEY]


def test_a_file_that_is_too_large_is_refused(tmp_path, pdf, monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE", 100)
    assert _refused(pdf) == ["too_large"]


def test_a_pdf_with_too_many_pages_is_refused_with_their_number(tmp_path):
    file = make_pdf(tmp_path / "long.pdf", [["文"]] * (drawing.MAX_PAGES + 1))
    with pytest.raises(Rejected, match=f"{drawing.MAX_PAGES + 1} pages"):
        attach(document=KEY, file=file)


def test_a_pdf_that_takes_too_long_is_stopped(pdf):
    with pytest.raises(Rejected, match=r"more than 0 seconds to draw.*give more --seconds"):
        attach(document=KEY, file=pdf, seconds=0)


def test_a_page_that_takes_too_long_is_named(tmp_path):
    """The limit of a page ends the process within the library that draws."""
    asked = (
        "import sys; from pathlib import Path; from tsunagu.catalog.originals import drawing;"
        "drawing.PAGE_SECONDS = 0.2; drawing.draw(sys.argv[1], Path(sys.argv[2]), 60)"
    )
    file = tmp_path / "shading.pdf"
    file.write_bytes(hostile_pdfs.MAKERS["a_shading_over_and_over.pdf"]())
    ended = subprocess.run([sys.executable, "-c", asked, str(file), str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGALRM


@pytest.mark.long
@pytest.mark.parametrize("name", hostile_pdfs.MAKERS)
def test_a_pdf_made_to_explode_is_drawn_or_refused_in_seconds(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(hostile_pdfs.MAKERS[name]())
    began = time.monotonic()
    outcome = ["drawn"]
    try:
        attach(document=KEY, file=file)
    except Rejected as refused:
        outcome = [problem.code for problem in refused.problems]
    assert outcome in (["drawn"], ["too_slow"])
    assert time.monotonic() - began < 8  # five for the page, and the start of the process


def test_a_text_of_older_mail_and_unix_is_read_as_what_it_says(tmp_path):
    for encoding in ("iso2022_jp", "euc_jp", "cp932", "utf-8"):
        file = tmp_path / f"{encoding}.txt"
        file.write_text("共創の場形成支援プログラム", encoding=encoding)
        assert attach(document=KEY, file=file).texts() == ["共創の場形成支援プログラム"]


def test_an_unknown_document_is_refused_with_the_one_meant(pdf):
    with pytest.raises(Rejected, match="もしかして「package-2022」"):
        attach(document="package-2202", file=pdf)


def test_what_is_taken_back_is_gone(pdf):
    attach(document=KEY, file=pdf)
    detach(document=KEY)
    assert originals.attached(KEY) is None
    with pytest.raises(Rejected, match="nothing is attached"):
        detach(document=KEY)


# Where citations lead -------------------------------------------------------------------------------------------------


def _figure() -> BudgetFigure:
    return BudgetFigure.objects.filter(document__key=KEY, page="11").exclude(printed="").first()


def test_a_citation_leads_to_the_official_page_until_the_document_is_attached(pdf):
    figure = _figure()
    here = citations.address(figure)
    assert here.startswith("/sources/package-2022/11/?text=")
    figure.document.url = "https://example.jp/package.pdf"
    assert citations.address(figure) == "https://example.jp/package.pdf#page=11"
    attach(document=KEY, file=pdf)
    assert citations.address(figure) == here


# Whether facts stand there --------------------------------------------------------------------------------------------


@pytest.mark.long
def test_every_finding_is_told_apart(tmp_path):
    figure = _figure()
    shown = {citations.CHECKED["found"].value(row) for row in citations.checked() if row.document.key == KEY}
    assert shown <= {"not-attached", "no-text"}
    attach(document=KEY, file=make_pdf(tmp_path / "a.pdf", [["無関係"]] * 10 + [[figure.printed]]))
    findings = {row.fact.pk: row.finding for row in citations.checked() if isinstance(row.fact, BudgetFigure)}
    assert findings[figure.pk] is Finding.YES
    attach(document=KEY, file=make_pdf(tmp_path / "b.pdf", [["無関係"], [figure.printed]]))
    findings = {row.fact.pk: row.finding for row in citations.checked() if isinstance(row.fact, BudgetFigure)}
    assert findings[figure.pk] is Finding.OTHER_PAGE
    assert Finding.NO in findings.values()


@pytest.mark.long
def test_every_printed_fragment_stands_in_its_deck(decks):
    for key, file in decks.items():
        attach(document=key, file=file)
    rows = [row for row in citations.checked() if row.document.key in decks]
    assert len(rows) > 900
    assert [(row.name, row.fact.quoted) for row in rows if row.finding not in {Finding.YES, Finding.NO_TEXT}] == []
