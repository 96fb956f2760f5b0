"""Japanese names and prefectures from the operator's lists in ``DIR/names``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.strengths.snapshots import KO, OTSU, author, lent, lines, place, read, work
from tsunagu.kernel.problems import Rejected
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.build import build
from tsunagu.strengths.making.identities import identified
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import INSTITUTION

TITECH = "https://ror.org/0112mx960"
ROR = "ror_id,name_ja,name_en,types,subdivision\n"
MINISTRY = "school_code,name,name_en,founder,pref_code\n"
COLUMNS = (
    "its columns are ror_id, name_ja, name_en and subdivision, as of ROR, or name, name_en and pref_code, "
    "as of the ministry"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    (made.directory / "names").mkdir(parents=True)
    return made


def put(store: Store, name: str, text: str, encoding: str = "utf-8") -> None:
    (store.directory / "names" / name).write_bytes(text.encode(encoding))


def places(store: Store, *institutions: dict[str, Any]) -> None:
    """Institutions of a store, of Japan where nothing else is said."""
    rows = [
        {"institution_id": number, "openalex_id": number, "country": "JP", **given}
        for number, given in enumerate(institutions, 1)
    ]
    with store.change("ingest", snapshot="test", parameters={}) as change:
        pq.write_table(pa.Table.from_pylist(rows, schema=INSTITUTION.arrow), change.path("institution"))


def named(store: Store) -> list[tuple[str | None, str | None]]:
    """Name and prefecture of each institution."""
    return [(row["name_ja"], row["prefecture"]) for row in identified(store)[0].to_pylist()]


def told(store: Store) -> list[str]:
    with pytest.raises(WrongTable) as caught:
        identified(store)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.long
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_lists_of_ror_and_of_the_ministry_are_read_as_spreadsheets_write_them(store, encoding):
    places(
        store,
        {"ror": "https://ror.org/0ko"},
        {"name_en": "OTSU University"},
        {"ror": "https://ror.org/0hei", "name_en": "Hei"},
    )
    put(store, "a.csv", ROR + "https://ror.org/0ko,甲大学,Ko University,education,19\n", encoding)
    put(store, "b.csv", MINISTRY + "F1,乙大学, Otsu University ,国立,1\n", encoding)
    assert named(store) == [("甲大学", "山梨県"), ("乙大学", "北海道"), (None, None)]


def test_a_list_wins_over_the_data_and_a_later_list_over_an_earlier_one(store):
    places(store, {"ror": "https://ror.org/0ko", "name_en": "Ko University", "name_ja": "Ko", "prefecture": "東京都"})
    assert named(store) == [("Ko", "東京都")]
    put(store, "a.csv", "ror_id,name_ja\n0ko,甲\n")
    assert named(store) == [("甲", "東京都")]
    put(store, "b.csv", MINISTRY + "F1,甲大学,Ko University,国立,19\n")
    assert named(store) == [("甲大学", "山梨県")]
    put(store, "c.csv", "ror_id,name_ja,subdivision\n0ko,,13\n")
    assert named(store) == [("甲大学", "東京都")]  # an empty cell says nothing


@pytest.mark.long
def test_a_list_that_was_corrected_takes_effect(store, tmp_path):
    read(
        store,
        lines(tmp_path / "w.jsonl", work(1, 2020, author(1, KO), author(2, OTSU))),
        lines(tmp_path / "i.jsonl", place(KO, 35, 138)),
    )
    found = []
    for name in ("甲大", "甲大学"):
        put(store, "a.csv", f"ror_id,name_ja,subdivision\n{KO['ror']},{name},19\n")
        build(store, settings=Settings(width=1, windows=1, draws=20), engine=lent())
        found.append(store.arrow("institution").to_pylist()[0])
    assert [(row["name_ja"], row["prefecture"]) for row in found] == [("甲大", "山梨県"), ("甲大学", "山梨県")]
    # The row is gone: what it said stays until something else is said.
    put(store, "a.csv", "ror_id,name_ja,subdivision\n")
    assert named(store) == [("甲大学", "山梨県"), (None, None)]


def test_of_institutions_of_one_english_name_the_ror_tells_which_is_meant(store):
    places(
        store,
        *({"ror": ror, "name_en": "Sanno Hospital"} for ror in ("https://ror.org/01", "https://ror.org/02", None)),
    )
    put(store, "a.csv", ROR + "https://ror.org/01,山王病院,Sanno Hospital,healthcare,13\n")
    assert named(store) == [("山王病院", "東京都"), (None, None), ("山王病院", "東京都")]
    put(
        store,
        "a.csv",
        ROR
        + "".join(
            f"https://ror.org/0{n},{name},Sanno Hospital,healthcare,\n"
            for n, name in ((1, "山王病院"), (2, "三王病院"))
        ),
    )
    assert named(store) == [("山王病院", None), ("三王病院", None), (None, None)]


def test_institutions_of_other_countries_are_left_as_they_are(store):
    places(
        store,
        {"name_en": "Ko University", "country": "FR"},
        {"name_en": "Ko University", "country": None},
        {"name_en": None},
    )
    put(store, "a.csv", MINISTRY + "F1,甲大学,Ko University,国立,19\nF2,乙大学,,国立,\n")
    assert named(store) == [(None, None), ("甲大学", "山梨県"), (None, None)]


def test_a_list_wins_over_the_names_that_come_with_the_program(store):
    places(store, {"ror": TITECH})
    assert named(store)[0] == ("東京工業大学", None)
    put(store, "a.csv", f"ror_id,name_ja\n{TITECH},東工大\n")
    assert named(store)[0] == ("東工大", None)


@pytest.mark.long
@pytest.mark.parametrize("reading", ["Tokodai", "とうきょう・せんたー", "Tōkyō Kōgyō Daigaku"])
def test_a_reading_takes_the_place_of_no_name_but_is_better_than_none(store, reading):
    places(store, {"ror": TITECH}, {"ror": "https://ror.org/0ko"}, {"ror": "https://ror.org/0otsu", "name_ja": "Otsu"})
    put(store, "a.csv", f"ror_id,name_ja\n{TITECH},{reading}\n0ko,{reading}\n0otsu,オツ\n")
    assert [name for name, _ in named(store)][:3] == ["東京工業大学", reading, "オツ"]
    put(store, "b.csv", "ror_id,name_ja\n0ko,KO\n")
    assert named(store)[1] == ("KO", None)
    put(store, "b.csv", "ror_id,name_ja\n0ko,甲大学\n")
    assert named(store)[1] == ("甲大学", None)


def test_a_list_of_before_brings_no_former_name_back(store):
    renamed = "https://ror.org/00ws30h19"
    places(store, {"ror": renamed})
    put(store, "a.csv", f"ror_id,name_ja,subdivision\n{renamed},首都大学東京,13\n")
    assert named(store) == [("東京都立大学", "東京都")]


def test_lists_without_their_columns_and_of_no_prefecture_are_refused_with_what_to_do(store):
    places(store, {"ror": "https://ror.org/0ko"})
    put(store, "a.csv", "name,city\n甲大学,甲府\n")
    put(store, "b.csv", "")
    put(
        store,
        "c.csv",
        MINISTRY
        + "F1,甲大学,Ko University,国立,19\nF2,乙大学,Otsu University,国立,48\nF3,丙大学,Hei University,国立,東京都\n",
    )
    assert told(store) == [
        f"a.csv: the file has no column ror_id or name_en; {COLUMNS}",
        f"b.csv: the file has no column ror_id or name_en; {COLUMNS}",
        f"b.csv: the file has no column name_ja or name or subdivision or pref_code; {COLUMNS}",
        "c.csv row 3: '48' is no prefecture; write 01 to 47",
        "c.csv row 4: '東京都' is no prefecture; write 01 to 47",
    ]


def test_a_list_in_neither_encoding_stops_a_build_with_its_name_and_leaves_the_store_as_it_was(store, tmp_path):
    read(store, lines(tmp_path / "w.jsonl", work(1, 2020, author(1, KO))))
    (store.directory / "names" / "a.csv").write_bytes(b"ror_id,name_ja\n0ko,\x81\n")
    with pytest.raises(Rejected, match=r"a\.csv: the file is neither UTF-8 nor Shift_JIS; save it as CSV UTF-8"):
        build(store, engine=lent())
    assert [run.kind for run in store.runs()] == ["ingest"]
