from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import time_machine

from tsunagu import __version__
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.storage.files import values_hash
from tsunagu.strengths.storage.store import Store, scratch
from tsunagu.strengths.tables import CORRECTION, INSTITUTION, RUN, TITLE

FULL = ["甲大学", None, "", "乙大学", None, "x" * 300, "丙大学", "丁大学"]


def titles(year: int, names: Iterable[str | None] = ("甲",)) -> pa.Table:
    return pa.Table.from_pylist(
        [{"work_id": number, "year": year, "title": name} for number, name in enumerate(names)], schema=TITLE.arrow
    )


def institutions(*names: str) -> pa.Table:
    return pa.Table.from_pylist(
        [{"institution_id": number, "openalex_id": number, "name_ja": name} for number, name in enumerate(names)],
        schema=INSTITUTION.arrow,
    )


def put(store: Store, *years: int, snapshot: str = "2026-01", names: Iterable[str | None] = ("甲",)) -> None:
    with store.change("ingest", snapshot=snapshot, parameters={"touched": "all"}) as change:
        for year in years:
            pq.write_table(titles(year, names), change.path("title", year=year))


def state(store: Store) -> dict[str, bytes]:
    """Every file of the folder but the lock, by its path, links by what they point to."""
    paths = sorted(store.directory.rglob("*"))
    return {
        str(path.relative_to(store.directory)): str(path.readlink()).encode()
        if path.is_symlink()
        else path.read_bytes()
        for path in paths
        if path.name != ".lock" and (path.is_symlink() or path.is_file())
    }


def inode(store: Store, table: str, year: int) -> int:
    (path,) = store.files(table, year=year)
    return path.stat().st_ino


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    put(made, 2020, 2021)
    return made


def test_a_change_lands_with_its_tables_and_its_run(store):
    assert [path.name for path in store.files("title")] == ["2020.parquet", "2021.parquet"]
    assert store.years("title") == [2020, 2021]
    assert store.arrow("title").to_pylist() == [*titles(2020).to_pylist(), *titles(2021).to_pylist()]
    assert store.arrow("title").schema == TITLE.arrow
    (run,) = store.runs()
    assert (run.kind, run.snapshot, run.parameters, run.row_counts) == (
        "ingest",
        "2026-01",
        {"touched": "all"},
        {"title": 2},
    )
    assert run.code_version == __version__
    assert run.hashes.keys() == {"title"}
    assert {name: rows for name, (rows, _) in run.files.items()} == {"title/2020.parquet": 1, "title/2021.parquet": 1}
    assert datetime.now(UTC) >= datetime.fromisoformat(run.at)


def test_the_run_table_has_its_columns_and_grows_by_one_row_a_change(store):
    put(store, 2022, snapshot="2026-04")
    rows = store.arrow("run")
    assert rows.schema == RUN.arrow
    assert rows["snapshot"].to_pylist() == ["2026-01", "2026-04"]
    assert [json.loads(text) for text in rows["row_counts"].to_pylist()] == [{"title": 2}, {"title": 1}]
    assert [run.snapshot for run in store.runs()] == ["2026-01", "2026-04"]
    assert store.last("ingest").snapshot == "2026-04"
    assert store.last("build") is None
    assert len(set(rows["run_id"].to_pylist())) == 2


def test_a_block_that_fails_leaves_everything_as_it_was(store):
    before = state(store)

    def half() -> None:
        with store.change("ingest", snapshot="late", parameters={}) as change:
            pq.write_table(titles(2020, ["other"]), change.path("title", year=2020))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert state(store) == before
    put(store, 2022)
    assert store.years("title") == [2022]


def test_a_file_that_is_no_table_keeps_the_change_from_landing(store):
    before = state(store)
    with pytest.raises(pa.ArrowInvalid), store.change("ingest", snapshot="torn", parameters={}) as change:
        change.path("title", year=2020).write_bytes(b"PAR1 torn")
    assert state(store) == before


WRITER = """
import sys, time
from pathlib import Path
from tsunagu.strengths.storage.store import Store
with Store(Path(sys.argv[1])).change("ingest", snapshot="killed", parameters={}) as change:
    change.path("title", year=2020).write_bytes(b"half a file")
    print("writing", flush=True)
    time.sleep(60)
"""


