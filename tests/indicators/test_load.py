"""The text files are loaded whole or not at all, and again without a change; figures of files are rows like others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.indicators.conftest import OFFICER, confirmed, figure, submitted, year
from tsunagu.indicators import actions, files
from tsunagu.indicators.models import Definition, Indicator, Observation
from tsunagu.indicators.queries.series import series_of
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.text import squeeze

FIGURE = """
[[figure]]
indicator = "participants"
version = 1
body = "tokushima-council"
year = 2021
value = 12
published = 2022-02-01
link = "https://example.jp/report"
"""
SECOND = """
[[indicator.definition]]
version = 2
text = "見本"
text_en = "A sample"
unit = "機関"
unit_en = "bodies"
valid_from = 2025-04-01
link = "https://example.jp/"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the files, to change."""
    shutil.copytree(Path(settings.DATA) / "indicators", tmp_path / "indicators")
    return tmp_path


def _write(data: Path, name: str, text: str) -> Path:
    path = data / "indicators" / name
    path.write_text(text)
    return data


def _change(data: Path, old: str, new: str) -> Path:
    text = (data / "indicators" / "indicators.toml").read_text()
    assert old in text
    return _write(data, "indicators.toml", text.replace(old, new, 1))


def _refused(data: Path) -> list[str]:
    with pytest.raises(Rejected) as refused:
        actions.load(data)
    return [problem.code for problem in refused.value.problems]


def test_every_definition_is_ours_and_its_reason_is_printed_in_the_deck(deck_text):
    records = files.read(Path(settings.DATA))
    definitions = [one for row in records.indicators for one in row.definition]
    assert len(definitions) == 10
    for one in definitions:
        assert one.assumed
        assert squeeze(one.printed) in deck_text[one.at.partition(":")[0]]
    assert records.figures == []  # no deck prints one


@pytest.mark.django_db
def test_files_that_did_not_change_are_left_alone(data):
    assert not actions.load(data).changed
    report = actions.load(data, force=True)
    assert (report.indicators, report.figures, report.changed) == (10, 0, True)
    assert (Indicator.objects.count(), Definition.objects.count()) == (10, 10)


@pytest.mark.django_db
def test_a_folder_without_them_leaves_all_as_it_is(tmp_path):
    assert not actions.load(tmp_path).changed
    assert Indicator.objects.count() == 10


@pytest.mark.django_db
def test_a_figure_of_a_file_is_public_and_a_changed_one_is_a_new_row(data):
    actions.load(_write(data, "figures.toml", FIGURE))
    actions.load(data, force=True)
    assert Observation.objects.count() == 1
    actions.load(_write(data, "figures.toml", FIGURE.replace("value = 12", "value = 13")))
    shown = series_of("participants", "tokushima-council")
    assert [(row.value, row.origin) for row in shown.history] == [(13, "file"), (12, "file")]
    assert [line.actual.figure.number for line in shown.lines] == [13]


@pytest.mark.django_db
def test_a_figure_that_no_file_tells_any_more_is_taken_back(data):
    actions.load(_write(data, "figures.toml", FIGURE))
    actions.load(_write(data, "figures.toml", "# none\n"))
    shown = series_of("participants", "tokushima-council")
    assert (shown.lines, [row.status for row in shown.history]) == ([], ["taken-back", "confirmed"])
    actions.load(_write(data, "figures.toml", FIGURE))
    assert [line.actual.value for line in series_of("participants", "tokushima-council").lines] == [12]


@pytest.mark.django_db
def test_what_a_body_wrote_since_counts_beside_a_file(data, ko, ura):
    actions.load(_write(data, "figures.toml", FIGURE))
    row = Observation.objects.get()
    fixed = actions.correct(row, by=ura, figure=figure(14), reason="訂正", source={"link": "https://example.jp/2"})
    actions.confirm(fixed, by=OFFICER)
    actions.load(data, force=True)
    assert [line.actual.value for line in series_of("participants", "tokushima-council").lines] == [14]


@pytest.mark.django_db
def test_a_provisional_figure_of_a_document_is_public_and_marked(data):
    actions.load(_write(data, "figures.toml", f'{FIGURE}status = "provisional"\n'))
    [line] = series_of("participants", "tokushima-council").lines
    assert (line.actual.public, line.actual.status) == (True, "provisional")


@pytest.mark.django_db
def test_a_version_on_which_figures_rest_keeps_its_meaning(data, ko, ura):
    submitted(ko, ura, figure(12), year(2024))
    _change(data, "年度末に、コミュニティの構成員として", "別の意味の")
    assert _refused(data) == ["in-use"]
    shutil.copy(Path(settings.DATA) / "indicators" / "indicators.toml", data / "indicators")
    _change(data, 'aggregation = "last"', 'aggregation = "mean"')
    assert _refused(data) == ["in-use"]


@pytest.mark.django_db
def test_a_new_definition_is_added_and_one_with_figures_cannot_go(data, ko, ura):
    mark = '\n[[indicator]]\nkey = "coordinators"'
    actions.load(_change(data, mark, SECOND + mark))
    newer = Definition.objects.get(indicator__key="participants", version=2)
    assert newer.replaces.version == 1
    confirmed(ko, ura, figure(12), year(2025), under=newer)
    _change(data, SECOND, "\n")
    assert _refused(data) == ["in-use"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("figures.toml", FIGURE.replace("participants", "nothing"), "unknown"),
        ("figures.toml", FIGURE.replace("tokushima-council", "nobody"), "unknown"),
        ("figures.toml", FIGURE.replace("link =", "printed ="), "unsourced"),
        ("figures.toml", FIGURE.replace("year = 2021", "year = 2030"), "not-yet"),
        ("figures.toml", FIGURE.replace("value = 12", "numerator = 1"), "missing"),
        ("figures.toml", FIGURE + FIGURE, "twice"),
        ("figures.toml", FIGURE + "color = 1\n", "file"),
    ],
)
def test_a_wrong_file_is_refused_whole(data, name, text, code):
    assert code in _refused(_write(data, name, text))
    assert not Observation.objects.exists()
