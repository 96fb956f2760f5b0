"""The same question asked of other tools in their own manner.

Q of every institution and field in six windows, ties in part, fractional counting.

Each function takes the folder of flat files (works_*.parquet, authorships_*.parquet) and returns the number of
institutions x fields x windows and the sum of their top papers. None of them keeps anything for the next question.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SPANS = [(2014, 2018), (2015, 2019), (2016, 2020), (2017, 2021), (2018, 2022), (2019, 2023)]
_SPANS_SQL = ", ".join(f"({first}, {last})" for first, last in SPANS)

SQL = """
with works as (
    select work_id, year, cast(floor(subfield / 100) as int) as field, cited_by from {works}
    where type in ('article', 'review') and not is_retracted
), pairs as (
    select distinct work_id, institution_id from {authorships} where institution_id is not null
), shares as (
    select work_id, institution_id, 1e0 / count(*) over (partition by work_id) as part from pairs
), counts as (
    select field, year, cited_by, count(*) as n from works group by field, year, cited_by
), running as (
    select *, sum(n) over (partition by field, year) as total,
        sum(n) over (partition by field, year order by cited_by desc rows unbounded preceding) - n as above from counts
), weights as (
    select field, year, cited_by, least(greatest((0.1e0 * total - above) / n, 0e0), 1e0) as weight from running
), cells as (
    select s.institution_id, w.field, w.year, sum(s.part) as papers, sum(s.part * g.weight) as top
    from shares s join works w on s.work_id = w.work_id
    join weights g on w.field = g.field and w.year = g.year and w.cited_by = g.cited_by
    group by s.institution_id, w.field, w.year
), answer as (
    select institution_id, field, first_year, sum(papers) as papers, sum(top) as top
    from cells join (select * from (values {spans}) as v(first_year, last_year)) as spans
        on year between first_year and last_year
    group by institution_id, field, first_year
)
select count(*) as n, sum(top) as top from answer
"""


# The cells of the question from contributions and thresholds, and the answer from cells, by hand for DuckDB: to the
# same bits.
CELLS = """
select field, institution_id, year,
    sum((2199023255552 + k) // (2 * k))::bigint as p_frac,
    sum(
        case when cited_by > limit_ then (2199023255552 + k) // (2 * k)
            when cited_by = limit_ then (2 * tied + k) // (2 * k) else 0 end
    )::bigint as top_frac
from contribution
join (
    select field, year, type_group, cited_by as limit_,
        ((((n_total - 10 * n_above)::hugeint << 41) + 10 * n_tied) // (20 * n_tied))::bigint as tied
    from threshold where top_permille = 100
) using (field, year, type_group)
group by field, institution_id, year
"""
_SPAN = (
    "select field, institution_id, sum(p_frac) as p, sum(top_frac) as top "
    "from cell where year between {} and {} group by field, institution_id"
)
WINDOWS = (
    "select count(*), sum(top::double), avg(top::double / p) from "
    f"({' union all '.join(_SPAN.format(*span) for span in SPANS)})"
)


def duckdb_sql(folder: Path) -> tuple[int, float]:
    """One SQL statement in DuckDB."""
    import duckdb

    text = SQL.format(
        works=f"'{folder}/works_*.parquet'", authorships=f"'{folder}/authorships_*.parquet'", spans=_SPANS_SQL
    )
    return duckdb.connect().execute(text).fetchall()[0]


def sail_sql(folder: Path) -> tuple[int, float]:
    """The same statement in Spark SQL, run by Sail in this process."""
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
    for name in ("works", "authorships"):
        paths = sorted(folder.glob(f"{name}_*.parquet"))
        session.read.parquet(*map(str, paths)).createOrReplaceTempView(name)
    text = SQL.format(works="works", authorships="authorships", spans=_SPANS_SQL)
    rows = session.sql(text).toArrow().to_pylist()
    session.stop()
    server.stop()
    return rows[0]["n"], rows[0]["top"]


def pandas_frames(folder: Path) -> tuple[int, float]:
    """Data frames of pandas."""
    works, pairs = _frames(folder)
    pairs["part"] = 1 / pairs.groupby("work_id")["work_id"].transform("size")
    keys = ["field", "year", "cited_by"]
    counts = works.groupby(keys).size().rename("n").reset_index().sort_values(keys, ascending=[True, True, False])
    n = counts.groupby(["field", "year"])["n"]
    places = 0.1 * n.transform("sum") - (n.cumsum() - counts["n"])
    counts["weight"] = (places / counts["n"]).clip(0, 1)
    rows = pairs.merge(works[["work_id", *keys]], on="work_id").merge(counts[[*keys, "weight"]], on=keys)
    rows["top"] = rows["part"] * rows["weight"]
    cells = rows.groupby(["institution_id", "field", "year"])[["part", "top"]].sum().reset_index()
    of_spans = [cells[cells["year"].between(*span)] for span in SPANS]
    answers = [rows.groupby(["institution_id", "field"])[["part", "top"]].sum() for rows in of_spans]
    return sum(len(answer) for answer in answers), float(sum(answer["top"].sum() for answer in answers))


def _frames(folder: Path) -> tuple[Any, Any]:
    """The works that are compared, and the distinct institutions of works."""
    import pandas as pd

    columns = ["work_id", "year", "type", "subfield", "is_retracted", "cited_by"]
    works = pd.concat(pd.read_parquet(path, columns=columns) for path in sorted(folder.glob("works_*.parquet")))
    works = works[works["type"].isin(["article", "review"]) & ~works["is_retracted"]]
    works["field"] = works["subfield"] // 100
    paths = sorted(folder.glob("authorships_*.parquet"))
    pairs = pd.concat(pd.read_parquet(path, columns=["work_id", "institution_id"]) for path in paths)
    return works, pairs.dropna().drop_duplicates()


def polars_lazy(folder: Path) -> tuple[int, float]:
    """Lazy frames of Polars, streaming."""
    import polars as pl

    works = pl.scan_parquet(f"{folder}/works_*.parquet")
    works = works.filter(pl.col("type").is_in(["article", "review"]) & ~pl.col("is_retracted"))
    works = works.select("work_id", "year", "cited_by", field=pl.col("subfield") // 100)
    pairs = pl.scan_parquet(f"{folder}/authorships_*.parquet").select("work_id", "institution_id").drop_nulls().unique()
    sizes = pairs.group_by("work_id").agg(part=1 / pl.len())
    known = works.join(_weights(works), on=["field", "year", "cited_by"]).join(sizes, on="work_id")
    known = known.select("work_id", "field", "year", "part", top=pl.col("part") * pl.col("weight"))
    sums = pl.col("part").sum(), pl.col("top").sum()
    rows = pairs.join(known, on="work_id")
    cells = rows.group_by("institution_id", "field", "year").agg(*sums).collect(engine="streaming")
    of_spans = [cells.filter(pl.col("year").is_between(*span)) for span in SPANS]
    answers = [rows.group_by("institution_id", "field").agg(*sums) for rows in of_spans]
    return sum(len(answer) for answer in answers), sum(float(answer["top"].sum()) for answer in answers)


def _weights(works: Any) -> Any:
    """What a work counts by its field, year and citations."""
    import polars as pl

    counts = works.group_by("field", "year", "cited_by").agg(n=pl.len())
    counts = counts.sort("field", "year", "cited_by", descending=[False, False, True])
    n = pl.col("n")
    above = n.cum_sum().over("field", "year") - n
    places = 0.1 * n.sum().over("field", "year") - above
    return counts.with_columns(weight=(places / n).clip(0, 1)).drop("n")


PEERS = {
    "naive SQL in DuckDB": duckdb_sql,
    "pandas": pandas_frames,
    "Polars": polars_lazy,
    "Spark SQL on Sail": sail_sql,
}
