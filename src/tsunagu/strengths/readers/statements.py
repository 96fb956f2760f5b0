"""The SQL of the merge: ``given_*`` is what was given, ``stored_*`` what the store holds, ``kept_*`` and ``band_*`` the works of a few years.

``{keys}`` ties authorships to the record of a work, ``{record}`` names the record. Sums of hashes tell whether the authors of a work are the same;
what lands is copied value by value.
"""

from __future__ import annotations

# What a type of document or a top concept stands for is asked of ``group_of`` and ``concept_of``, which the merge defines.
ROWS = """
CREATE OR REPLACE VIEW given_row AS
SELECT * REPLACE (coalesce(type, 'unknown') AS type, coalesce(concept, concept_of(field_l0_id)) AS concept),
    group_of(coalesce(type, 'unknown')) AS type_group
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
        arg_max(country_code, (age, country_code)) FILTER (country_code IS NOT NULL) AS country,
        arg_max(prefecture, (age, prefecture)) FILTER (prefecture IS NOT NULL) AS prefecture,
        arg_max(type, (age, type)) FILTER (type IS NOT NULL) AS sector,
        arg_max((lat, lon), (age, lat, lon)) FILTER (lat IS NOT NULL AND lon IS NOT NULL) AS point
    FROM dated GROUP BY institution_id
), seen AS (
    SELECT openalex_id FROM facts UNION SELECT institution_id FROM given_authorship WHERE institution_id IS NOT NULL
), numbered AS (
    SELECT openalex_id, institution_id FROM stored_institution
    UNION ALL
    SELECT openalex_id, row_number() OVER (ORDER BY openalex_id) + (SELECT coalesce(max(institution_id), 0) FROM stored_institution)
    FROM seen ANTI JOIN stored_institution USING (openalex_id)
)
SELECT n.institution_id::INTEGER AS institution_id, openalex_id, coalesce(f.ror, s.ror) AS ror, nistep_id, coalesce(f.name_ja, s.name_ja) AS name_ja,
    coalesce(f.name_en, s.name_en) AS name_en, coalesce(f.country, s.country) AS country, coalesce(f.prefecture, s.prefecture) AS prefecture,
    coalesce(f.sector, s.sector) AS sector, coalesce(point[1], s.lat) AS lat, coalesce(point[2], s.lon) AS lon, parent_id, valid_from, valid_to
FROM numbered AS n LEFT JOIN facts AS f USING (openalex_id) LEFT JOIN stored_institution AS s USING (openalex_id)
"""

# The newest record of each work, or all of them where no work is given twice.
TAKE = "CREATE OR REPLACE TABLE incoming AS SELECT work_id, source, part, year FROM given_work"
PICK = """
CREATE OR REPLACE TABLE incoming AS
SELECT work_id, newest.source AS source, newest.part AS part, newest.position AS position, newest.year AS year
FROM (
    SELECT work_id, arg_max((source, part, position, year)::STRUCT(source BIGINT, part BIGINT, position BIGINT, year SMALLINT),
        (coalesce(updated, ''), source, position)) AS newest
    FROM given_work GROUP BY work_id
)
"""
DROP_MERGED = "DELETE FROM incoming WHERE work_id IN (SELECT work_id FROM given_merged)"

# Works of the input that the store holds with the same values.
SAME = """
CREATE OR REPLACE TABLE same AS
WITH ours AS (
    SELECT w.work_id, (w.type_group, w.year, w.type, w.lang, w.source_id, w.subfield, w.cited_by, w.cited_4y, w.is_retracted, t.title, t.doi, c.field)
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
    FROM stored_authorship LEFT JOIN stored_institution USING (institution_id) SEMI JOIN incoming USING (work_id) GROUP BY work_id
), their_authors AS (
    SELECT work_id, sum(hash(author_seq, author_id, institution_id, is_corresponding)::HUGEINT) AS authors
    FROM (FROM given_authorship SELECT DISTINCT *) SEMI JOIN incoming USING ({keys}) GROUP BY work_id
)
SELECT work_id
FROM ours JOIN theirs USING (work_id) LEFT JOIN our_authors AS a USING (work_id) LEFT JOIN their_authors AS b USING (work_id)
WHERE ours.facts IS NOT DISTINCT FROM theirs.facts AND a.authors IS NOT DISTINCT FROM b.authors
"""
DROP_SAME = "DELETE FROM incoming WHERE work_id IN (SELECT work_id FROM same)"