def test_a_writer_holds_the_store_until_it_is_killed_and_leaves_nothing_when_it_is(store):
    before = state(store)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store.directory)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        with pytest.raises(StoreProblem, match="is being written by another process"):
            put(store, 2022)
        assert [run.snapshot for run in store.runs()] == ["2026-01"]
        writer.kill()
    after = state(store)
    assert [path for path in after if not path.startswith(".change-")] == list(before)
    assert len(after) == len(before) + 1
    put(store, 2020, 2021)
    assert [path for path in state(store) if path.startswith(".change-")] == []
    assert [run.snapshot for run in store.runs()] == ["2026-01", "2026-01"]
    assert store.arrow("title").num_rows == 2


def test_what_a_killed_process_left_is_removed_by_the_next_change(store):
    for left in (".staging/.spill-x", ".staging/.draft-x", ".change-x", ".change-scratch-x", ".scratch-x"):
        (store.directory / left / "below").mkdir(parents=True)
    (store.directory / ".staging" / "finished").mkdir()
    with scratch(store.directory) as mine:
        put(store, 2022)
        hidden = {
            str(path.relative_to(store.directory))
            for path in (*store.directory.glob(".*"), *store.directory.glob(".staging/*"))
        }
        assert hidden == {".lock", ".staging", ".staging/finished", mine.name}
        put(store, 2023)
        assert mine.is_dir()
    assert not mine.exists()


def test_a_change_that_fails_leaves_no_folder_that_was_not_there(tmp_path):
    def fail(directory: Path) -> None:
        with scratch(directory), Store(directory).change("ingest", snapshot="s", parameters={}) as change:
            change.path("title", year=2020)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty").mkdir()
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("no folder")
    for directory in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(
            StoreProblem,
            match=rf"^{directory} cannot be written \(.*\)\. Nothing was changed\. Make room, or see that you may",
        ):
            put(Store(directory), 2020)
        with pytest.raises(StoreProblem, match="cannot be written"), scratch(directory):
            pass


FULL_DISK = """
import resource, sys
from pathlib import Path
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import TITLE
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
columns = "range AS work_id, 2020::SMALLINT AS year, hash(range)::VARCHAR AS title, NULL::VARCHAR AS doi"
rows = f"SELECT {columns} FROM range(30_000)"
try:
    with Store(Path(sys.argv[1])).change("ingest", snapshot="s", parameters={}) as change, DuckDB() as engine:
        if sys.argv[2] == "engine":
            engine.copy(rows, TITLE, change.path("title", year=2020))
        else:
            change.writer("title", year=2020).add(engine.connection.sql(rows).to_arrow_table())
except StoreProblem as problem:
    print(problem)
"""


@pytest.mark.parametrize("by", ["writer", pytest.param("engine", marks=pytest.mark.long)])
def test_a_full_disk_is_told_and_changes_nothing(store, by):
    before = state(store)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(store.directory), by], capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        f"{store.directory} cannot be written (File too large). Nothing was changed. "
        "Make room, or see that you may write there, and try again.\n"
    )
    assert state(store) == before


@pytest.mark.long
def test_a_file_written_piece_by_piece_has_the_hash_of_its_values(store):
    rows = titles(2020, [None if number % 3 == 0 else f"論文{number % 7}" for number in range(300_000)])
    with store.change("ingest", snapshot="s", parameters={}) as change:
        writer = change.writer("title", year=2020)
        for begin, end in ((0, 0), (0, 1), (1, 140_000), (140_000, 300_000)):
            writer.add(rows.slice(begin, end - begin))
        assert writer.close() == writer.close()
        empty = change.writer("title", year=2021)
        assert empty.close()[0] == 0
    assert store.arrow("title") == rows
    files = {f"title/{path.name}": list(values_hash(path)) for path in store.files("title")}
    assert store.runs()[-1].files == files
    assert pq.ParquetFile(store.files("title")[0]).metadata.row_group(0).num_rows == 65_536


