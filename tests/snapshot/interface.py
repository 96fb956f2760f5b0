"""Every operation of the API, asked in all ways that its document tells: each value, each limit, and beyond."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from tests.snapshot.answers import Answers
from tests.snapshot.pages import Asking, Pairs, Stock

# Texts worth asking for, by the name of the parameter; others are asked with one that means nothing.
TEXTS = {
    "q": ("山あいの村で無人バスを走らせたい", "大学", "Synthetic education", "ぬぬ", " "),
    "theme": ("maas", "smart-city"),
    "ministry": ("mext", "maff"),
    "program": ("coi-next",),
    "tag": ("bus", "mobility"),
    "pillar": ("1", "2", "3", "4", "x"),
    "country": ("JP", "gb", "FR"),
    "groups": ("nistep-288",),
    "university": ("大学",),
}
NUMBERS = {
    "year": ("2021", "2022", "2025"),
    "window": ("2019", "2020", "2022", "2023"),
    "field": ("1", "13"),
    "limit": ("3",),
    "offset": ("2",),
}
NOTHING = Stock()
# What goes together.
TOGETHER = {
    "/api/v1/programs": """
        q=大学&applicant=university&limit=5
        q=研究&year=2022&ministry=mext
        limit=10&offset=10
        q=大学&tag=x&phase=y
    """,
    "/api/v1/may-apply": """
        as=university&with=city&with=company
        as=city&verdict=yes&theme=maas
        as=king&with=king
    """,
    "/api/v1/strengths/map": """
        reference=value&value=12.5
        reference=value&value=x
        reference=named&university=大学
        reference=named&university=ぬぬ
        reference=named
        rule=interval&least=5&everyone=true
        scheme=field&counting=author&top=scale1
        country=DE&margin=20
    """,
}


def ask(answers: Answers, stores: Mapping[str, Path], stocks: Mapping[str, Stock]) -> None:
    """Ask for every operation, of every store where it is about one."""
    asking = Asking(answers, "")
    asking.one("/api/v1/openapi.json")
    document = asking.reader.get("/api/v1/openapi.json").json()
    keys = [one["program"]["key"] for one in asking.reader.get("/api/v1/programs?limit=1000").json()["results"]]
    paths = [path for path, methods in document["paths"].items() if "get" in methods]
    for path in paths:
        if "/strengths" not in path:
            for address in _places(path, keys):
                _operation(asking, document, path, address, _needed(asking, path))
    for name, store in stores.items():
        settings.STRENGTHS = store
        asking = Asking(answers, name)
        for path in paths:
            if "/strengths" in path:
                stock = stocks[name] if stocks[name].universities else Stock(("1", "2"), ("1",))
                numbers = stock.works if "/works/{" in path else stock.universities
                for address in _places(path, numbers if path.endswith("}") else [numbers[0], numbers[-1]]):
                    _operation(asking, document, path, address, _needed(asking, path, stock))


def _places(path: str, keys: Sequence[str]) -> Iterator[str]:
    """An address with each of the keys, and with one that names nothing."""
    head, brace, rest = path.partition("{")
    if not brace:
        yield path
        return
    for key in (*keys, "nothing", "999999999", "9" * 30, "0"):
        yield f"{head}{quote(key)}{rest.partition('}')[2]}"


def _needed(asking: Asking, path: str, stock: Stock = NOTHING) -> Pairs:
    """What an operation must be told."""
    if path.endswith("/compare"):
        return [("u", one) for one in stock.universities[:2]]
    if path.endswith("/domain"):
        return [("field", one) for one in asking.fields(stock.universities[0])[:2]]
    if path.endswith("/may-apply"):
        return [("as", "university")]
    return [("q", "大学")] if path.endswith("/institutions") else []


def _operation(asking: Asking, document: Mapping[str, Any], path: str, address: str, needed: Pairs) -> None:
    """Ask one address in all ways; of many that differ by a key only the first, the others as they are."""
    asking.one(_with(address, needed))
    if asking.store == "empty" or not asking.answers.new(f"all of {path} of {asking.store}"):
        return
    parameters = [one for one in document["paths"][path]["get"].get("parameters", ()) if one["in"] == "query"]
    for parameter in parameters:
        name, given = parameter["name"], [pair for pair in needed if pair[0] != parameter["name"]]
        for value in _values(name, parameter["schema"], document):
            asking.one(_with(address, [*given, (name, value)]))
            if parameter["schema"].get("type") == "array" and needed:
                asking.one(_with(address, [*needed, (name, value)]))
    for query in TOGETHER.get(path, "").split():
        asking.one(f"{address}?{quote(query, safe='=&')}")
    asking.one(address)
    asking.one(_with(address, [*needed, ("nothing", "1")]))
    asking.one(_with(address, needed), "post")


def _with(address: str, pairs: Pairs) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def _values(name: str, schema: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    """Values that a schema takes, those at its limits, and some that it does not take."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from _values(name, one, document)
    yield from (str(value) for value in schema.get("enum", ()))
    yield from (*TEXTS.get(name, ()), *NUMBERS.get(name, ()))  # whatever the schema, so that it may change
    kind = schema.get("type")
    if kind == "boolean":
        yield from ("true", "false")
    elif kind in ("integer", "number") and "enum" not in schema:
        for limit in ("minimum", "maximum"):
            if limit in schema:
                yield from (str(int(schema[limit]) + step) for step in (-1, 0, 1))
    elif kind == "string" and "enum" not in schema:
        yield "x" * (schema.get("maxLength", 0) + 1)
    if kind != "null":
        yield from ("", "foo", "\0", "1.5")