# Works whose own record is as it was, but not what follows from their institutions or from the rule of types.
AFFECTED = """
CREATE OR REPLACE TABLE affected AS
SELECT DISTINCT work_id FROM stored_authorship SEMI JOIN (
    SELECT p.institution_id FROM place AS p JOIN stored_institution AS s USING (institution_id)
    WHERE (p.country, p.sector, p.lat, p.lon) IS DISTINCT FROM (s.country, s.sector, s.lat, s.lon)
) AS moved USING (institution_id)
UNION SELECT work_id FROM stored_work WHERE type_group IS DISTINCT FROM group_of(type)
"""
GONE = """
CREATE OR REPLACE TABLE gone AS
SELECT work_id, year FROM stored_work SEMI JOIN (SELECT work_id FROM incoming UNION SELECT work_id FROM given_merged) AS ids USING (work_id)
"""
GONE_WHOLE = "CREATE OR REPLACE TABLE gone AS SELECT work_id, year FROM stored_work ANTI JOIN same USING (work_id)"
NO_STORE = tuple(f"CREATE OR REPLACE TABLE {name} (work_id BIGINT, year SMALLINT)" for name in ("same", "affected", "gone"))
TOUCHED = "CREATE OR REPLACE TABLE touched (scheme VARCHAR, field SMALLINT, year SMALLINT)"
TOUCHED_OLD = """
INSERT INTO touched
SELECT DISTINCT scheme, field, w.year FROM stored_work_field JOIN stored_work AS w USING (work_id)
SEMI JOIN (SELECT work_id FROM gone UNION ALL SELECT work_id FROM affected) AS ids USING (work_id)
"""
TOUCHED_NEW = """
INSERT INTO touched
SELECT DISTINCT 'subfield', subfield, year FROM band_new WHERE subfield IS NOT NULL
UNION SELECT DISTINCT 'field', subfield // 100, year FROM band_new WHERE subfield IS NOT NULL
UNION SELECT DISTINCT 'concept', concept, year FROM band_new WHERE subfield IS NULL AND concept IS NOT NULL
"""

# The years to write anew, and about how many works they will have.
YEARS = """
SELECT year, count(*) FROM (
    SELECT year FROM incoming WHERE year IS NOT NULL
    UNION ALL SELECT year FROM stored_work SEMI JOIN (
        SELECT year FROM incoming UNION SELECT year FROM gone UNION SELECT year FROM stored_work SEMI JOIN affected USING (work_id)
    ) AS years USING (year)
) GROUP BY year ORDER BY year
"""