def test_a_second_writer_in_the_same_process_is_refused_at_once(store):
    with (
        store.change("ingest", snapshot="first", parameters={}),
        pytest.raises(StoreProblem, match="Wait until it is done"),
    ):
        put(Store(store.directory), 2022)
    assert [run.snapshot for run in store.runs()] == ["2026-01", "first"]


def test_a_reader_goes_on_with_what_it_began_during_one_more_change(store):
    home, files = store.home, store.files("title")
    put(store, 2030, names=["new"])
    assert store.home != home
    assert [pq.read_table(path)["title"].to_pylist() for path in files] == [["甲"], ["甲"]]
    assert store.years("title") == [2030]
    put(store, 2031)
    assert not home.exists()
    assert len(list((store.directory / "runs").iterdir())) == 2


def test_a_clock_set_back_takes_nothing_away_that_is_in_use(store):
    put(store, 2022)
    home = store.home
    with time_machine.travel(datetime(2001, 1, 1, tzinfo=UTC), tick=True):
        put(store, 2023)
    assert store.years("title") == [2023]
    assert [path.name for path in (home / "title").iterdir()] == ["2022.parquet"]


def test_tables_that_were_not_touched_share_their_files(store):
    with store.change("names", snapshot="2026-01", parameters={}) as change:
        pq.write_table(institutions("甲大学"), change.path("institution"))
    before = inode(store, "title", 2020)
    with store.change("names", snapshot="2026-01", parameters={}) as change:
        pq.write_table(institutions("甲大学", "乙大学"), change.path("institution"))
        assert [path.name for path in change.files("title", year=2021)] == ["2021.parquet"]
        assert [path.name for path in change.files("institution")] == ["part-000.parquet"]
    assert inode(store, "title", 2020) == before
    first, second, third = store.runs()
    assert first.hashes["title"] == second.hashes["title"] == third.hashes["title"]
    assert second.hashes["institution"] != third.hashes["institution"]
    assert third.row_counts == {"title": 2, "institution": 2}


def test_of_a_touched_table_only_what_is_carried_stays(store):
    kept = inode(store, "title", 2020)
    with store.change("ingest", snapshot="2026-04", parameters={}) as change:
        change.clear("title")
        change.carry("title", year=2020)
        change.carry("title", year=1999)  # there is none: nothing to carry
        pq.write_table(titles(2022), change.path("title", year=2022))
    assert store.years("title") == [2020, 2022]
    assert inode(store, "title", 2020) == kept
    assert store.runs()[-1].files["title/2020.parquet"] == store.runs()[0].files["title/2020.parquet"]


def test_a_file_written_over_a_carried_one_leaves_the_old_one_whole(store):
    old = store.files("title", year=2020)[0]
    with store.change("ingest", snapshot="2026-04", parameters={}) as change:
        change.carry("title", year=2020)
        pq.write_table(titles(2020, ["new", "newer"]), change.path("title", year=2020))
    assert pq.read_table(old)["title"].to_pylist() == ["甲"]
    assert store.arrow("title")["title"].to_pylist() == ["new", "newer"]
    assert store.runs()[-1].row_counts == {"title": 2}


def test_a_table_of_schemes_is_found_by_scheme_and_year(tmp_path):
    store = Store(tmp_path)
    schema = pa.schema([("work_id", pa.int64())])
    with store.change("ingest", snapshot="s", parameters={}) as change:
        for scheme, year in (("field", 2020), ("sub-field", 2020), ("field", 2021)):
            pq.write_table(schema.empty_table(), change.path("work_field", scheme=scheme, year=year))
        pq.write_table(schema.empty_table(), change.path("edge", scheme="sub-field"))
    assert store.schemes() == ["field", "sub-field"]
    assert [path.stem for path in store.files("work_field", scheme="field")] == ["field-2020", "field-2021"]
    assert [path.stem for path in store.files("work_field", scheme="sub-field", year=2020)] == ["sub-field-2020"]
    assert [path.stem for path in store.files("work_field", year=2020)] == ["field-2020", "sub-field-2020"]
    assert [path.stem for path in store.files("edge", scheme="sub-field")] == ["sub-field"]
    assert store.files("edge", scheme="field") == []


