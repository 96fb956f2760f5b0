"""Which institution is which: successors that no data names yet, and names from the operator's lists."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.conventions import editions
from tsunagu.strengths.making.identities import identified
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import FIRST_MADE, INSTITUTION


def stored(folder: Path, *rors: str) -> Store:
    """A store of institutions with these RORs."""
    rows = [
        {
            "institution_id": number,
            "openalex_id": 4_210_000_000 + number,
            "ror": ror,
            "country": "JP",
            "sector": "education",
        }
        for number, ror in enumerate(rors, 1)
    ]
    store = Store(folder)
    with store.change("ingest", snapshot="test", parameters={}) as change:
        pq.write_table(pa.Table.from_pylist(rows, schema=INSTITUTION.arrow), change.path("institution"))
    return store


def test_a_successor_that_no_data_names_has_a_number_above_all_of_openalex(tmp_path: Path) -> None:
    mergers = [link for link in editions.institution_links() if link.relation == "successor"]
    institutions, _ = identified(stored(tmp_path / "store", *dict.fromkeys(link.child_ror for link in mergers)))
    by_ror = {row["ror"]: row for row in institutions.to_pylist()}
    made = {
        by_ror[link.parent_ror]["openalex_id"]
        for link in mergers
        if by_ror[link.parent_ror]["openalex_id"] > 5_000_000_000
    }
    assert len(made) > 3
    assert min(made) >= FIRST_MADE
