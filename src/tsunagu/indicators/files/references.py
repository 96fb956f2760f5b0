"""What the text files say of one another: everything that is named is there, once, and can be so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from tsunagu.indicators.enums import Status
from tsunagu.indicators.files.shapes import DefinitionFile, FigureFile, IndicatorFile, Records
from tsunagu.indicators.rules import checking
from tsunagu.indicators.rules.checking import Told
from tsunagu.kernel.problems import Problem

INDICATORS, FIGURES = "indicators.toml", "figures.toml"


def problems_among(records: Records) -> Iterator[Problem]:
    """Every problem of the files, each naming its file."""
    yield from _twice((one.key for one in records.indicators), INDICATORS)
    yield from _twice((one.place for one in records.figures), FIGURES)
    for indicator in records.indicators:
        yield from _definitions(indicator)
    known = {one.key: one for one in records.indicators}
    for figure in records.figures:
        yield from _figure(figure, known.get(figure.indicator))


def _definitions(indicator: IndicatorFile) -> Iterator[Problem]:
    if indicator.versions != list(range(1, len(indicator.definition) + 1)) or not indicator.definition:
        yield Problem("versions", f"{indicator.key}: number the definitions from 1 on, the oldest first", INDICATORS)
    begins = [one.valid_from or date.min for one in indicator.definition]
    if sorted(set(begins)) != begins:
        yield Problem("order", f"{indicator.key}: a later definition holds from a later day on", INDICATORS)
    for one in indicator.definition:
        yield from _definition(indicator.key, one)


def _definition(key: str, one: DefinitionFile) -> Iterator[Problem]:
    if not (one.at and one.printed) and not one.link:
        yield Problem("unsourced", f"{key}: name the page of a document with its text, or a link", INDICATORS)
    if one.bridge is not None and (one.bridge <= 0 or not one.bridge_source):
        yield Problem("bridge", f"{key}: a bridging factor is more than 0 and has a source", INDICATORS)
    if one.bridge is not None and one.version == 1:
        yield Problem("bridge", f"{key}: the first definition has nothing to bridge", INDICATORS)


def _figure(figure: FigureFile, indicator: IndicatorFile | None) -> Iterator[Problem]:
    if indicator is None or figure.version not in indicator.versions:
        yield Problem("unknown", f"there is no {figure.indicator} in version {figure.version}", FIGURES)
        return
    if not (figure.at and figure.printed) and not figure.link:
        yield Problem("unsourced", f"{figure.name}: name the page of a document with its text, or a link", FIGURES)
    if figure.status is Status.TAKEN_BACK:
        yield Problem("taken-back", f"{figure.name}: leave out what is taken back", FIGURES)
    since = indicator.definition[indicator.versions.index(figure.version)].valid_from
    told = Told(indicator.aggregation, since, figure.kind, figure.period, figure.figure)
    for problem in checking.problems(told, figure.published):
        yield Problem(problem.code, f"{figure.name}: {problem.message}", FIGURES)


def _twice(keys: Iterable[Hashable], where: str) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Problem("twice", f"{key} is there {times} times", where)