@pytest.mark.parametrize(
    "options",
    [
        {"row_group_size": 1},
        {"row_group_size": 3},
        {"compression": "none", "use_dictionary": False},
        {"data_page_size": 1},
    ],
)
def test_a_hash_is_of_the_values_and_not_of_the_files_make(tmp_path, options):
    table = titles(2020, FULL)
    pq.write_table(table, tmp_path / "one.parquet")
    pq.write_table(table, tmp_path / "other.parquet", **options)
    assert values_hash(tmp_path / "one.parquet") == values_hash(tmp_path / "other.parquet")


def test_a_hash_tells_every_difference_of_values_apart(tmp_path):
    moved = [None, "甲大学", "", "乙大学", None, "x" * 300, "丙大学", "丁大学"]
    joined = ["甲大", None, "学", "乙大学", None, "x" * 300, "丙大学", "丁大学"]
    variants = [
        titles(2020, FULL),
        titles(2021, FULL),
        titles(2020, FULL[::-1]),
        titles(2020, moved),
        titles(2020, joined),
        titles(2020, FULL[:-1]),
        titles(2020, FULL).rename_columns(["work_id", "year", "doi", "title"]),
        titles(2020, FULL).set_column(1, "year", pa.array([2020] * len(FULL), pa.int32())),
    ]
    for number, table in enumerate(variants):
        pq.write_table(table, tmp_path / f"{number}.parquet")
    found = [values_hash(tmp_path / f"{number}.parquet") for number in range(len(variants))]
    assert [rows for rows, _ in found] == [8, 8, 8, 8, 8, 7, 8, 8]
    assert len({text for _, text in found}) == len(variants)


@pytest.mark.long
def test_a_hash_of_many_rows_does_not_depend_on_row_groups(tmp_path):
    """More rows than are hashed at once, with unknown values in some row groups only."""
    table = titles(
        2020, [None if 70_000 < number < 140_000 and number % 3 else f"論文{number % 7}" for number in range(200_000)]
    )
    for size in (200_000, 65_536, 1_000, 150_000):
        pq.write_table(table, tmp_path / f"{size}.parquet", row_group_size=size)
    found = {values_hash(path) for path in tmp_path.iterdir()}
    assert len(found) == 1
    assert {rows for rows, _ in found} == {200_000}


def test_dates_and_numbers_with_unknown_values_are_hashed(tmp_path):
    rows = [
        {
            "work_id": 1,
            "openalex_id": 2,
            "action": "add",
            "by": "甲",
            "on": datetime(2026, 1, day, tzinfo=UTC).date(),
            "reason": "r",
        }
        for day in (1, 2)
    ]
    for number, given in enumerate([rows, rows[:1] * 2, [{**rows[0], "author_seq": 0}, rows[1]]]):
        pq.write_table(pa.Table.from_pylist(given, schema=CORRECTION.arrow), tmp_path / f"{number}.parquet")
    assert len({values_hash(tmp_path / f"{number}.parquet") for number in range(3)}) == 3


def test_a_plain_folder_of_parquet_can_be_read(tmp_path):
    (tmp_path / "title").mkdir()
    pq.write_table(titles(2020, FULL), tmp_path / "title" / "2020.parquet")
    store = Store(tmp_path)
    assert store.home == tmp_path
    assert store.arrow("title")["title"].to_pylist() == FULL
    assert store.runs() == []
    put(store, 2021)
    assert store.years("title") == [2021]


def test_the_folder_shows_each_table_as_a_folder_of_files(store):
    assert pq.read_table(store.directory / "title" / "2020.parquet")["title"].to_pylist() == ["甲"]
    put(store, 2020, names=["new"])
    assert pq.read_table(store.directory / "title" / "2020.parquet")["title"].to_pylist() == ["new"]


def test_a_table_that_is_needed_and_missing_says_what_to_do(store):
    assert store.need("title", "Read data in.") == store.files("title")
    with pytest.raises(StoreProblem, match=r"holds no table work yet\. Read data in\."):
        store.need("work", "Read data in.")
