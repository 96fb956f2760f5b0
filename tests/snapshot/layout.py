"""Pages as a browser lays them out: the same tokens where only white space differs that nobody sees."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

# By the tag alone, whatever the style sheet says. A space beside one of these is not shown.
_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center col colgroup datalist dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup
    option p pre script search section style summary table tbody td template tfoot th thead title tr ul
    """.split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Stand in a line as a letter.
_SHOWN = frozenset("audio button canvas embed iframe img input meter object progress select svg textarea video".split())
_LINES = frozenset(("button", "select", "svg"))  # with a line of their own inside
_AS_WRITTEN = frozenset(("pre", "textarea", "script", "style"))
_IN_TEXT = frozenset(("a", "tspan", "textpath"))  # the only ones of a drawing that stand in a line
_SPACE = re.compile(r"[ \t\n\r\f]+")


class _Laid(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []
        self._texts: list[int] = []  # places of the texts of this line
        self._spaced = True  # whether a space here would not be shown
        self._drawing = 0
        self._written = 0
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_text()
        if self._block(tag):
            self._end_line()
        elif tag in _SHOWN:
            self._spaced, self._texts = tag in _LINES, []
        given = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
        self.tokens.append(f"<{tag}{given}>")
        self._drawing += tag == "svg"
        self._written += tag in _AS_WRITTEN

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self._drawing:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID and not self._drawing:
            return
        self._end_text()
        if self._block(tag) or tag in _SHOWN:
            self._end_line()
        self.tokens.append(f"</{tag}>")
        self._drawing -= tag == "svg"
        self._written -= tag in _AS_WRITTEN
        if tag in _SHOWN:
            self._spaced = False

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_comment(self, data: str) -> None:
        self._end_text()
        self.tokens.append(f"<!--{data}-->")

    def close(self) -> None:
        super().close()
        self._end_text()
        self._end_line()

    def _block(self, tag: str) -> bool:
        return tag not in _IN_TEXT if self._drawing and tag != "svg" else tag in _BLOCKS

    def _end_text(self) -> None:
        text, self._text = self._text, ""
        if not self._written:
            text = _SPACE.sub(" ", text)
            if self._spaced:
                text = text.removeprefix(" ")
        if text:
            self._texts.append(len(self.tokens))
            self.tokens.append(escape(text, quote=False))
            self._spaced = text.endswith(" ") and not self._written

    def _end_line(self) -> None:
        """A space at the end of a line is not shown, also where a tag of the line closes after it."""
        if self._texts and not self._written:
            last = self._texts[-1]
            self.tokens[last] = self.tokens[last].removesuffix(" ")
        self._spaced, self._texts = True, []


def laid_out(html: str) -> list[str]:
    """The tags and texts of a page, without white space that a browser does not show."""
    page = _Laid()
    page.feed(html)
    page.close()
    return [token for token in page.tokens if token]
