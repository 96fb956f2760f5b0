"""A made-up corpus of the shape of real ones, for tests, measurements and a site without data.

Nothing in it is a statement about anybody.

Written as flat Parquet files with the documented columns, so that it is read in like any other data. Proportions are
chosen by hand after what is known of bibliographic data (Zipf's law for institutions, a heavy tail of authors,
lognormal citations with many ties), not fitted to any.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.conventions import schemes

CHUNK = 500_000  # works made at a time

# country: share of institutions, exponent of its rank-size law, latitude and longitude of its middle
_COUNTRIES = {
    "JP": (0.10, 1.05, 36.0, 138.0),
    "GB": (0.06, 0.75, 52.5, -1.5),
    "DE": (0.06, 0.55, 51.0, 10.0),
    "US": (0.24, 0.80, 39.0, -96.0),
    "CN": (0.22, 0.80, 33.0, 112.0),
    "FR": (0.05, 0.80, 47.0, 2.5),
    "IN": (0.09, 0.80, 22.0, 79.0),
    "KR": (0.05, 0.90, 36.5, 127.8),
    "BR": (0.05, 0.90, -14.0, -52.0),
    "AU": (0.03, 0.70, -27.0, 140.0),
    "CA": (0.05, 0.70, 47.0, -85.0),
}
_SECTORS = {"education": 0.62, "facility": 0.12, "healthcare": 0.12, "company": 0.09, "government": 0.05}
_CITED_MEDIAN = 6.0  # of a work ten years old
_FULL_AGE = 10.0


@dataclass(frozen=True, slots=True)
class _World:
    """Institutions and what makes them differ."""

    country: np.ndarray  # number of the country of each institution
    chance: np.ndarray  # of being the first institution of a work
    level: np.ndarray  # institution x field: how much more its works are cited, as a logarithm


def write(
    folder: Path,
    works: int,
    *,
    seed: int = 0,
    institutions: int | None = None,
    years: tuple[int, int] = (2014, 2023),
    unplaced: float = 0.0,
) -> None:
    """Write works, authorships and institutions drawn from a seed as Parquet files.

    The same arguments make the same files.

    folder: an existing folder. works: at least 1. institutions: by default one for 500 works, from 60 to 20,000.
    unplaced: the share of works without any institution. Fields are OpenAlex's subfields by Zipf's law. Works have 1 to
    3,000 authors (0.05 % more than 100) at 1 to 100 institutions; citations are lognormal with a mean that depends on
    subfield, age and institution, so that four in ten works have 0 or 1.
    Raises ValueError for fewer than one work or institution, years in the wrong order, or a share outside 0 to 1.
    """
    if works < 1 or (institutions is not None and institutions < 1) or years[0] > years[1] or not 0 <= unplaced <= 1:
        raise ValueError(
            "a corpus needs at least one work and one institution, a first year not after the last, "
            "and a share from 0 to 1"
        )
    number = institutions or int(np.clip(works // 500, 60, 20_000))
    subfields = np.array([field.field for field in schemes.fields("subfield")], dtype=np.int16)
    world = _world(np.random.default_rng([seed, 0]), folder, number, len(subfields))
    for part, first in enumerate(range(0, works, CHUNK)):
        chance = np.random.default_rng([seed, 1, part])
        _chunk(chance, folder, f"{part:03d}", first, min(CHUNK, works - first), world, subfields, years, unplaced)


def _world(chance: np.random.Generator, folder: Path, number: int, fields: int) -> _World:
    shares = np.array([share for share, *_ in _COUNTRIES.values()])
    country = np.sort(chance.choice(len(shares), number, p=shares / shares.sum()))
    # The first institutions of a country are its largest; each country has its own law, so that layers differ.
    weight = np.empty(number)
    for code, (share, exponent, *_) in enumerate(_COUNTRIES.values()):
        mine = country == code
        law = np.arange(1, mine.sum() + 1) ** -exponent
        weight[mine] = share * law / max(law.sum(), 1e-9)
    sector = chance.choice(len(_SECTORS), number, p=list(_SECTORS.values()))
    sector[np.unique(country, return_index=True)[1]] = 0
    _institutions(chance, folder, country, sector)
    level = chance.normal(0, 0.15, (number, 1)) + chance.normal(0, 0.25, (number, fields))
    return _World(country, weight / weight.sum(), level)


def _institutions(chance: np.random.Generator, folder: Path, country: np.ndarray, sector: np.ndarray) -> None:
    codes, sectors = list(_COUNTRIES), list(_SECTORS)
    middle = np.array([place[2:] for place in _COUNTRIES.values()])[country]
    place = middle + chance.normal(0, 2.0, middle.shape)
    rank = np.arange(len(country)) - np.searchsorted(country, country) + 1
    names = [f"Synthetic {sectors[s]} {codes[c]}-{r}" for c, s, r in zip(country, sector, rank, strict=True)]
    japanese = {
        "education": "大学",
        "facility": "研究所",
        "healthcare": "病院",
        "company": "株式会社",
        "government": "庁",
    }
    name_ja = [
        f"模擬{japanese[sectors[s]]}{r}" if codes[c] == "JP" else None
        for c, s, r in zip(country, sector, rank, strict=True)
    ]
    table = pa.table(
        {
            "institution_id": pa.array(_openalex_id(np.arange(len(country)))),
            "display_name": names,
            "name_ja": pa.array(name_ja, pa.string()),
            "ror": pa.nulls(len(country), pa.string()),
            "country_code": [codes[c] for c in country],
            "type": [sectors[s] for s in sector],
            "lat": place[:, 0],
            "lon": place[:, 1],
        }
    )
    pq.write_table(table, folder / "institutions.parquet", compression="zstd")


def _openalex_id(number: np.ndarray) -> np.ndarray:
    return 9_000_000_000 + number.astype(np.int64)


def _chunk(
    chance: np.random.Generator,
    folder: Path,
    part: str,
    first: int,
    works: int,
    world: _World,
    subfields: np.ndarray,
    years: tuple[int, int],
    unplaced: float,
) -> None:
    likely = np.arange(1, len(subfields) + 1) ** -0.6
    field = chance.choice(len(subfields), works, p=likely / likely.sum())
    year = chance.integers(years[0], years[1] + 1, works)
    authors = np.minimum(1 + chance.poisson(chance.gamma(1.6, 1.9, works)), 100)
    huge = chance.random(works) < 0.0005
    authors[huge] = chance.integers(100, 3000, huge.sum())
    lead = chance.choice(len(world.chance), works, p=world.chance)
    age = np.minimum(years[1] + 1 - year, _FULL_AGE) / _FULL_AGE
    # How much a subfield cites belongs to the subfield, not to the seed.
    habit = np.random.default_rng(7).normal(0, 0.5, len(subfields))[field]
    scale = np.log(_CITED_MEDIAN * age) + habit + world.level[lead, field]
    cited = np.minimum(np.exp(chance.normal(scale, 1.25)), 300_000).astype(np.int32)
    pq.write_table(
        pa.table(
            {
                "work_id": np.arange(first + 1, first + works + 1),
                "year": year.astype(np.int16),
                "type": pa.array(
                    np.array(["article", "review"], dtype=object)[(chance.random(works) < 0.07).astype(int)],
                    pa.string(),
                ),
                "subfield": subfields[field],
                "is_retracted": chance.random(works) < 0.0004,
                "cited_by": cited,
            }
        ),
        folder / f"works_{part}.parquet",
        compression="zstd",
    )
    placed = chance.random(works) >= unplaced
    pq.write_table(
        _authorships(chance, first, authors, lead, placed, world),
        folder / f"authorships_{part}.parquet",
        compression="zstd",
    )


def _authorships(
    chance: np.random.Generator, first: int, authors: np.ndarray, lead: np.ndarray, placed: np.ndarray, world: _World
) -> pa.Table:
    """Each work has a few institutions, mostly of the country of the first.

    Its authors are spread over them, one in ten at two.
    """
    works = len(authors)
    others = np.minimum(chance.poisson(0.5 * (authors - 1)), np.minimum(authors - 1, 99))
    others[authors >= 100] = chance.integers(5, 99, (authors >= 100).sum())
    start = np.concatenate([[0], np.cumsum(others + 1)])
    owner = np.repeat(np.arange(works), others + 1)
    pool = chance.choice(len(world.chance), len(owner), p=world.chance)
    # Two of three partners are of the same country: drawn by rank within it.
    home = chance.random(len(owner)) < 0.67
    country = world.country[lead[owner]]
    begin, end = (
        np.searchsorted(world.country, np.arange(len(_COUNTRIES))),
        np.searchsorted(world.country, np.arange(len(_COUNTRIES)), side="right"),
    )
    local = begin[country] + ((end - begin)[country] * chance.random(len(owner)) ** 3).astype(np.int64)
    pool[home] = local[home]
    pool[start[:-1]] = lead
    work = np.repeat(np.arange(works), authors)
    seq = np.arange(len(work)) - np.repeat(np.cumsum(authors) - authors, authors)
    pick = (chance.random(len(work)) * (others + 1)[work]).astype(np.int64)
    pick = np.where(seq <= others[work], seq, pick)
    place, other = (pool[start[work] + number] for number in (pick, (pick + 1) % (others[work] + 1)))
    second = (chance.random(len(work)) < 0.1) & (place != other)
    place, extra = _openalex_id(place), _openalex_id(other[second])
    place = np.concatenate([place, extra])
    row_work, row_seq = np.concatenate([work, work[second]]), np.concatenate([seq, seq[second]])
    order = np.lexsort((row_seq, row_work))
    known = placed[row_work][order]
    return pa.table(
        {
            "work_id": row_work[order] + first + 1,
            "author_seq": row_seq[order].astype(np.int16),
            "author_id": pa.nulls(len(order), pa.int64()),
            "institution_id": pa.array(place[order], mask=~known),
            "is_corresponding": (row_seq == 0)[order],
        }
    )
