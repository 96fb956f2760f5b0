"""Field schemes, their maps and the types of documents: complete, consistent, and replaceable by an administrator who
errs.
"""

import csv
import re
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.kernel.labels import speaking
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.storage.engines import DuckDB

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
BASES = ("field", "concept")


def rows(base: str) -> list[list[str]]:
    """The packaged map as an administrator would copy it."""
    found = schemes.field_map(base, "eight")
    targets = dict(zip(*(found.table[name].to_pylist() for name in ("field", "to")), strict=True))
    why = {**found.outside, **found.reasons}
    return [
        [base, "eight", "own-1", str(f.field), str(targets.get(f.field, "")), why.get(f.field, "")]
        for f in schemes.fields(base)
    ]


def written(path: Path, lines: list[list[str]], header: tuple[str, ...] = schemes.MAP_COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    return path


def problems(path: Path, base: str = "concept") -> list[tuple[str, str]]:
    with pytest.raises(WrongTable) as refused:
        schemes.field_map(base, "eight", path)
    return [(problem.code, problem.where) for problem in refused.value.problems]


def test_the_schemes_have_as_many_fields_as_their_makers_say() -> None:
    assert {scheme: len(schemes.fields(scheme)) for scheme in schemes.schemes()} == {
        "eight": 8,
        "field": 26,
        "subfield": 252,
        "concept": 19,
    }


def test_numbers_of_fields_are_distinct_ascending_and_fit_sixteen_bits() -> None:
    for scheme in schemes.schemes():
        numbers = [field.field for field in schemes.fields(scheme)]
        assert numbers == sorted(set(numbers))
        assert 0 < min(numbers) <= max(numbers) < 2**15


def test_every_field_has_a_name_of_its_own_in_japanese_and_one_in_english() -> None:
    for scheme in schemes.schemes():
        names = [field.name for field in schemes.fields(scheme)]
        assert len(set(names)) == len(names)
        assert [name for name in names if not JAPANESE.search(name)] == []
        with speaking("en"):
            assert [field.field for field in schemes.fields(scheme) if not field.name.isascii()] == []


def test_a_subfield_belongs_to_the_field_of_its_first_two_digits_and_every_field_has_subfields() -> None:
    assert [field.field for field in schemes.fields("subfield") if field.parent != field.field // 100] == []
    assert {field.parent for field in schemes.fields("subfield")} == {field.field for field in schemes.fields("field")}


def test_known_fields_are_named_as_openalex_names_them() -> None:
    fields = (("subfield", 1702), ("subfield", 2505), ("field", 31))
    with speaking("en"):
        names = {(scheme, number): schemes.name(scheme, number) for scheme, number in fields}
    assert names == {
        ("subfield", 1702): "Artificial Intelligence",
        ("subfield", 2505): "Materials Chemistry",
        ("field", 31): "Physics and Astronomy",
    }
    assert {f.source_id: f.name_en for f in schemes.fields("concept")}[71924100] == "Medicine"


def test_the_eight_fields_stand_in_the_order_of_the_decks() -> None:
    assert [field.name for field in schemes.fields("eight")] == [
        "化学", "材料科学", "物理学", "計算機・数学", "工学", "環境・地球科学", "臨床医学", "基礎生命科学",
    ]  # fmt: skip


def test_field_zero_is_all_fields_together_and_an_unknown_field_is_refused() -> None:
    assert schemes.name("eight", 0) == "全分野"
    with speaking("en"):
        assert schemes.name("eight", 0) == "All fields"
    with pytest.raises(ValueError, match="'eight' has no field 9"):
        schemes.name("eight", 9)
    with pytest.raises(ValueError, match="no field scheme 'nine'"):
        schemes.fields("nine")


@pytest.mark.parametrize("base", BASES)
def test_every_field_is_mapped_or_outside_with_a_reason_and_all_eight_are_reached(base: str) -> None:
    found = schemes.field_map(base, "eight")
    mapped = found.table["field"].to_pylist()
    assert sorted([*mapped, *found.outside]) == [field.field for field in schemes.fields(base)]
    assert set(found.table["to"].to_pylist()) == set(range(1, 9))
    assert all(found.outside.values())
    assert (found.edition, found.table.schema) == (
        "tsunagu-2026-1",
        pa.schema([("field", pa.int16()), ("to", pa.int16())]),
    )


def test_economics_and_social_sciences_are_outside_and_psychiatry_is_clinical_medicine() -> None:
    found = schemes.field_map("field", "eight")
    assert found.outside.keys() == {12, 14, 18, 20, 33}
    targets = dict(zip(*(found.table[name].to_pylist() for name in ("field", "to")), strict=True))
    assert {number: targets[number] for number in (16, 25, 31, 26, 22, 19, 32, 13)} == {
        16: 1,
        25: 2,
        31: 3,
        26: 4,
        22: 5,
        19: 6,
        32: 7,
        13: 8,
    }


def test_a_map_is_bound_to_an_expression_by_its_name() -> None:
    cells, mapped = (
        ibis.table({"field": "int16", "n": "int64"}, name="cells"),
        ibis.table({"field": "int16", "to": "int16"}, name="field_map"),
    )
    summed = cells.join(mapped, "field").group_by("to").agg(n=ibis._.n.sum().cast("int64")).order_by("to")
    data = pa.table({"field": pa.array([17, 26, 33, 16], pa.int16()), "n": [1, 2, 4, 8]})
    found = DuckDB().fetch(summed, cells=data, field_map=schemes.field_map("field", "eight").table)
    assert found.to_pylist() == [{"to": 1, "n": 8}, {"to": 4, "n": 3}]  # social sciences are in none of the eight


def test_an_administrators_map_replaces_the_packaged_one_with_its_edition(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    assert schemes.map_path(tmp_path, "concept", "eight") is None
    lines = rows("concept")
    lines[8][4:] = ["6", "自然地理が主とみなす"]  # geography
    path = written(tmp_path / "schemes" / "map_concept_eight.csv", lines)
    assert schemes.map_path(tmp_path, "concept", "eight") == path
    found = schemes.field_map("concept", "eight", path)
    assert found.edition == "own-1"
    assert {"field": 9, "to": 6} in found.table.to_pylist()
    assert 9 not in found.outside


def test_a_changed_map_may_not_bear_the_packaged_edition_but_a_copy_may(tmp_path: Path) -> None:
    lines = [[*line[:2], "tsunagu-2026-1", *line[3:]] for line in rows("concept")]
    assert schemes.field_map("concept", "eight", written(tmp_path / "copy.csv", lines)).edition == "tsunagu-2026-1"
    lines[8][4] = "6"
    assert problems(written(tmp_path / "changed.csv", lines)) == [("edition", "changed.csv")]


def test_everything_wrong_with_a_map_is_told_at_once_with_its_row(tmp_path: Path) -> None:
    lines = rows("concept")
    lines[0] = ["field", *lines[0][1:]]  # row 2: another scheme
    lines[1][4] = "9"  # row 3: no such target
    lines[2][5] = ""  # row 4: outside without a reason
    lines[3][3] = "4a"  # row 5: no such field, so field 4 is missing
    lines[5] = list(lines[4])  # row 7: field 5 again, so field 6 is missing
    lines[6][2] = "own-2"  # row 8: another edition
    path = written(tmp_path / "m.csv", lines)
    assert problems(path) == [
        ("scheme", "m.csv row 2"),
        ("unknown", "m.csv row 3"),
        ("reason", "m.csv row 4"),
        ("unknown", "m.csv row 5"),
        ("twice", "m.csv row 7"),
        ("missing", "m.csv"),
        ("edition", "m.csv row 8"),
    ]
    with pytest.raises(WrongTable, match="no row for 4, 6"):
        schemes.field_map("concept", "eight", path)


def test_a_map_without_its_columns_without_rows_or_without_an_edition_is_refused(tmp_path: Path) -> None:
    assert problems(written(tmp_path / "a.csv", rows("concept"), ("base", "to"))) == [("columns", "a.csv row 1")]
    assert problems(written(tmp_path / "b.csv", [])) == [("missing", "b.csv"), ("edition", "b.csv")]
    assert problems(written(tmp_path / "c.csv", [[*line[:2], "", *line[3:]] for line in rows("concept")])) == [
        ("edition", "c.csv")
    ]
    with pytest.raises(ValueError, match="no map from 'field' to 'concept'"):
        schemes.field_map("field", "concept")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), max_size=8), max_size=6
    )
)
def test_whatever_stands_in_a_map_it_is_refused_in_words_or_complete(lines: list[list[str]]) -> None:
    sheet = [list(schemes.MAP_COLUMNS), *lines]
    with pytest.raises(WrongTable):
        schemes._checked("concept", "eight", {"m": sheet}, "m")