# The chosen records and their authorships, those of one band or each with the number of its band.
TAKEN_WORK = """
SELECT work_id, type_group, year, type, lang, source_id, subfield, cited_by, cited_4y, is_retracted, title, doi, concept, band
FROM given_row JOIN (SELECT {record}, band FROM incoming JOIN band USING (year) {only}) AS taken USING ({record})
"""
TAKEN_AUTHORSHIP = """
SELECT work_id, year, author_seq, author_id, institution_id, is_corresponding, band
FROM given_authorship JOIN (SELECT {keys}, year, band FROM incoming JOIN band USING (year) {only}) AS taken USING ({keys})
"""
BAND = (
    # As narrow as they land: what is sorted and put together later is smaller by half.
    """
CREATE OR REPLACE TABLE band_new AS
SELECT * EXCLUDE (band) REPLACE (
    year::SMALLINT AS year, type_group::TINYINT AS type_group, subfield::SMALLINT AS subfield, concept::SMALLINT AS concept,
    cited_by::INTEGER AS cited_by, cited_4y::INTEGER AS cited_4y
)
FROM taken_work
""",
    """
CREATE OR REPLACE TABLE band_kept AS
SELECT work_id, scheme, field, year
FROM kept_work_field JOIN (SELECT work_id, year FROM kept_work) AS w USING (work_id) ANTI JOIN gone USING (work_id)
""",
    # A view: with a scheme asked for, what belongs to another is not looked at.
    """
CREATE OR REPLACE VIEW band_field AS
SELECT work_id, 'subfield' AS scheme, subfield AS field, year FROM band_new WHERE subfield IS NOT NULL
UNION ALL SELECT work_id, 'field' AS scheme, subfield // 100 AS field, year FROM band_new WHERE subfield IS NOT NULL
UNION ALL SELECT work_id, 'concept' AS scheme, concept AS field, year FROM band_new WHERE subfield IS NULL AND concept IS NOT NULL
UNION ALL SELECT work_id, scheme, field, year FROM band_kept
""",
    """
CREATE OR REPLACE TABLE band_authorship AS
SELECT work_id, year::SMALLINT AS year, author_seq::SMALLINT AS author_seq, author_id, p.institution_id, is_corresponding
FROM taken_authorship AS a LEFT JOIN place AS p ON a.institution_id = p.openalex_id
UNION ALL SELECT work_id, year, author_seq, author_id, institution_id, is_corresponding
FROM kept_authorship JOIN (SELECT work_id, year FROM kept_work) AS w USING (work_id) ANTI JOIN gone USING (work_id)
""",
    # Authors are counted as bits of a number, in works of more than 60 one by one: a tenth of the time of counting all one by one.
    """
CREATE OR REPLACE TABLE band_size AS
WITH sizes AS (
    SELECT work_id, bit_count(bit_or(CASE WHEN author_seq < 60 THEN 1::BIGINT << author_seq ELSE 0 END)) AS n,
        max(author_seq) AS last, count(*) AS n_rows
    FROM band_authorship GROUP BY work_id
), large AS (
    SELECT work_id, count(DISTINCT author_seq) AS n
    FROM band_authorship SEMI JOIN (SELECT work_id FROM sizes WHERE last >= 60) AS long USING (work_id) GROUP BY work_id
)
SELECT work_id, coalesce(large.n, sizes.n) AS n_author, n_rows FROM sizes LEFT JOIN large USING (work_id)
""",
)
TOO_MANY = """
SELECT work_id FROM band_authorship SEMI JOIN (SELECT work_id FROM band_size WHERE n_rows > 32767) AS large USING (work_id)
GROUP BY work_id HAVING count(DISTINCT institution_id) > 32767 OR count(DISTINCT author_seq) > 32767 ORDER BY work_id
"""
WORKS = """
CREATE OR REPLACE TABLE band_work AS
SELECT r.*, coalesce(n_inst, 0) AS n_inst, coalesce(n_country, 0) AS n_country, coalesce(collab, 0) AS collab, max_km,
    coalesce(n_author, 0) AS n_author, type_group >= 0 AND NOT coalesce(is_retracted, false) AND coalesce(n_inst, 0) >= 1 AS is_core
FROM (
    SELECT * EXCLUDE (concept) FROM band_new
    UNION ALL SELECT work_id, group_of(type), year, type, lang, source_id, subfield, cited_by, cited_4y, is_retracted, title, doi
    FROM kept_work JOIN (SELECT work_id, title, doi FROM kept_title) AS t USING (work_id) ANTI JOIN gone USING (work_id)
) AS r LEFT JOIN band_flags USING (work_id) LEFT JOIN band_size USING (work_id)
"""

# What lands for a year, and authorships of it where the input may repeat them.
WORK_YEAR = "SELECT * EXCLUDE (title, doi) FROM band_work WHERE year = {year}"
TITLE_YEAR = "SELECT work_id, year, title, doi FROM band_work WHERE year = {year}"
# The scheme as a constant is not looked at in sorting.
FIELD_YEAR = "SELECT * REPLACE ('{scheme}' AS scheme), 1 AS weight_num, 1 AS weight_den FROM band_field WHERE scheme = '{scheme}' AND year = {year}"
AUTHORSHIP_YEAR = "SELECT * EXCLUDE (year) FROM band_authorship WHERE year = {year}"
AUTHORSHIP_ONCE = """
SELECT work_id, author_seq, min(author_id) AS author_id, institution_id, bool_or(is_corresponding) AS is_corresponding
FROM band_authorship WHERE year = {year} GROUP BY work_id, author_seq, institution_id
"""
