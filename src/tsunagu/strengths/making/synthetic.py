"""A made-up corpus of the shape of real ones, for tests, measurements and a site without data.

Nothing in it is a statement about anybody. Written as flat Parquet files with the documented columns, so that it is
read in like any other data. Proportions are chosen by hand after what is known of bibliographic data (Zipf's law for
institutions, a heavy tail of authors, lognormal citations with many ties), not fitted to any.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.conventions import schemes

CHUNK = 500_000  # works made at a time

Chance = np.random.Generator
Pools = tuple[np.ndarray, np.ndarray]  # where the institutions of each work begin, and these one after the other
Rows = tuple[np.ndarray, np.ndarray, np.ndarray]  # of authorships: work, author and institution, by numbers from 0


class _Country(NamedTuple):
    share: float  # of institutions
    exponent: float  # of its rank-size law
    lat: float  # of its middle
    lon: float


_COUNTRIES = {
    "JP": _Country(0.10, 1.05, 36.0, 138.0),
    "GB": _Country(0.06, 0.75, 52.5, -1.5),
    "DE": _Country(0.06, 0.55, 51.0, 10.0),
    "US": _Country(0.24, 0.80, 39.0, -96.0),
    "CN": _Country(0.22, 0.80, 33.0, 112.0),
    "FR": _Country(0.05, 0.80, 47.0, 2.5),
    "IN": _Country(0.09, 0.80, 22.0, 79.0),
    "KR": _Country(0.05, 0.90, 36.5, 127.8),
    "BR": _Country(0.05, 0.90, -14.0, -52.0),
    "AU": _Country(0.03, 0.70, -27.0, 140.0),
    "CA": _Country(0.05, 0.70, 47.0, -85.0),
}
_SECTORS = {"education": 0.62, "facility": 0.12, "healthcare": 0.12, "company": 0.09, "government": 0.05}
_IN_JAPANESE = {
    "education": "大学",
    "facility": "研究所",
    "healthcare": "病院",
    "company": "株式会社",
    "government": "庁",
}
_TYPES = np.array(["article", "review"], dtype=object)
_CITED_MEDIAN = 6.0  # of a work ten years old
_FULL_AGE = 10.0
_MANY = 100  # authors, or institutions: more only on the works of large collaborations
_AT_HOME = 0.67  # the share of partners of the same country
_AT_TWO = 0.1  # the share of authors with a second institution


@dataclass(frozen=True, slots=True)
class _World:
    """Institutions and what makes them differ."""

    country: np.ndarray  # number of the country of each institution, in order
    likely: np.ndarray  # to be the first institution of a work
    level: np.ndarray  # institution x field: how much more its works are cited, as a logarithm


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What all works of a corpus have in common."""

    folder: Path
    years: tuple[int, int]
    unplaced: float
    subfields: np.ndarray
    world: _World


