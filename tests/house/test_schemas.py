"""The records of the API are called by their names alone, so no two rooms may call theirs the same."""

from __future__ import annotations

from collections import Counter

from ninja import Schema

from tsunagu.web import urls  # noqa: F401 (brings all rooms' endpoints)


def _every(schema: type[Schema]) -> set[type[Schema]]:
    below = {one for kind in schema.__subclasses__() for one in _every(kind)}
    return {schema, *below}


def test_no_two_records_of_the_api_have_the_same_name():
    ours = {schema for schema in _every(Schema) if schema.__module__.startswith("tsunagu.")}
    assert len(ours) > 30
    named = Counter(schema.__name__ for schema in ours if "[" not in schema.__name__)
    assert [name for name, times in named.items() if times > 1] == []
