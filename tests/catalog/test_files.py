import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tsunagu.catalog import files
from tsunagu.kernel.problems import Rejected

COI = "catalog/programs/coi-next.toml"
MAAS = "catalog/maps/maas.toml"


@pytest.fixture
def data(tmp_path) -> Path:
    return Path(shutil.copytree(settings.DATA, tmp_path / "data"))


def _replace(data: Path, name: str, old: str, new: str) -> None:
    text = (data / name).read_text()
    assert old in text
    (data / name).write_text(text.replace(old, new, 1))


def _append(data: Path, name: str, text: str) -> None:
    with (data / name).open("a") as file:
        file.write(text)


def _problems(data: Path) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        files.read(data)
    assert all(problem.message for problem in refused.value.problems)
    return [(problem.code, problem.where) for problem in refused.value.problems]


def test_the_real_files_have_no_problem(data):
    catalog = files.read(data)
    assert (len(catalog.maps), len(catalog.programs)) == (8, len(list((data / "catalog/programs").glob("*.toml"))))
    assert [map_.order for map_ in catalog.maps] == sorted(map_.order for map_ in catalog.maps)


# What is wrong in the text of one file: it cannot be read as what it should be.
UNREADABLE = [
    pytest.param(COI, 'key = "coi-next"', 'key = "coi-next', id="no TOML"),
    pytest.param(COI, 'summary = "', 'sumary = "', id="a misspelled name"),
    pytest.param(COI, 'kind = "grant"', 'kind = "gift"', id="a word that is none of the kinds"),
    pytest.param(COI, 'stage = "both"', "", id="a required name is missing"),
    pytest.param(COI, "pillar = 1", 'pillar = "1"', id="a text for a number"),
    pytest.param(
        COI,
        "[[budget]]",
        '[[budget]]\namount = 1.5\nfiscal_year = 2022\nkind = "draft"\n[[budget]]',
        id="a fraction of a yen",
    ),
    pytest.param(
        COI,
        "[[budget]]",
        '[[budget]]\namount = "ー"\nfiscal_year = 2022\nkind = "draft"\n[[budget]]',
        id="a dash for an amount",
    ),
    pytest.param(COI, "[[alias]]", '[[alias]]\ntext = "x"\npage = 3\n[[alias]]', id="an unknown name in a fact"),
    pytest.param(
        COI,
        "[[eligibility]]",
        '[[eligibility]]\nfiscal_year = 2022\nlead = ["univeristy"]\n[[eligibility]]',
        id="an unknown kind of body",
    ),
    pytest.param(MAAS, 'axis = "theme"', 'axis = "teme"', id="an unknown axis"),
    pytest.param(MAAS, 'confidence = "high"', 'confidence = "sure"', id="an unknown confidence"),
    pytest.param(MAAS, "new_call = true", "", id="a contact row that does not say whether there is a call"),
    pytest.param("catalog/totals.toml", 'rule = "at_most"', 'rule = "roughly"', id="an unknown rule"),
    pytest.param("catalog/documents.toml", 'title = "', 'titel = "', id="a misspelled name of a document"),
    pytest.param("catalog/packages.toml", "[[version]]", "[[version]]\nname = 3", id="a number for a name"),
    pytest.param("organizations.toml", 'key = "', "key = 3 # ", id="a number for a key"),
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "old", "new"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_named(data, name, old, new):
    _replace(data, name, old, new)
    assert _problems(data) == [("file", name)]


# What is wrong between files: a key that leads nowhere.
DANGLING = [
    pytest.param(
        COI, 'ministry = "mext"', 'ministry = "mexd"', "unknown_key", "programs/coi-next.toml", id="a ministry"
    ),
    pytest.param(COI, 'agency = "jst"', 'agency = "jsd"', "unknown_key", "programs/coi-next.toml", id="an agency"),
    pytest.param(
        COI,
        'at = "package-2022:11"',
        'at = "package-2002:11"',
        "unknown_key",
        "programs/coi-next.toml",
        id="a document",
    ),
    pytest.param(
        COI,
        "[[want]]",
        '[[relation]]\nkind = "part_of"\nto = "nowhere"\n[[want]]',
        "unknown_key",
        "programs/coi-next.toml",
        id="a related program",
    ),
    pytest.param(
        COI,
        "[[budget]]",
        '[[budget]]\nfiscal_year = 2022\nkind = "draft"\ncounts_in = "x"\n[[budget]]',
        "unknown_key",
        "programs/coi-next.toml",
        id="a total",
    ),
    pytest.param(
        COI, 'tags = ["産学連携"', 'tags = ["産官学連携"', "unknown_tag", "programs/coi-next.toml", id="a tag"
    ),
    pytest.param(
        MAAS, 'program = "sparc"', 'program = "spark"', "unknown_key", "maps/maas.toml", id="the program of a box"
    ),
    pytest.param(
        MAAS,
        'band_program = "sip"',
        'band_program = "sib"',
        "unknown_key",
        "maps/maas.toml",
        id="the program of the band",
    ),
    pytest.param(MAAS, "applicants = [2]", "applicants = [5]", "applicant", "maps/maas.toml", id="an applicant type"),
    pytest.param(
        MAAS,
        'ministry = "経済産業省"',
        'ministry = "経済省"',
        "unknown_key",
        "maps/maas.toml",
        id="the ministry of an office",
    ),
    pytest.param(
        "catalog/packages.toml",
        'program = "coi-next"',
        'program = "coi-last"',
        "unknown_key",
        "packages.toml",
        id="a program of the package",
    ),
    pytest.param(
        "catalog/totals.toml",
        'at = "package-2022:11"',
        'at = "package:11"',
        "unknown_key",
        "totals.toml",
        id="the document of a total",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "where"), DANGLING)
def test_a_key_that_leads_nowhere_is_named_with_its_file(data, name, old, new, code, where):
    _replace(data, name, old, new)
    assert _problems(data) == [(code, where)]


def test_the_list_of_documents_goes_on_in_the_files_of_a_folder(data):
    before = files.read(data).documents
    (data / "catalog/documents").mkdir(exist_ok=True)
    (data / "catalog/documents/made-up.toml").write_text(
        '[[document]]\nkey = "made-up"\ntitle = "某資料"\nurl = "https://example.jp/a.pdf"\n'
        "read_on = 2026-12-01\nknown_from = 2025-02-20\n"
    )
    [added] = [document for document in files.read(data).documents if document not in before]
    assert (added.key, added.url) == ("made-up", "https://example.jp/a.pdf")
    assert (added.read_on, added.known_from) == (date(2026, 12, 1), date(2025, 2, 20))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        pytest.param('key = "coi-next-2025"\ntitle = "某資料"\n', "twice", id="a key of another file"),
        pytest.param('key = "x"\ntitle = "某資料"\nurl = "javascript:alert(1)"\n', "url", id="no address of the web"),
    ],
)
def test_a_document_of_the_folder_is_checked_like_the_others(data, document, code):
    (data / "catalog/documents").mkdir(exist_ok=True)
    (data / "catalog/documents/made-up.toml").write_text("[[document]]\n" + document)
    assert _problems(data) == [(code, "documents")]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "fact"),
    [
        pytest.param(
            COI,
            '\n[[status]]\nstate = "ended"\nsince = 2026-01-01\nreason = "終わった"\nat = "undated:1"\n',
            id="a state",
        ),
        pytest.param(COI, '\n[[call]]\nfiscal_year = 2026\nevidence = "announced"\nat = "undated"\n', id="a call"),
        pytest.param(COI, '\n[[term]]\nkind = "cap"\namount = 1\ntext = "上限"\nat = "undated"\n', id="a term"),
        pytest.param(MAAS, "", id="a map"),
    ],
)
def test_a_document_that_a_fact_names_has_a_day(data, name, fact):
    _append(data, name, fact)
    if name == MAAS:
        _replace(data, name, 'at = "package-2022:30"', 'at = "undated:30"')
    undated = '[[document]]\nkey = "undated"\ntitle = "某資料"\ndate_text = "令和4年度"\n'
    made_up = data / "catalog/documents/made-up.toml"
    made_up.write_text(undated)
    assert _problems(data) == [("no_day", "documents")]
    for day in ("date", "known_from", "read_on"):
        made_up.write_text(f"{undated}{day} = 2023-03-31\n")
        assert files.read(data).documents


