"""The SQL of the merge.

``given_*`` is what was given, ``taken_*`` what of it lands, ``stored_*`` what the store holds, ``kept_*`` that of one
year.

``{keys}`` ties authorships to the record of a work, ``{record}`` names the record. Sums of hashes tell whether the
authors of a work are the same; what lands is copied value by value.
"""

from __future__ import annotations

# What a type of document or a top concept stands for is asked of ``group_of`` and ``concept_of``, which the merge
# defines.
ROWS = """
CREATE OR REPLACE VIEW given_row AS
SELECT * REPLACE (coalesce(nullif(type, ''), 'unknown') AS type, coalesce(concept, concept_of(field_l0_id)) AS concept),
    group_of(type) AS type_group
FROM given_work
"""

# The newest fact wins, column by column; of equally new ones that of the institution's own record.
PLACES = """
CREATE OR REPLACE TABLE place AS
WITH dated AS (
    SELECT *, (coalesce(updated, ''), is_entity, source) AS age FROM given_place
), facts AS (
    SELECT institution_id AS openalex_id,
        arg_max(ror, (age, ror)) FILTER (ror IS NOT NULL) AS ror,
        arg_max(name_ja, (age, name_ja)) FILTER (name_ja IS NOT NULL) AS name_ja,
        arg_max(display_name, (age, display_name)) FILTER (display_name IS NOT NULL) AS name_en,
        arg_max(country_code, (age, country_code)) FILTER (country_code <> '') AS country,
        arg_max(prefecture, (age, prefecture)) FILTER (prefecture IS NOT NULL) AS prefecture,
        arg_max(type, (age, type)) FILTER (type <> '') AS sector,
        arg_max((lat, lon), (age, lat, lon)) FILTER (lat IS NOT NULL AND lon IS NOT NULL) AS point
    FROM dated GROUP BY institution_id
), seen AS (
    SELECT openalex_id FROM facts UNION SELECT institution_id FROM given_authorship WHERE institution_id IS NOT NULL
), numbered AS (
    SELECT openalex_id, institution_id FROM stored_institution
    UNION ALL
    SELECT openalex_id, row_number() OVER (ORDER BY openalex_id)
        + (SELECT coalesce(max(institution_id), 0) FROM stored_institution)
    FROM seen ANTI JOIN stored_institution USING (openalex_id)
)
SELECT n.institution_id::INTEGER AS institution_id, openalex_id, coalesce(f.ror, s.ror) AS ror, nistep_id,
    coalesce(f.name_ja, s.name_ja) AS name_ja, coalesce(f.name_en, s.name_en) AS name_en,
    coalesce(f.country, s.country) AS country, coalesce(f.prefecture, s.prefecture) AS prefecture,
    coalesce(f.sector, s.sector) AS sector, coalesce(point[1], s.lat) AS lat, coalesce(point[2], s.lon) AS lon,
    parent_id, valid_from, valid_to
FROM numbered AS n LEFT JOIN facts AS f USING (openalex_id) LEFT JOIN stored_institution AS s USING (openalex_id)
"""

UNNAMED = "SELECT count(*) FROM place WHERE coalesce(ror, name_ja, name_en, country, sector) IS NULL"