@dataclass(frozen=True, slots=True)
class _Staff:
    """How many authors each of some works has, and at how many institutions."""

    authors: np.ndarray
    lead: np.ndarray  # the first institution
    others: np.ndarray  # how many institutions beside the first


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
    number = institutions if institutions is not None else int(np.clip(works // 500, 60, 20_000))
    if works < 1 or number < 1 or years[0] > years[1] or not 0 <= unplaced <= 1:
        raise ValueError(
            "a corpus needs at least one work and one institution, a first year not after the last, "
            "and a share from 0 to 1"
        )
    subfields = np.array([field.field for field in schemes.fields("subfield")], dtype=np.int16)
    world = _world(np.random.default_rng([seed, 0]), folder, number, len(subfields))
    corpus = _Corpus(folder, years, unplaced, subfields, world)
    for part, first in enumerate(range(0, works, CHUNK)):
        chance = np.random.default_rng([seed, 1, part])
        _write_part(chance, corpus, part, first, min(CHUNK, works - first))


def _world(chance: Chance, folder: Path, number: int, fields: int) -> _World:
    """Draw institutions and write them."""
    shares = np.array([country.share for country in _COUNTRIES.values()])
    country = np.sort(chance.choice(len(shares), number, p=shares / shares.sum()))
    weight = _weights(country)
    sector = chance.choice(len(_SECTORS), number, p=list(_SECTORS.values()))
    sector[np.unique(country, return_index=True)[1]] = 0  # the largest of a country is a university
    _write(_institutions(chance, country, sector), folder / "institutions.parquet")
    level = chance.normal(0, 0.15, (number, 1))
    level = level + chance.normal(0, 0.25, (number, fields))
    return _World(country, weight / weight.sum(), level)


def _weights(country: np.ndarray) -> np.ndarray:
    """How large institutions are: the first of a country is its largest; each country has a law of its own."""
    weight = np.empty(len(country))
    for code, (share, exponent, *_) in enumerate(_COUNTRIES.values()):
        mine = country == code
        law = np.arange(1, mine.sum() + 1) ** -exponent
        weight[mine] = share * law / max(law.sum(), 1e-9)
    return weight


def _institutions(chance: Chance, country: np.ndarray, sector: np.ndarray) -> pa.Table:
    middle = np.array([(country.lat, country.lon) for country in _COUNTRIES.values()])[country]
    place = middle + chance.normal(0, 2.0, middle.shape)
    rank = np.arange(len(country)) - np.searchsorted(country, country) + 1
    codes = _named(list(_COUNTRIES), country)
    sectors = _named(list(_SECTORS), sector)
    columns = {
        "institution_id": pa.array(_openalex_id(np.arange(len(country)))),
        "display_name": [f"Synthetic {s} {c}-{r}" for c, s, r in zip(codes, sectors, rank, strict=True)],
        "name_ja": pa.array(map(_name_ja, codes, sectors, rank), pa.string()),
        "ror": pa.nulls(len(country), pa.string()),
        "country_code": codes,
        "type": sectors,
        "lat": place[:, 0],
        "lon": place[:, 1],
    }
    return pa.table(columns)


def _named(names: list[str], numbers: np.ndarray) -> list[str]:
    return [names[number] for number in numbers]


def _name_ja(code: str, sector: str, rank: int) -> str | None:
    return f"模擬{_IN_JAPANESE[sector]}{rank}" if code == "JP" else None


def _openalex_id(number: np.ndarray) -> np.ndarray:
    return 9_000_000_000 + number.astype(np.int64)


def _write_part(chance: Chance, corpus: _Corpus, part: int, first: int, works: int) -> None:
    """Draw and write works and their authorships; first: the number of works before this part."""
    field = _zipf(chance, len(corpus.subfields), works)
    year = chance.integers(corpus.years[0], corpus.years[1] + 1, works)
    authors = _numbers_of_authors(chance, works)
    lead = chance.choice(len(corpus.world.likely), works, p=corpus.world.likely)
    _write(_works(chance, corpus, first, field, year, lead), corpus.folder / f"works_{part:03d}.parquet")
    placed = chance.random(works) >= corpus.unplaced
    staff = _Staff(authors, lead, _numbers_of_partners(chance, authors))
    rows = _rows(chance, staff, corpus.world)
    _write(_authorships(first, rows, placed), corpus.folder / f"authorships_{part:03d}.parquet")


def _works(
    chance: Chance, corpus: _Corpus, first: int, field: np.ndarray, year: np.ndarray, lead: np.ndarray
) -> pa.Table:
    cited = _citations(chance, corpus, field, year, lead)
    is_review = chance.random(len(field)) < 0.07
    columns = {
        "work_id": np.arange(first + 1, first + len(field) + 1),
        "year": year.astype(np.int16),
        "type": pa.array(_TYPES[is_review.astype(int)], pa.string()),
        "subfield": corpus.subfields[field],
        "is_retracted": chance.random(len(field)) < 0.0004,
        "cited_by": cited,
    }
    return pa.table(columns)


def _zipf(chance: Chance, fields: int, works: int) -> np.ndarray:
    likely = np.arange(1, fields + 1) ** -0.6
    return np.asarray(chance.choice(fields, works, p=likely / likely.sum()))


def _numbers_of_authors(chance: Chance, works: int) -> np.ndarray:
    authors = np.minimum(1 + chance.poisson(chance.gamma(1.6, 1.9, works)), _MANY)
    large = chance.random(works) < 0.0005
    authors[large] = chance.integers(_MANY, 3000, large.sum())
    return np.asarray(authors)


def _citations(
    chance: Chance,
    corpus: _Corpus,
    field: np.ndarray,
    year: np.ndarray,
    lead: np.ndarray,
) -> np.ndarray:
    age = np.minimum(corpus.years[1] + 1 - year, _FULL_AGE) / _FULL_AGE
    # How much a subfield cites belongs to the subfield, not to the seed.
    habit = np.random.default_rng(7).normal(0, 0.5, len(corpus.subfields))[field]
    scale = np.log(_CITED_MEDIAN * age) + habit + corpus.world.level[lead, field]
    cited = np.minimum(np.exp(chance.normal(scale, 1.25)), 300_000)
    return np.asarray(cited, np.int32)


def _numbers_of_partners(chance: Chance, authors: np.ndarray) -> np.ndarray:
    """How many institutions a work has beside the first: never more than authors."""
    most = np.minimum(authors - 1, _MANY - 1)
    others = np.minimum(chance.poisson(0.5 * (authors - 1)), most)
    large = authors >= _MANY
    others[large] = chance.integers(5, _MANY - 1, large.sum())
    return np.asarray(others)


def _authorships(first: int, rows: Rows, placed: np.ndarray) -> pa.Table:
    work, seq, place = rows
    order = np.lexsort((seq, work))
    columns = {
        "work_id": work[order] + first + 1,
        "author_seq": seq[order].astype(np.int16),
        "author_id": pa.nulls(len(order), pa.int64()),
        "institution_id": pa.array(_openalex_id(place[order]), mask=~placed[work[order]]),
        "is_corresponding": (seq == 0)[order],
    }
    return pa.table(columns)


def _rows(chance: Chance, staff: _Staff, world: _World) -> Rows:
    """Each work has a few institutions, mostly of the country of the first.

    Its authors are spread over them, one in ten at two.
    """
    start, pool = _pools(chance, staff, world)
    work = np.repeat(np.arange(len(staff.authors)), staff.authors)
    before = np.cumsum(staff.authors) - staff.authors
    seq = np.arange(len(work)) - before[work]
    pick = _picks(chance, work, seq, staff.others)
    place = pool[start[work] + pick]
    other = pool[start[work] + (pick + 1) % (staff.others[work] + 1)]
    second = (chance.random(len(work)) < _AT_TWO) & (place != other)
    work, seq = _with(work, work[second]), _with(seq, seq[second])
    return work, seq, _with(place, other[second])


def _with(rows: np.ndarray, more: np.ndarray) -> np.ndarray:
    return np.concatenate([rows, more])


def _pools(chance: Chance, staff: _Staff, world: _World) -> Pools:
    """The institutions of each work, the first of each first; its partners are mostly of the same country."""
    sizes = staff.others + 1
    start = np.concatenate([[0], np.cumsum(sizes)])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    pool = chance.choice(len(world.likely), len(owner), p=world.likely)
    at_home = chance.random(len(owner)) < _AT_HOME
    local = _compatriots(chance, world, staff.lead[owner])
    pool[at_home] = local[at_home]
    pool[start[:-1]] = staff.lead
    return start, pool


def _compatriots(chance: Chance, world: _World, institution: np.ndarray) -> np.ndarray:
    """For each institution one of its country, drawn by rank within it."""
    codes = np.arange(len(_COUNTRIES))
    begin = np.searchsorted(world.country, codes)
    size = np.searchsorted(world.country, codes, side="right") - begin
    country = world.country[institution]
    rank = (size[country] * chance.random(len(institution)) ** 3).astype(np.int64)
    return np.asarray(begin[country] + rank)


def _picks(
    chance: Chance,
    work: np.ndarray,
    seq: np.ndarray,
    others: np.ndarray,
) -> np.ndarray:
    """Which institution of a work an author is at: one of each first, then by chance, so that none has no author."""
    pick = (chance.random(len(work)) * (others + 1)[work]).astype(np.int64)
    return np.where(seq <= others[work], seq, pick)


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")
