"""The comparison of snapshots: what it takes for a difference, and what not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.snapshot.controls import controls
from tests.snapshot.differences import differences, printed
from tests.snapshot.layout import laid_out

PAGE = "GET /\n200\nContent-Type: text/html; charset=utf-8\n\n<main>%s</main>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>one two</p>", "\n<p>\n  one\n  two\n</p>\n"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul>\n <li>a </li>\n <li> b</li>\n</ul>"),
        ("<p>a <b>b</b></p>", "<p>a <b>b </b> </p>"),
        ("<p>a <b>b</b></p>", "<p>a <b> b</b></p>"),
        ("a<br>b", "a <br>\n b"),
        ("<table><tr><td>1</td></tr></table>", "<table>\n<tr>\n<td> 1 </td>\n</tr>\n</table>"),
        ("<select><option>x</option></select>", "<select>\n <option>x </option>\n</select>"),
        ("<button><b>x</b></button>", "<button> <b>x</b>\n</button>"),
        (
            "<svg><g><path/><text>a <tspan>b</tspan></text></g></svg>",
            "<svg> <g>\n<path></path>\n<text> a <tspan>b</tspan> </text></g> </svg>",
        ),
        ("<p>&lt;&amp;あ</p>", "<p>&lt;&#38;&#x3042;</p>"),
        ('<a href="x&amp;y">z</a>', "<a  href='x&y' >z</a>"),
    ],
)
def test_pages_that_look_the_same_are_laid_out_the_same(before: str, after: str) -> None:
    assert before != after
    assert laid_out(before) == laid_out(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<b>a</b> <b>b</b>", "<b>a</b><b>b</b>"),
        ("<p>a <img></p>", "<p>a<img></p>"),
        ("<p>a <svg></svg> b</p>", "<p>a <svg></svg>b</p>"),
        ("<label>a</label> <input>", "<label>a</label><input>"),
        ("<button>a</button> <button>b</button>", "<button>a</button><button>b</button>"),
        ("<text>a <tspan>b</tspan></text>", "<text>a<tspan>b</tspan></text>"),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("<p>a\u3000b</p>", "<p>a b</p>"),
        ("<p>a&nbsp;b</p>", "<p>a b</p>"),
        ('<i a="1" b="2"></i>', '<i b="2" a="1"></i>'),
        ('<i a="1  2"></i>', '<i a="1 2"></i>'),
        ("<p><b>a</b></p>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<p>a</p>", "<div>a</div>"),
    ],
)
def test_pages_that_do_not_look_the_same_are_laid_out_otherwise(before: str, after: str) -> None:
    assert laid_out(before) != laid_out(after)


def _folders(tmp_path: Path, before: dict[str, str], after: dict[str, str]) -> tuple[Path, Path]:
    for name, answers in (("before", before), ("after", after)):
        for file, text in answers.items():
            (tmp_path / name / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / file).write_text(text)
    return tmp_path / "before", tmp_path / "after"


def test_answers_that_came_went_and_changed_are_listed(tmp_path: Path) -> None:
    before, after = {"ja/a": PAGE % "a", "ja/b": "b", "ja/c": "c"}, {"ja/a": PAGE % "x", "ja/b": "b", "ja/d": "d"}
    folders = _folders(tmp_path, before, after)
    found = differences(*folders)
    assert (found.added, found.gone, found.changed, found.same) == (["ja/d"], ["ja/c"], ["ja/a"], 1)
    assert "-<main>a" in printed(found, show=1).splitlines()
    assert "+<main>x" in printed(found, show=1).splitlines()
    assert printed(found, show=0).splitlines()[-1] == "1 the same, 1 changed, 1 added, 1 gone"


def test_only_pages_are_compared_by_their_layout(tmp_path: Path) -> None:
    before = {"page": PAGE % "<p>a</p>", "text": "tsunagu x\n\n<p>a</p>"}
    after = {"page": PAGE % " <p>a</p>", "text": "tsunagu x\n\n <p>a</p>"}
    folders = _folders(tmp_path, before, after)
    assert differences(*folders).changed == ["page", "text"]
    assert differences(*folders, layout=True).changed == ["text"]


@pytest.mark.parametrize(("after", "code"), [("a", 0), ("b", 1)])
def test_the_command_fails_where_anything_differs(tmp_path: Path, after: str, code: int) -> None:
    before, now = _folders(tmp_path, {"a": PAGE % "a"}, {"a": PAGE % after})
    command = [sys.executable, "-m", "tests.snapshot", "compare", str(before), str(now), "--json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert result.returncode == code
    assert json.loads(result.stdout) == {
        "added": [],
        "gone": [],
        "changed": [{"file": "a", "question": "GET /"}] * code,
        "same": 1 - code,
    }


def test_filters_are_read_from_the_forms_of_the_main_part() -> None:
    html = """<select name="no"></select><main>
        <select name="a"><option value="">x<option value="1">y</select><input name="q" type="search">
        <input type="checkbox" name="b" value="2"><input type="hidden" name="h" value="3"></main>"""
    found = controls(html)
    assert (found.choices, found.boxes, found.typed) == ({"a": ["", "1"]}, {"b": ["2"]}, ["q"])