def test_a_document_that_nothing_names_needs_no_day(data):
    (data / "catalog/documents/made-up.toml").write_text('[[document]]\nkey = "undated"\ntitle = "某資料"\n')
    assert [document.key for document in files.read(data).documents if not document.has_day] == ["undated"]


def test_two_files_with_one_key_are_refused(data):
    shutil.copy(data / COI, data / "catalog/programs/coi-next-2.toml")
    assert _problems(data) == [("twice", "programs")]


def test_two_maps_with_one_key_and_year_are_refused(data):
    shutil.copy(data / MAAS, data / "catalog/maps/maas-2.toml")
    assert [code for code, _ in _problems(data)] == ["twice"]


def test_a_parent_organization_that_is_not_there_is_named(data):
    _append(
        data,
        "organizations.toml",
        '\n[[organization]]\nkey = "x"\nname = "某機構"\nname_en = "X"\nkind = "funder"\nparent = "nowhere"\n',
    )
    assert _problems(data) == [("unknown_key", "organizations.toml")]


def test_an_organization_without_a_name_is_named(data):
    _append(data, "organizations.toml", '\n[[organization]]\nkey = "x"\nname_en = "X"\nkind = "funder"\n')
    assert _problems(data) == [("empty", "organizations.toml")]


def test_two_organizations_with_one_key_are_refused(data):
    _append(
        data,
        "organizations.toml",
        '\n[[organization]]\nkey = "mext"\nname = "某省"\nname_en = "X"\nkind = "ministry"\n',
    )
    assert _problems(data) == [("twice", "organizations.toml")]