# The newest record of each work; all of them where no work is given twice, and as they are where there is nothing to
# compare them with.
ALL = "CREATE OR REPLACE VIEW incoming AS SELECT work_id, source, part, year FROM given_work"
TAKE = "CREATE OR REPLACE TABLE incoming AS SELECT work_id, source, part, year FROM given_work"
PICK = """
CREATE OR REPLACE TABLE incoming AS
SELECT work_id, newest.source AS source, newest.part AS part, newest.position AS position, newest.year AS year
FROM (
    SELECT work_id,
        arg_max((source, part, position, year)::STRUCT(source BIGINT, part BIGINT, position BIGINT, year SMALLINT),
        (coalesce(updated, ''), source, position)) AS newest
    FROM given_work GROUP BY work_id
)
"""
NO_WORK = """
SELECT count(*) FROM (FROM given_authorship SELECT work_id, source, part WHERE source < {bundles})
    ANTI JOIN given_work USING ({keys})
"""
# Of flat files their check has looked at types already.
UNKNOWN_TYPES = (
    "FROM given_work SELECT type, count(*) WHERE source >= {bundles} AND {outside} GROUP BY type ORDER BY type"
)
UNKNOWN_SECTORS = (
    "FROM given_place SELECT type, count(DISTINCT institution_id) WHERE source >= {bundles} AND {outside} "
    "GROUP BY type ORDER BY type"
)
DROP_MERGED = "DELETE FROM incoming WHERE work_id IN (SELECT work_id FROM given_merged)"

# Works of the input that the store holds with the same values.
SAME = """
CREATE OR REPLACE TABLE same AS
WITH ours AS (
    SELECT w.work_id, (w.type_group, w.year, w.type, w.lang, w.source_id, w.subfield, w.cited_by, w.cited_4y,
        w.is_retracted, t.title, t.doi, c.field)
        AS facts
    FROM stored_work AS w JOIN stored_title AS t USING (work_id)
    LEFT JOIN (FROM stored_work_field SELECT work_id, field WHERE scheme = 'concept') AS c USING (work_id)
    SEMI JOIN incoming USING (work_id)
), theirs AS (
    SELECT work_id, (type_group, year, type, lang, source_id, subfield, cited_by, cited_4y, is_retracted, title, doi,
        CASE WHEN subfield IS NULL THEN concept END) AS facts
    FROM given_row SEMI JOIN incoming USING ({record})
), our_authors AS (
    SELECT work_id, sum(hash(author_seq, author_id, openalex_id, is_corresponding)::HUGEINT) AS authors
    FROM stored_authorship LEFT JOIN stored_institution USING (institution_id) SEMI JOIN incoming USING (work_id)
    GROUP BY work_id
), their_authors AS (
    SELECT work_id, sum(hash(author_seq, author_id, institution_id, is_corresponding)::HUGEINT) AS authors
    FROM (FROM given_authorship SELECT DISTINCT *) SEMI JOIN incoming USING ({keys}) GROUP BY work_id
)
SELECT work_id
FROM ours JOIN theirs USING (work_id) LEFT JOIN our_authors AS a USING (work_id)
    LEFT JOIN their_authors AS b USING (work_id)
WHERE ours.facts IS NOT DISTINCT FROM theirs.facts AND a.authors IS NOT DISTINCT FROM b.authors
"""
DROP_SAME = "DELETE FROM incoming WHERE work_id IN (SELECT work_id FROM same)"

# Works whose own record is as it was, but not what follows from their institutions, also those of corrections, or from
# the rule of types.
AFFECTED = """
CREATE OR REPLACE TABLE affected AS
WITH moved AS (
    SELECT p.institution_id, p.openalex_id FROM place AS p LEFT JOIN stored_institution AS s USING (institution_id)
    WHERE s.institution_id IS NULL OR (p.country, p.sector, p.lat, p.lon)
        IS DISTINCT FROM (s.country, s.sector, s.lat, s.lon)
)
SELECT DISTINCT work_id FROM stored_authorship SEMI JOIN moved USING (institution_id)
UNION SELECT work_id FROM stored_correction SEMI JOIN moved USING (openalex_id)
UNION SELECT work_id FROM stored_work WHERE type_group IS DISTINCT FROM group_of(type)
"""
GONE = """
CREATE OR REPLACE TABLE gone AS
SELECT work_id, year FROM stored_work
    SEMI JOIN (SELECT work_id FROM incoming UNION SELECT work_id FROM given_merged) AS ids USING (work_id)
"""
GONE_WHOLE = "CREATE OR REPLACE TABLE gone AS SELECT work_id, year FROM stored_work ANTI JOIN same USING (work_id)"
NO_STORE = tuple(
    f"CREATE OR REPLACE TABLE {name} (work_id BIGINT, year SMALLINT)" for name in ("same", "affected", "gone")
)
TOUCHED = "CREATE OR REPLACE TABLE touched (scheme VARCHAR, field SMALLINT, year SMALLINT)"
TOUCHED_OLD = """
INSERT INTO touched
SELECT DISTINCT scheme, field, w.year FROM stored_work_field JOIN stored_work AS w USING (work_id)
SEMI JOIN (SELECT work_id FROM gone UNION ALL SELECT work_id FROM affected) AS ids USING (work_id)
"""
TOUCHED_NEW = """
INSERT INTO touched
WITH fields AS (SELECT DISTINCT subfield, concept, year FROM taken_work)
SELECT DISTINCT 'subfield', subfield, year FROM fields WHERE subfield IS NOT NULL
UNION SELECT DISTINCT 'field', subfield // 100, year FROM fields WHERE subfield IS NOT NULL
UNION SELECT DISTINCT 'concept', concept, year FROM fields WHERE concept IS NOT NULL
"""

