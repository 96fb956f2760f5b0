"""Rows of the database as the catalog's JSON."""

from __future__ import annotations

from typing import Any

from tsunagu.catalog.api.schemas import TrackOut
from tsunagu.catalog.models import (
    Box,
    BudgetFigure,
    Contact,
    Edition,
    Eligibility,
    Map,
    Package,
    Program,
    Sourced,
    Track,
    Want,
)
from tsunagu.catalog.queries import maps, money
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import search as search_queries


def source_json(fact: Sourced) -> dict[str, str] | None:
    """Where a fact was read; nothing for what is ours."""
    if fact.document is None:
        return None
    return {"document": fact.document.key, "title": fact.document.title, "page": fact.page, "printed": fact.printed}


def fields(record: Any, *names: str) -> dict[str, Any]:
    """Some attributes of a record by name."""
    return {name: getattr(record, name) for name in names}


def program_json(program: Program) -> dict[str, Any]:
    """A program in a list."""
    names = (
        "key",
        "name",
        "name_en",
        "abbreviation",
        "ministry",
        "agency",
        "kind",
        "stage",
        "pillar",
        "heading",
        "summary",
        "summary_en",
        "tags",
    )
    return fields(program, *names)


def found_json(found: search_queries.Found) -> dict[str, Any]:
    """A search result."""
    return {
        "program": program_json(found.program),
        "score": found.score,
        "matched": found.matched,
        "applicants": found.leads,
        "only_partner_applies": found.only_partner_applies,
    }


def rule_json(rule: Eligibility) -> dict[str, Any]:
    """A rule about who may ask."""
    names = ("fiscal_year", "lead", "partial", "consortium", "requires", "partners", "excludes", "condition")
    return {**fields(rule, *names), "source": source_json(rule)}


def edition_json(edition: Edition) -> dict[str, Any]:
    """An edition with its tracks."""
    tracks = [track_json(track) for track in edition.tracks.all()]
    return {
        **fields(edition, "fiscal_year", "basis", "new_call", "note"),
        "source": source_json(edition),
        "tracks": tracks,
    }


def track_json(track: Track) -> dict[str, Any]:
    """A track."""
    return {
        **fields(track, *(name for name in TrackOut.model_fields if name != "source")),
        "source": source_json(track),
    }


def budget_json(figure: BudgetFigure, key: str) -> dict[str, Any]:
    """A budget figure."""
    names = ("fiscal_year", "kind", "amount", "inclusive", "approximate", "estimate", "is_new", "note")
    return {"program": key, **fields(figure, *names), "source": source_json(figure)}


def contact_json(row: Contact, key: str) -> dict[str, Any]:
    """A row of a contact table."""
    names = (
        "name",
        "consortium",
        "partial",
        "budget_thousand_yen",
        "budget_printed",
        "inclusive",
        "new_call",
        "applicant_types",
    )
    points = [fields(point, "ministry", "department", "tel", "extension", "email") for point in row.points.all()]
    return {
        "map": row.map.key,
        "fiscal_year": row.map.fiscal_year,
        "program": key,
        **fields(row, *names),
        "points": points,
        "source": source_json(row),
    }


def map_json(drawn: maps.DrawnMap) -> dict[str, Any]:
    """A map with the boxes shown."""
    map_: Map = drawn.map
    boxes = [box for column in drawn.columns for box in column.boxes]
    return {
        **fields(map_, "key", "fiscal_year", "name", "name_en", "title", "axis"),
        "boxes": [box_json(box) for box in boxes],
    }


def box_json(box: Box) -> dict[str, Any]:
    """A box."""
    names = ("name", "phase", "lane", "confidence", "amount", "amount_printed", "inclusive", "description")
    return {
        "program": box.program.key,
        "ministry": box.program.ministry.name,
        **fields(box, *names),
        "source": source_json(box),
    }


def total_json(row: money.TotalRow) -> dict[str, Any]:
    """A printed total with its check."""
    check = row.check
    return {
        **fields(row.total, "key", "name", "fiscal_year", "kind", "rule"),
        "printed": row.total.amount,
        "computed": check.computed if check else None,
        "gap": check.gap if check else None,
        "figures": check.figures if check else 0,
        "unknown": check.unknown if check else 0,
        "adds_up": check.adds_up if check else None,
        "source": source_json(row.total),
    }


def package_json(package: Package) -> dict[str, Any]:
    """A version of the package."""
    items = [
        {"program": item.program.key, **fields(item, "name", "pillar", "heading"), "source": source_json(item)}
        for item in package.items.all()
    ]
    return {**fields(package, "key", "name", "date", "note"), "items": items}


def want_json(want: Want) -> dict[str, Any]:
    """A want that a program answers."""
    return {**fields(want, "text", "applicant_note"), "source": source_json(want)}


def link_json(link: program_queries.Link) -> dict[str, Any]:
    """A relation to another program."""
    program = {"program": link.program.key, "name": link.program.name}
    source = {"note": link.relation.note, "source": source_json(link.relation)}
    return {**fields(link, "label", "place"), **program, **source}
