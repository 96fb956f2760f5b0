from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.making import synthetic

WORKS = 20_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("synthetic")
    synthetic.write(made, WORKS, seed=3)
    return made


def ask(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a statement over works, authorships and institutions finds in a folder."""
    with duckdb.connect() as con:
        for name in ("works", "authorships", "institutions"):
            con.execute(f"create view {name} as from '{folder}/{name}*.parquet'")
        return con.execute(sql).fetchall()


def made(folder: Path, works: int = 300, **choice) -> dict[str, bytes]:
    folder.mkdir()
    synthetic.write(folder, works, **choice)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_arguments_make_the_same_files_and_another_seed_others(tmp_path):
    first = made(tmp_path / "a", seed=3)
    assert sorted(first) == ["authorships_000.parquet", "institutions.parquet", "works_000.parquet"]
    assert made(tmp_path / "b", seed=3) == first
    other = made(tmp_path / "c", seed=4)
    assert [name for name in first if first[name] == other[name]] == []


def test_a_corpus_in_several_parts_has_all_its_works_once(tmp_path, monkeypatch):
    monkeypatch.setattr(synthetic, "CHUNK", 100)
    assert len(made(tmp_path / "a", 250)) == 1 + 2 * 3
    works = pa.concat_tables(pq.read_table(path) for path in sorted((tmp_path / "a").glob("works_*")))
    assert works["work_id"].to_pylist() == list(range(1, 251))


def test_works_have_a_year_a_known_subfield_and_a_type(folder):
    works = pq.read_table(folder / "works_000.parquet")
    assert works["work_id"].to_pylist() == list(range(1, WORKS + 1))
    assert set(works["year"].to_pylist()) == set(range(2014, 2024))
    assert set(works["subfield"].to_pylist()) <= {field.field for field in schemes.fields("subfield")}
    assert len(set(works["subfield"].to_pylist())) > 240
    assert set(works["type"].to_pylist()) == {"article", "review"}
    assert [name for name, column in zip(works.column_names, works.columns, strict=True) if column.null_count] == []


def test_every_work_has_an_author_and_an_institution(folder):
    assert ask(folder, "from authorships select count(distinct work_id), count(*) filter (institution_id is null)") == [
        (WORKS, 0)
    ]
    assert ask(folder, "from authorships anti join institutions using (institution_id) select count(*)") == [(0,)]


def test_a_share_of_works_without_institution_can_be_had(tmp_path):
    made(tmp_path / "a", 4000, unplaced=0.25)
    rows = ask(tmp_path / "a", "from authorships select work_id, count(institution_id), count(*) group by 1")
    assert len(rows) == 4000
    assert sum(n == 0 for _, n, _ in rows) == pytest.approx(1000, abs=100)
    assert [row for row in rows if 0 < row[1] < row[2]] == []


def test_citations_are_heavily_tied_and_have_a_long_tail(folder):
    cited = pq.read_table(folder / "works_000.parquet")["cited_by"].to_numpy()
    tally = Counter(cited.tolist())
    assert (tally[0] + tally[1]) / WORKS > 0.2
    assert max(cited) > 50 * np.median(cited) > 0
    ((ties,),) = ask(
        folder,
        """with cell as (from works select subfield, year, cited_by, count(*) as n group by all),
        size as (from cell select subfield, year, sum(n) as total group by all)
        from cell join size using (subfield, year) select count(*) filter (n > 1) / count(*) where total >= 20""",
    )
    assert ties > 0.2


def test_a_few_works_have_very_many_authors(folder):
    sizes = ask(
        folder, "from authorships select count(distinct author_seq), count(distinct institution_id) group by work_id"
    )
    authors = sorted((authors for authors, _ in sizes), reverse=True)
    assert authors[0] > 500
    assert 3 <= sum(number > 100 for number in authors) <= 40
    assert max(institutions for _, institutions in sizes) > 20
    assert 2 <= np.median(authors) <= 5


def test_authors_are_numbered_without_gaps_and_the_first_is_corresponding(folder):
    wrong = ask(
        folder,
        """from authorships select work_id group by 1
        having max(author_seq) + 1 <> count(distinct author_seq) or bool_or(is_corresponding <> (author_seq = 0))""",
    )
    assert wrong == []


def test_works_are_concentrated_like_zipfs_law_within_a_country(folder):
    found = ask(
        folder,
        """from authorships join institutions using (institution_id)
        select count(distinct work_id) as n where country_code = 'US' group by institution_id order by n desc""",
    )
    works = [n for (n,) in found]
    assert len(works) >= 8
    assert works[0] > 3 * np.median(works)
    ranks = np.arange(1, len(works) + 1)
    slope = np.polyfit(np.log(ranks), np.log(works), 1)[0]
    assert -2.0 < slope < -0.4


def test_institutions_are_of_the_countries_and_sectors_that_layers_compare(folder):
    places = pq.read_table(folder / "institutions.parquet")
    assert {"JP", "GB", "DE"} <= set(places["country_code"].to_pylist())
    assert "education" in set(places["type"].to_pylist())
    assert len(set(places["institution_id"].to_pylist())) == places.num_rows == 60


@pytest.mark.parametrize(
    "fault",
    [{"works": 0}, {"works": 1, "institutions": 0}, {"works": 1, "years": (2021, 2020)}, {"works": 1, "unplaced": 1.1}],
)
def test_a_corpus_of_nothing_is_refused(tmp_path, fault):
    with pytest.raises(ValueError, match="at least one work and one institution"):
        synthetic.write(tmp_path, **fault)
    assert list(tmp_path.iterdir()) == []


def test_one_work_at_one_institution_is_a_corpus(tmp_path):
    assert len(made(tmp_path / "a", 1, institutions=1)) == 3
    assert pq.read_table(tmp_path / "a" / "works_000.parquet").num_rows == 1
