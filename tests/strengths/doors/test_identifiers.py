"""By what exports identify institutions: "
"in every sheet by the number of OpenAlex and the ROR, each in its own column."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.strengths.pages_by_hand import site
from tests.strengths.questions.conftest import KO, OTSU, make_store, openalex
from tsunagu.strengths.tables import FIRST_MADE, INSTITUTION

MADE = FIRST_MADE + 5  # Otsu as a successor that OpenAlex does not know
RORS = {
    "甲大学": "https://ror.org/0ko",
    "乙大学": "https://ror.org/0otsu",
    "Ko University": "https://ror.org/0ko",
    "Otsu University": "https://ror.org/0otsu",
}
SHEETS = {  # where universities are listed: address and number of the sheet
    "strengths/?least=1": 0,
    f"strengths/universities/{openalex(KO)}/": 3,
    f"strengths/compare/?u={openalex(KO)}&u={MADE}": 0,
    "strengths/layers/?least=1": 0,
    f"strengths/domain/?u={openalex(4)}&r={openalex(KO)}&r={MADE}&scheme=subfield&field=1605": 2,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_store(tmp_path_factory.mktemp("identifiers") / "store")
    rows = made.arrow("institution").to_pylist()
    for row in rows:
        row["ror"] = RORS.get(row["name_ja"])
        row["openalex_id"] = MADE if row["institution_id"] == OTSU else row["openalex_id"]
    with made.change("ingest", snapshot="identifiers by hand", parameters={}) as change:
        pq.write_table(pa.Table.from_pylist(rows, schema=INSTITUTION.arrow), change.path("institution"))
    return made.directory


@pytest.fixture
def client(store: Path, settings) -> Client:
    return site(store, settings)


@pytest.mark.long
@pytest.mark.parametrize(("address", "sheet"), SHEETS.items())
@pytest.mark.parametrize("language", ["", "en/"])
def test_a_number_that_was_made_is_no_number_of_openalex_and_a_ror_is_under_its_heading(
    client, address, sheet, language
) -> None:
    answer = client.get(f"/{language}{address}{'&' if '?' in address else '?'}format=xlsx")
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(sheet).to_python()
    at = head.index("OpenAlex")
    assert head[at + 1] == "ROR"
    found = {(row[at - 1], row[at], row[at + 1]) for row in rows if row[at - 1] in RORS}
    assert found
    for name, number, ror in found:
        assert (number, ror) == ("" if RORS[name].endswith("otsu") else openalex(KO), RORS[name])


def test_the_reference_of_the_map_is_named_by_both(client) -> None:
    answer = client.get("/strengths/?least=1&format=xlsx")
    facts = dict(
        row[:2]
        for row in CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("出典").to_python()
    )
    assert (facts["基準の大学（OpenAlex）"], facts["基準の大学（ROR）"]) == (openalex(KO), "https://ror.org/0ko")