def test_nistep_compares_articles_and_reviews_together_and_nothing_else() -> None:
    groups = schemes.type_groups("nistep")
    assert {name for name, group in groups.items() if group == 0} == {"article", "review", "journal-article"}
    assert set(groups.values()) == {0, -1}
    assert groups["letter"] == groups["proceedings-article"] == groups["book-chapter"] == schemes.NOT_COMPARED


def test_cwts_compares_articles_reviews_and_book_chapters_each_among_themselves() -> None:
    groups = schemes.type_groups("cwts")
    assert {name: group for name, group in groups.items() if group != -1} == {
        "article": 0,
        "journal-article": 0,
        "review": 1,
        "book-chapter": 2,
    }
    with pytest.raises(ValueError, match="there is no rule 'wos'"):
        schemes.type_groups("wos")


def test_every_type_of_document_has_a_name_in_both_languages() -> None:
    codes = schemes.type_groups("nistep").keys()
    japanese = {code: schemes.type_name(code) for code in codes}
    with speaking("en"):
        english = {code: schemes.type_name(code) for code in codes}
    assert [code for code, name in japanese.items() if not JAPANESE.search(name)] == []
    assert [code for code, name in english.items() if JAPANESE.search(name) or name == code] == []
    assert (japanese["review"], english["journal-article"]) == ("総説", "Journal article")