# The years to write anew, and about how many works they will have.
YEARS = """
SELECT year, count(*) FROM (
    SELECT year FROM incoming WHERE year IS NOT NULL
    UNION ALL SELECT year FROM stored_work SEMI JOIN (
        SELECT year FROM incoming UNION SELECT year FROM gone UNION SELECT year FROM stored_work
            SEMI JOIN affected USING (work_id)
    ) AS years USING (year)
) GROUP BY year ORDER BY year
"""

# The chosen records and their authorships, as narrow as they land. A work has a field of concepts where it has none of
# topics.
TAKEN_WORK = """
SELECT work_id, type_group::TINYINT AS type_group, year::SMALLINT AS year, type, lang, source_id,
    subfield::SMALLINT AS subfield,
    cited_by::INTEGER AS cited_by, cited_4y::INTEGER AS cited_4y, is_retracted, title, doi,
    CASE WHEN subfield IS NULL THEN concept END::SMALLINT AS concept
FROM given_row {chosen} WHERE year IS NOT NULL
"""
CHOSEN = "SEMI JOIN incoming USING ({record})"
TAKEN_AUTHORSHIP = """
SELECT a.work_id, taken.year::SMALLINT AS year, author_seq::SMALLINT AS author_seq, author_id, p.institution_id,
    is_corresponding
FROM given_authorship AS a JOIN (SELECT {keys}, year FROM incoming WHERE year IS NOT NULL) AS taken USING ({keys})
LEFT JOIN (SELECT institution_id, openalex_id FROM place) AS p ON a.institution_id = p.openalex_id
"""

# What lands for a year: what is taken, and what the store keeps of it.
WORKS = """
SELECT work_id, type_group, year, type, lang, source_id, subfield, cited_by, cited_4y, is_retracted, title, doi, concept
FROM taken_work WHERE year = {year}
UNION ALL SELECT work_id, group_of(type)::TINYINT, w.year, type, lang, source_id, subfield, cited_by, cited_4y,
    is_retracted, title, doi, field
FROM kept_work_{year} AS w JOIN (SELECT work_id, title, doi FROM kept_title_{year}) AS t USING (work_id)
LEFT JOIN (SELECT work_id, field FROM kept_work_field_{year} WHERE scheme = 'concept') AS c USING (work_id)
    ANTI JOIN gone USING (work_id)
ORDER BY work_id
"""
AUTHORSHIPS = """
SELECT work_id, author_seq, author_id, institution_id, is_corresponding FROM taken_authorship WHERE year = {year}
UNION ALL SELECT work_id, author_seq, author_id, institution_id, is_corresponding FROM kept_authorship_{year}
    ANTI JOIN gone USING (work_id)
ORDER BY work_id, author_seq, institution_id
"""
