"""docs/strengths.md: its example runs and prints what it says; its tables are those of the code; every command that
documents name exists.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import click
import ibis
import pyarrow as pa
import pytest

from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.doors.cli import strengths
from tsunagu.strengths.enums import TieRule
from tsunagu.strengths.making.readers.flat_columns import COLUMNS
from tsunagu.strengths.making.readers.sources import Kind
from tsunagu.strengths.measures import topshare
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.tables import CORRECTION, COUNTINGS, ONE, TABLES

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = (PROJECT / "docs" / "strengths.md").read_text()
DOCUMENTS = [
    PROJECT / "README.md",
    PROJECT / "README.ja.md",
    PROJECT / "CONTRIBUTING.md",
    *sorted((PROJECT / "docs").rglob("*.md")),
]
NAMED = sorted(
    {
        (path.name, line)
        for path in DOCUMENTS
        for line in re.findall(r"tsunagu strengths [a-z][^`\n]*", path.read_text())
    }
)
KINDS = {
    "works": Kind.FLAT_WORKS,
    "authorships": Kind.FLAT_AUTHORSHIPS,
    "institutions": Kind.FLAT_INSTITUTIONS,
    "citations": Kind.FLAT_CITATIONS,
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def table_row(first: str) -> list[str]:
    """The cells of the one row that begins with these letters."""
    (line,) = [line for line in GUIDE.splitlines() if line.startswith(f"| {first}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.long
def test_the_example_runs_without_settings_and_prints_what_the_guide_says(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "TSUNAGU", "DATABASE"))}
    mark = "# next block"
    code = f"\nprint({mark!r})\n".join(blocks("python")) + "\nimport sys; assert 'django' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split(f"{mark}\n") == blocks("text")


@pytest.mark.parametrize("name", TABLES)
def test_the_guide_lists_every_column_of_every_table(name):
    by_type = groupby(TABLES[name].columns.items(), key=lambda column: column[1])
    columns = "; ".join(f"{', '.join(one for one, _ in group)} {kind}" for kind, group in by_type)
    cut = {"whole": "–", "scheme-year": "scheme and year"}.get(TABLES[name].cut, TABLES[name].cut)
    assert table_row(f"`{name}` |")[1:] == [columns, cut]


@pytest.mark.parametrize("stem", KINDS)
def test_the_guide_lists_the_columns_that_flat_files_must_and_may_have(stem):
    columns = COLUMNS[KINDS[stem]]
    must, may = (
        ", ".join(" or ".join(one.names) for one in columns if one.needed is needed) for needed in (True, False)
    )
    assert table_row(f"`{stem}*.parquet`")[1:] == [must, may]


def test_twenty_works_have_the_weights_that_the_guide_works_out():
    cited = [30, 12, 12, 12, *[5] * 6, *[1] * 10]
    reference = ibis.table({"field": "int16", "year": "int16", "type_group": "int8", "cited_by": "int32"}, name="works")
    columns = {"field": [1] * 20, "year": [2020] * 20, "type_group": [0] * 20, "cited_by": cited}
    works = pa.table(
        {name: pa.array(values, reference.schema()[name].to_pyarrow()) for name, values in columns.items()}
    )
    limits = topshare.thresholds(topshare.histogram(reference))
    told = {}
    with DuckDB() as engine:
        for rule in TieRule:
            found = engine.fetch(
                topshare.weighted(reference, topshare.weights(limits, 100, rule)), works=works
            ).to_pylist()
            by_cited = {row["cited_by"]: str(Fraction(row["top"], ONE).limit_denominator(1000)) for row in found}
            assert by_cited[5] == by_cited[1]
            told[rule.value] = [
                by_cited[30],
                by_cited[12],
                by_cited[5],
                str(round(sum(Fraction(row["top"], ONE) for row in found))),
            ]
    assert told == {"cwts": table_row("`cwts`")[1:], "nistep_scale": table_row("`nistep_scale`")[1:]} == {
        "cwts": ["1", "1/3", "0", "2"],
        "nistep_scale": ["2", "0", "0", "2"],
    }  # fmt: skip
    assert table_row("`citations >= threshold`")[1:] == ["1", "1", "0", str(sum(one >= 12 for one in cited))]


def test_documents_name_commands_of_strengths():
    assert {"README.md", "README.ja.md", "strengths.md"} <= {name for name, _ in NAMED}


@pytest.mark.parametrize(("document", "line"), NAMED)
def test_every_command_and_option_named_in_the_documents_exists(document, line):
    name, *words = line.removeprefix("tsunagu strengths ").split()
    command = strengths.commands[name.rstrip(".,;:)")]
    if words and isinstance(command, click.Group):
        command = command.commands[words[0]]
    options = {
        option
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, "--help")
    }
    assert {word.strip("`.,;:)") for word in words if word.startswith("-")} <= options, document


def test_the_figures_of_the_guide_are_those_of_the_packaged_data():
    parts = Counter(link.relation for link in editions.institution_links())
    assert f"Packaged are {parts['component']} hospitals and {parts['successor']} mergers." in GUIDE
    assert f"edition `{schemes.field_map('field', 'eight').edition}`" in GUIDE
    assert (
        f"| `subfield`, `field` | {len(schemes.fields('subfield'))} and {len(schemes.fields('field'))} of OpenAlex |"
        in GUIDE
    )
    assert all(table_row(f"`{counting}`") for counting in COUNTINGS)
    (header,) = (block.splitlines()[0] for block in blocks("csv"))
    assert header == ",".join(CORRECTION.columns)
