"""What OpenAPI describes is what is answered: two things of one name would be described as one of them."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

from ninja import Schema
from pydantic import create_model

from tsunagu.api.urls import api


def _words(kind: Any) -> Iterator[type[Enum]]:
    """The enums within a type."""
    if inspect.isclass(kind) and issubclass(kind, Enum):
        yield kind
    for inner in get_args(kind):
        yield from _words(inner)


def _below(schema: type[Schema]) -> Iterator[type[Schema]]:
    for one in schema.__subclasses__():
        yield one
        yield from _below(one)


def colliding(schemas: list[type[Schema]]) -> dict[str, set[str]]:
    """Names under which several enums would stand in one description, with the modules of these."""
    homes = defaultdict(set)
    for schema in schemas:
        for field in schema.model_fields.values():
            for words in _words(field.annotation):
                homes[words.__name__].add(words.__module__)
    return {name: modules for name, modules in homes.items() if len(modules) > 1}


def test_no_two_enums_of_answers_share_a_name():
    assert api.get_openapi_schema()  # every room's answers are known
    ours = [schema for schema in _below(Schema) if schema.__module__.startswith(("tsunagu.", "ninja."))]
    assert len(ours) > 50
    assert colliding(ours) == {}


def test_two_of_one_name_would_be_seen():
    one = Enum("Kind", "A", module="one")
    other = Enum("Kind", "B", module="other")
    schemas = [_holding(one), _holding(other)]
    assert colliding(schemas) == {"Kind": {"one", "other"}}


def _holding(kind: Any) -> type[Schema]:
    return create_model("Holding", __base__=Schema, kind=(kind | None, None))
