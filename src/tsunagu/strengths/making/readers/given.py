"""All that was given to a reading as four views on an engine.

``given_work``, ``given_authorship``, ``given_place`` and ``given_merged``.

``source`` and ``part`` say where a row comes from, so that the authorships of a record stay with it: flat files that
belong together are one source and one part; of a staged file every record is a part. Sources are numbered in reading
order, flat files first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow.parquet as pq

from tsunagu.strengths.making.readers.checks import Problems
from tsunagu.strengths.making.readers.flat import Bundle
from tsunagu.strengths.making.readers.sources import Kind
from tsunagu.strengths.making.readers.staging import SCHEMAS, Staged
from tsunagu.strengths.storage.engines import quoted

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
        return "work_id" if len(self.bundles) == 1 and not self._has_staged_works() else "work_id, source, part"

    def bind(self, connection: Any) -> None:
        """Make the views."""
        views = {
            "given_work": self._works(self._latest(connection)),
            "given_authorship": self._authorships(),
            "given_place": self._places(),
            "given_merged": [self._scan("merged", "work_id")],
        }
        for view, parts in views.items():
            text = "\nUNION ALL\n".join(parts)
            connection.execute(f"CREATE OR REPLACE VIEW {view} AS {text}")

    def _works(self, latest: int | None) -> list[str]:
        # The last year of the data is not complete: what falls into it is not known yet.
        cited_4y = f"CASE WHEN year + 3 < {latest} THEN first_years END" if latest else "NULL::INTEGER"
        columns = _WORK.replace("concept,", "NULL::BIGINT AS concept,")
        columns = columns.replace("cited_4y", f"{cited_4y} AS cited_4y")
        columns = columns.replace("position", "part AS position")
        flat = [
            f"FROM {self._flat_works(bundle)} SELECT {number} AS source, 0::BIGINT AS part, {_WORK}"
            for number, bundle in self._bundles_with(Kind.FLAT_WORKS)
        ]
        return [*flat, self._scan("works", f"{self._source}, part, {columns}")]

    def _flat_works(self, bundle: Bundle) -> str:
        """The works of a bundle; with their first citations where it tells citations by year."""
        works = bundle.rows(Kind.FLAT_WORKS, self.problems)
        if Kind.FLAT_CITATIONS not in bundle.files:
            return works
        citations = bundle.rows(Kind.FLAT_CITATIONS, self.problems)
        return "(" + _CITED.format(works=works, citations=citations) + ")"

    def _authorships(self) -> list[str]:
        flat = [
            f"FROM {bundle.rows(Kind.FLAT_AUTHORSHIPS, self.problems)} "
            f"SELECT {number} AS source, 0::BIGINT AS part, {_AUTHORSHIP}"
            for number, bundle in self._bundles_with(Kind.FLAT_AUTHORSHIPS)
        ]
        return [*flat, self._scan("authorships", f"{self._source}, part, {_AUTHORSHIP}")]

    def _places(self) -> list[str]:
        flat = [
            f"FROM {bundle.rows(Kind.FLAT_INSTITUTIONS, self.problems)} "
            f"SELECT {number} AS source, {_PLACE}, updated, true AS is_entity"
            for number, bundle in self._bundles_with(Kind.FLAT_INSTITUTIONS)
        ]
        columns = _PLACE.replace("prefecture", "NULL::VARCHAR AS prefecture")
        return [*flat, self._scan("institutions", f"{self._source}, {columns}, updated, is_entity")]

    @property
    def _source(self) -> str:
        """The number of a staged file, which follow those of the bundles, as SQL."""
        return f"file_index::BIGINT + {len(self.bundles)} AS source"

    def _bundles_with(self, kind: Kind) -> list[tuple[int, Bundle]]:
        return [(number, bundle) for number, bundle in enumerate(self.bundles) if kind in bundle.files]

    def _latest(self, connection: Any) -> int | None:
        """The year of the newest record of all staged works."""
        if not self._has_staged_works():
            return None
        newest = connection.execute(f"FROM {self._read('works')} SELECT max(updated[:4])::INTEGER")
        (latest,) = newest.fetchone()
        return int(latest) if latest is not None else None

    def _has_staged_works(self) -> bool:
        return any(pq.read_metadata(staged.file("works")).num_rows for staged in self.staged)

    def _read(self, table: str) -> str:
        return f"read_parquet([{quoted(*(staged.file(table) for staged in self.staged))}])"

    def _scan(self, table: str, columns: str) -> str:
        """Rows of a table of all staged files; none where nothing is staged."""
        if self.staged:
            return f"FROM {self._read(table)} SELECT {columns}"
        unknown = (f"NULL::{_SQL[str(column.type)]} AS {column.name}" for column in SCHEMAS[table])
        return f"FROM (SELECT {', '.join(unknown)}, 0 AS file_index) SELECT {columns} WHERE false"
