"""All that was given to a reading as four views on an engine.

``given_work``, ``given_authorship``, ``given_place`` and ``given_merged``.

``source`` and ``part`` say where a row comes from, so that the authorships of a record stay with it: flat files that
belong together are one source and one part; of a staged file every record is a part. Sources are numbered in reading
order, flat files first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tsunagu.strengths.making.readers.checks import Problems
from tsunagu.strengths.making.readers.flat import Bundle, listed
from tsunagu.strengths.making.readers.sources import Kind
from tsunagu.strengths.making.readers.staging import SCHEMAS, Staged

VIEWS = ("given_work", "given_authorship", "given_place", "given_merged")

_WORK = (
    "work_id, year, type, cited_by, doi, title, lang, source_id, subfield, concept, field_l0_id, is_retracted, "
    "cited_4y, updated, position"
)
_AUTHORSHIP = "work_id, author_seq, author_id, institution_id, is_corresponding"
_PLACE = "institution_id, display_name, ror, country_code, type, name_ja, prefecture, lat, lon"
_SQL = {
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "double": "DOUBLE",
}
# Citations of the last year of a table are not complete.
_CITED = """
SELECT work.* EXCLUDE (cited_4y),
    coalesce(cited_4y, CASE WHEN year >= (SELECT min(year) FROM {citations} AS c)
        AND year + 3 < (SELECT max(year) FROM {citations} AS c)
        THEN coalesce(cited, 0) END) AS cited_4y
FROM {works} AS work LEFT JOIN (
    SELECT work_id, sum(cited_by_count) AS cited
    FROM (FROM {works} SELECT work_id, year AS published) AS w JOIN {citations} AS c USING (work_id)
    WHERE c.year BETWEEN published AND published + 3 GROUP BY work_id
) AS counted USING (work_id)
"""


class Given:
    """What was given: flat bundles and staged files."""

    def __init__(self, bundles: Sequence[Bundle], staged: Sequence[Staged], problems: Problems) -> None:
        self.bundles, self.staged, self.problems = list(bundles), list(staged), problems

    @property
    def keys(self) -> str:
        """What ties authorships to the record of a work.

        Its identifier alone where all come from one set of flat files.
        """
        return "work_id" if len(self.bundles) == 1 and not self._files("works") else "work_id, source, part"

    def bind(self, connection: Any) -> None:
        """Make the views."""
        latest = self._latest(connection)
        makers: dict[str, Callable[[], list[str]]] = {
            "given_work": lambda: self._works(latest),
            "given_authorship": self._authorships,
            "given_place": self._places,
            "given_merged": lambda: [self._scan("merged", "work_id")],
        }
        for view, maker in makers.items():
            text = "\nUNION ALL\n".join(part for part in maker() if part)
            connection.execute(f"CREATE OR REPLACE VIEW {view} AS {text}")

    def _works(self, latest: int | None) -> list[str]:
        flat = []
        for number, bundle in enumerate(self.bundles):
            if Kind.FLAT_WORKS in bundle.files:
                rows = bundle.rows(Kind.FLAT_WORKS, self.problems)
                if Kind.FLAT_CITATIONS in bundle.files:
                    rows = (
                        "(" + _CITED.format(works=rows, citations=bundle.rows(Kind.FLAT_CITATIONS, self.problems)) + ")"
                    )
                flat.append(f"FROM {rows} SELECT {number} AS source, 0::BIGINT AS part, {_WORK}")
        # The last year of the data is not complete: what falls into it is not known yet.
        complete = f"CASE WHEN year + 3 < {latest} THEN first_years END" if latest else "NULL::INTEGER"
        columns = _WORK.replace("concept,", "NULL::BIGINT AS concept,").replace("cited_4y", f"{complete} AS cited_4y")
        staged = self._scan(
            "works",
            f"file_index::BIGINT + {len(self.bundles)} AS source, part, "
            f"{columns.replace('position', 'part AS position')}",
        )
        return [*flat, staged]

    def _authorships(self) -> list[str]:
        flat = []
        for number, bundle in enumerate(self.bundles):
            if Kind.FLAT_AUTHORSHIPS in bundle.files:
                rows = bundle.rows(Kind.FLAT_AUTHORSHIPS, self.problems)
                flat.append(f"FROM {rows} SELECT {number} AS source, 0::BIGINT AS part, {_AUTHORSHIP}")
        return [
            *flat,
            self._scan("authorships", f"file_index::BIGINT + {len(self.bundles)} AS source, part, {_AUTHORSHIP}"),
        ]

    def _places(self) -> list[str]:
        flat = []
        for number, bundle in enumerate(self.bundles):
            if Kind.FLAT_INSTITUTIONS in bundle.files:
                rows = bundle.rows(Kind.FLAT_INSTITUTIONS, self.problems)
                flat.append(f"FROM {rows} SELECT {number} AS source, {_PLACE}, updated, true AS is_entity")
        columns = f"{_PLACE}, updated, is_entity".replace("prefecture", "NULL::VARCHAR AS prefecture")
        return [*flat, self._scan("institutions", f"file_index::BIGINT + {len(self.bundles)} AS source, {columns}")]

    def _latest(self, connection: Any) -> int | None:
        """The year of the newest record of all staged works."""
        if not self._files("works"):
            return None
        (latest,) = connection.execute(f"FROM {self._read('works')} SELECT max(updated[:4])::INTEGER").fetchone()
        return int(latest) if latest is not None else None

    def _files(self, table: str) -> list[Path]:
        return [path for staged in self.staged if pq.read_metadata(path := staged.file(table)).num_rows]

    def _read(self, table: str) -> str:
        return f"read_parquet([{listed([staged.file(table) for staged in self.staged])}])"

    def _scan(self, table: str, columns: str) -> str:
        """Rows of a table of all staged files; none where nothing is staged."""
        if self.staged:
            return f"FROM {self._read(table)} SELECT {columns}"
        nothing = ", ".join(f"NULL::{_SQL[str(column.type)]} AS {column.name}" for column in SCHEMAS[table])
        return f"FROM (SELECT {nothing}, 0 AS file_index) SELECT {columns} WHERE false"