@pytest.mark.parametrize(
    "twice",
    [
        '\n[[relation]]\nkind = "works_with"\nto = "sip"\n[[relation]]\nkind = "works_with"\nto = "sip"\n',
        '\n[[edition]]\nfiscal_year = 2030\nbasis = "other"\n[[edition.track]]\nkey = "a"\nname = "甲"\n'
        '[[edition.track]]\nkey = "a"\nname = "乙"\n',
    ],
    ids=["a relation", "a track"],
)
def test_what_a_program_has_twice_is_named(data, twice):
    _append(data, COI, twice)
    assert _problems(data) == [("twice", "programs/coi-next.toml")]


def test_a_file_may_have_any_name(data):
    (data / COI).rename(data / "catalog/programs/renamed.toml")
    (data / MAAS).rename(data / "catalog/maps/coi-next.toml")
    before, after = files.read(settings.DATA), files.read(data)
    assert after.checksums == before.checksums
    assert len(after.checksums) == len(after.programs) + len(after.maps)


def test_a_missing_file_is_named(data):
    (data / "catalog/totals.toml").unlink()
    assert _problems(data) == [("file", "catalog/totals.toml")]


def test_a_file_that_is_no_text_is_named(data):
    (data / COI).write_bytes("名前".encode("utf-16"))
    assert _problems(data) == [("file", COI)]


def test_all_unreadable_files_are_named_at_once(data):
    for name in (COI, MAAS, "catalog/totals.toml"):
        _append(data, name, "\n[[broken")
    assert sorted(_problems(data)) == [("file", MAAS), ("file", COI), ("file", "catalog/totals.toml")]


def test_all_keys_that_lead_nowhere_are_named_at_once(data):
    _replace(data, COI, 'ministry = "mext"', 'ministry = "x"')
    _replace(data, COI, 'tags = ["産学連携"', 'tags = ["x"')
    _replace(data, MAAS, 'program = "sparc"', 'program = "x"')
    assert sorted(_problems(data)) == [
        ("unknown_key", "maps/maas.toml"),
        ("unknown_key", "programs/coi-next.toml"),
        ("unknown_tag", "programs/coi-next.toml"),
    ]
