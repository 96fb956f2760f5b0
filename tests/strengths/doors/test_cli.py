"""The commands of this room over a small made-up corpus, from making it up to asking about it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from tsunagu.strengths.doors.cli import strengths
from tsunagu.strengths.enums import Only
from tsunagu.strengths.questions import works
from tsunagu.strengths.questions.reading import reading
from tsunagu.strengths.questions.records import WorksQuestion
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import TABLES, WORK

CORPUS = ("--works", "2000", "--institutions", "60", "--years", "2019-2023")
UNIVERSITY = "模擬大学1"
COMMANDS = ("ingest", "synthesize", "build", "runs", "table", "university", "export", "explain", "correct")


def run(*words: str, store: Path | None = None) -> Result:
    return CliRunner().invoke(strengths, [*words, *(["--store", str(store)] if store else [])])


def done(*words: str, store: Path | None = None) -> str:
    result = run(*words, store=store)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str, store: Path | None = None) -> str:
    """What a command says that cannot do what was asked: a line, never where in the code it was noticed."""
    result = run(*words, store=store)
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.stderr.replace("\n", " ")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A computed store of a made-up corpus, made by the commands themselves."""
    folder = tmp_path_factory.mktemp("cli") / "store"
    done("synthesize", *CORPUS, store=folder)
    done("build", store=folder)
    return folder


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with works, of which nothing is computed."""
    folder = tmp_path_factory.mktemp("bare") / "store"
    done("synthesize", "--works", "60", "--institutions", "60", "--years", "2023-2023", store=folder)
    return folder


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.long
def test_every_run_is_listed_with_rows_and_the_hash_of_every_table(made: Path) -> None:
    told = done("runs", store=made)
    first, second = Store(made).runs()
    assert (first.kind, second.kind) == ("ingest", "build")
    assert f"run {second.run_id} (build, synthetic 2000 works, seed 0)" in told
    lines = told.partition(f"run {second.run_id}")[2].splitlines()
    assert [line.split() for line in lines if line.startswith("work ")] == [
        ["work", "2,000", "rows", second.hashes["work"][:16]]
    ]
    assert [line.split()[0] for line in lines[1:]] == list(second.row_counts)


@pytest.mark.long
def test_the_same_corpus_has_the_same_hashes_again_and_on_another_seed_others(made: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    done("synthesize", *CORPUS, store=again)
    assert Store(again).runs()[-1].hashes == Store(made).runs()[0].hashes
    done("synthesize", *CORPUS, "--seed", "1", store=other)
    assert Store(other).runs()[-1].hashes["work"] != Store(made).runs()[0].hashes["work"]


def test_the_strength_table_has_fields_and_the_university_asked_for(made: Path) -> None:
    told = done("table", "--least", "1", store=made)
    assert "化学" in told
    assert "模擬大学" in told
    listed = records(done("table", "--least", "1", "--format", "csv", store=made))
    assert {row["表示中の期間"] for row in listed} == {"2019-2023"}
    assert records(done("table", "--least", "100000", "--format", "csv", store=made)) == []


@pytest.mark.parametrize("name", ["work", "threshold", "cell", "run"])
def test_the_first_rows_of_a_stored_table_are_shown(made: Path, name: str) -> None:
    rows = json.loads(done("table", name, "--limit", "3", "--format", "json", store=made))
    assert 2 <= len(rows) <= 3
    assert list(rows[0]) == list(TABLES[name].columns)


def test_a_university_is_found_by_name_id_or_the_one_exact_name(made: Path) -> None:
    by_name = done("university", UNIVERSITY, "--format", "csv", store=made)
    number = reading(made).find(UNIVERSITY)[0].openalex_id
    assert by_name == done("university", f"I{number}", "--format", "csv", store=made)
    assert by_name == done("university", f"https://openalex.org/I{number}", "--format", "csv", store=made)
    assert "化学" in by_name


@pytest.mark.parametrize("words", [("map",), ("university", UNIVERSITY)])
def test_answers_are_exported_in_three_shapes(made: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    files = {ending: tmp_path / f"out.{ending}" for ending in ("csv", "xlsx", "parquet")}
    for file in files.values():
        assert done("export", *words, "-o", str(file), store=made) == f"{file}\n"
    listed = records(files["csv"].read_text())
    table = pq.read_table(files["parquet"])
    assert table.num_rows == len(listed)
    assert table.column_names == files["csv"].read_text().removeprefix("\ufeff").splitlines()[0].split(",")
    assert "表示中の期間" in table.column_names
    assert len(CalamineWorkbook.from_path(files["xlsx"]).sheet_names) > 1


def test_a_name_alone_exports_a_stored_table_or_a_university(made: Path, tmp_path: Path) -> None:
    table, university = tmp_path / "work.parquet", tmp_path / "university.csv"
    done("export", "work", "-o", str(table), store=made)
    done("export", UNIVERSITY, "-o", str(university), store=made)
    assert (table.stat().st_size > 0, university.stat().st_size > 0) == (True, True)


def test_a_stored_table_is_exported_whole(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "work.parquet"
    done("export", "table", "work", "-o", str(file), store=made)
    assert pq.read_table(file).cast(WORK.arrow).sort_by("work_id").equals(Store(made).arrow("work").sort_by("work_id"))


def test_a_work_is_explained_however_its_id_is_written(made: Path) -> None:
    top = works.answer(reading(made), WorksQuestion(university=UNIVERSITY, only=Only.TOP)).works[0]
    told = done("explain", f"W{top.work_id}", store=made)
    assert (
        told
        == done("explain", str(top.work_id), store=made)
        == done("explain", f"https://openalex.org/W{top.work_id}", store=made)
    )
    assert f"{top.year}, " in told
    assert "top 10% of " in told
    assert f"weight of this work: {top.weight} " in told


@pytest.mark.long
def test_corrections_are_taken_over_once_and_told_with_the_work(tmp_path: Path) -> None:
    store = tmp_path / "store"
    done("synthesize", "--works", "60", "--institutions", "60", "--years", "2023-2023", store=store)
    done("build", store=store)
    number = reading(store).find(UNIVERSITY)[0].openalex_id
    file = tmp_path / "given.csv"
    file.write_text(f"work_id,openalex_id,action,by,on,reason\nW2,I{number},add,URA,2026-04-01,second affiliation\n")
    assert done("correct", str(file), store=store).startswith("1 correction(s) taken over")
    assert done("correct", str(file), store=store).startswith("0 correction(s) taken over")
    assert "corrected: add Synthetic education JP-1 (URA, 2026-04-01: second affiliation); not computed yet" in done(
        "explain", "W2", store=store
    )
    file.write_text("work_id,openalex_id,action,by,on,reason\nW2,I1,change,URA,2026-04-01,\n")
    told = refused("correct", str(file), store=store)
    assert "2 problems" in told
    assert "'change' is not add or remove" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("table", "nothing"), "There is no table nothing; there are work, title"),
        (("export", "table", "nothing", "-o", "x.parquet"), "There is no table nothing; there are work, title"),
        (("university", "どこにもない大学"), "There is no institution named like"),
        (("university", "模擬大学"), "Several institutions are named like '模擬大学'; give one of these numbers"),
        (("export", "university", "どこにもない大学", "-o", "x.csv"), "There is no institution named like"),
        (("explain", "W999999999"), "There is no work W999999999"),
        (("explain", "W" + "9" * 30), "There is no work W999"),
        (("explain", "paper"), "A work is named by its OpenAlex id"),
        (("table", "--window", "1990"), "there is no window that ends in 1990; there are 2023"),
        (("table", "--scheme", "esi"), "there is no field scheme esi; there are eight, field, subfield"),
        (("table", "--counting", "half"), "'half' is not one of"),
        (("synthesize", "--years", "recent"), "write the first and the last year"),
        (("synthesize", "--years", "2023-2019", "--works", "10"), "write the first and the last year"),
        (("synthesize", "--years", "0-1", "--works", "10"), "write the first and the last year"),
        (("build", "--countries", "Japan"), "write codes of two letters, such as JP,GB,DE"),
        (("build", "--countries", ","), "write codes of two letters, such as JP,GB,DE"),
        (("build", "--edge-countries", "Japan"), "write codes of two letters, such as JP,GB,DE"),
        (("table", "--country", "fr"), "FR is not computed; there are JP, GB, DE"),
        (("university", "Synthetic education US-1"), "is not computed; institutions of JP, GB, DE are"),
        (
            ("export", "university", "Synthetic education US-1", "-o", "x.csv"),
            "is not computed; institutions of JP, GB, DE are",
        ),
        (("export", "map", "-o", "no-such-folder/x.csv"), "there is no folder no-such-folder; make it first"),
        (("table", "--memory", "1XB"), 'write a size such as "1GB" or "512MB", not \'1XB\''),
        (("explain", "W1", "--memory", "lots"), 'write a size such as "1GB"'),
        (("table", "--engine", "spark", "--remote", "here"), "such as sc://host:15002, not here"),
        (
            ("table", "--engine", "spark", "--remote", "sc://127.0.0.1:9"),
            "No Spark Connect server answers at sc://127.0.0.1:9",
        ),
        (
            ("table", "--remote", "sc://127.0.0.1:9"),
            "Only the engine spark asks a Spark Connect server (--remote). Add --engine spark",
        ),
        (
            ("build", "--remote", "sc://127.0.0.1:9"),
            "Only the engine spark asks a Spark Connect server (--remote). Add --engine spark",
        ),
        (("synthesize", "--remote", "sc://127.0.0.1:9"), "No such option"),
        (("ingest", ".", "--engine", "spark", "--remote", "sc://127.0.0.1:9"), "No such option"),
        (("table", "--memory", "1MB"), "Out of Memory"),
        (("table", "work", "--limit", "1" + "0" * 20), "is not in the range 1<=x<=1000000"),
        (("table", "--least", "1" + "0" * 20), "is not in the range 1<=x<=1000000"),
        (("ingest", "\udcff"), "does not exist"),
        (("export", "table", "work", "-o", "\udcff.parquet"), "the name is not UTF-8. Rename the file or folder."),
    ],
)
def test_what_cannot_be_answered_is_said_with_what_can(made: Path, words: tuple[str, ...], told: str) -> None:
    assert told in refused(*words, store=made)


@pytest.mark.parametrize("words", [("map",), ("table", "work")])
def test_a_file_of_another_kind_is_refused_and_not_written(made: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "out.docx"
    assert "out.docx" in refused("export", *words, "-o", str(file), store=made)
    assert not file.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("table",),
        ("table", "work"),
        ("university", "x"),
        ("export", "map", "-o", "x.csv"),
        ("export", "table", "work", "-o", "x.parquet"),
        ("build",),
    ],
)
def test_an_empty_folder_says_what_to_do(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = refused(*words, store=tmp_path / "nothing")
    assert "tsunagu strengths" in told
    assert "nothing" in told


@pytest.mark.parametrize("words", [("table",), ("university", "x"), ("explain", "W1")])
def test_a_store_that_was_not_computed_says_what_to_do(bare: Path, words: tuple[str, ...]) -> None:
    assert "tsunagu strengths build" in refused(*words, store=bare)


@pytest.mark.long
def test_a_build_keeps_the_settings_of_the_last_time_but_for_those_that_are_said(tmp_path: Path) -> None:
    store = tmp_path / "store"
    done("synthesize", "--works", "60", "--institutions", "60", "--years", "2020-2023", store=store)
    for words, kept in (
        (("--width", "2", "--countries", "jp, fr", "--view", "as_was"), (2, 6, ("JP", "FR"), "as_was")),
        ((), (2, 6, ("JP", "FR"), "as_was")),
        (("--windows", "1"), (2, 1, ("JP", "FR"), "as_was")),
    ):
        done("build", *words, store=store)
        found = reading(store).edition.settings
        assert (found.width, found.windows, found.countries, found.view) == kept


@pytest.mark.long
def test_a_site_of_another_country_answers_about_it(tmp_path: Path) -> None:
    store = tmp_path / "store"
    done("synthesize", "--works", "600", "--institutions", "60", "--years", "2023-2023", store=store)
    done("build", "--countries", "US", "--edge-countries", "US", store=store)
    assert records(done("table", "--least", "1", "--format", "csv", store=store))
    answer = done("university", "Synthetic education US-1", store=store)
    partners = (
        answer.partition("partners: ")[2].partition("\n\n")[0]
        or answer.partition("共著の相手: ")[2].partition("\n\n")[0]
    )
    assert len(partners.splitlines()) > 2
    done("build", "--edge-countries", "JP", store=store)
    assert "この国の機関については計算していない" in done("university", "Synthetic education US-1", store=store)


def test_questions_keep_to_the_memory_given(made: Path) -> None:
    assert done("university", UNIVERSITY, "--memory", "200MB", store=made) == done("university", UNIVERSITY, store=made)
    assert not list(made.glob(".scratch-*"))


def test_the_usual_least_of_the_table_is_that_of_the_page(made: Path) -> None:
    five, fifty = (records(done("table", "--least", least, "--format", "csv", store=made)) for least in ("5", "50"))
    assert records(done("table", "--format", "csv", store=made)) == five != fifty


@pytest.mark.long
def test_a_reader_who_has_seen_enough_ends_a_command_quietly(made: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tsunagu.cli.main",
        "strengths",
        "table",
        "work",
        "--limit",
        "2000",
        "--store",
        str(made),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""


def test_a_refused_reading_leaves_no_folder(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "works.parquet").write_text("no table")
    assert "works.parquet" in refused("ingest", str(given), store=tmp_path / "store")
    assert [path.name for path in tmp_path.iterdir()] == ["given"]


def test_a_store_that_may_not_be_written_says_so_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = refused("synthesize", "--works", "10", store=tmp_path / "file" / "store")
    assert str(tmp_path / "file") in told
    assert "Errno" not in told


def test_runs_of_an_empty_folder_are_none(tmp_path: Path) -> None:
    assert done("runs", store=tmp_path) == ""


@pytest.mark.parametrize("words", [(), *((command,) for command in COMMANDS)])
def test_help_is_there_for_every_command(words: tuple[str, ...]) -> None:
    assert done(*words, "--help").startswith("Usage: ")


def test_help_loads_neither_ibis_nor_duckdb_nor_arrow() -> None:
    asks = "; ".join(f"runner.invoke(strengths, {[command, '--help']!r})" for command in COMMANDS)
    heavy = "[name for name in ('ibis', 'duckdb', 'pyarrow', 'numpy', 'pyspark') if name in sys.modules]"
    code = (
        "import sys; from tsunagu.cli.main import start; from tsunagu.rooms import Needs; start(Needs.NOTHING); "
        "from click.testing import CliRunner; "
        f"from tsunagu.strengths.doors.cli import strengths; runner = CliRunner(); {asks}; print({heavy})"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.long
def test_both_engines_leave_the_same_hashes(bare: Path, tmp_path: Path) -> None:
    pytest.importorskip("pysail", reason="pysail is not installed: pip install tsunagu[dev] for the tests of Spark")
    pytest.importorskip(
        "pyspark.sql", reason="pyspark-client is not installed: pip install tsunagu[dev] for the tests of Spark"
    )
    stores = {name: tmp_path / name for name in ("duckdb", "spark")}
    for name, store in stores.items():
        done("synthesize", "--works", "300", "--institutions", "60", "--years", "2022-2023", store=store)
        # In a process of its own: a session of Spark that other tests use would be taken over, and stopped.
        command = [
            sys.executable,
            "-m",
            "tsunagu.cli.main",
            "strengths",
            "build",
            "--engine",
            name,
            "--store",
            str(store),
        ]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
    duckdb, spark = (Store(stores[name]).runs()[-1] for name in stores)
    assert (duckdb.kind, spark.kind) == ("build", "build")
    assert duckdb.hashes == spark.hashes
    assert duckdb.row_counts == spark.row_counts
    ask = [
        sys.executable,
        "-m",
        "tsunagu.cli.main",
        "strengths",
        "university",
        UNIVERSITY,
        "--engine",
        "spark",
        "--store",
        str(stores["spark"]),
    ]
    answer = subprocess.run(ask, capture_output=True, text=True, check=True, timeout=120).stdout
    assert answer == done("university", UNIVERSITY, store=stores["duckdb"])
    assert duckdb.row_counts["cell"] > 0
