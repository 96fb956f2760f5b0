"""Rows of the database as the catalog's JSON."""

from __future__ import annotations

from typing import Any

from tsunagu.catalog.api.schemas import RuleOut, TrackOut
from tsunagu.catalog.enums.tags import TAGS
from tsunagu.catalog.models import (
    Box,
    BudgetFigure,
    Contact,
    ContactPoint,
    Correction,
    Edition,
    Eligibility,
    Map,
    Package,
    PackageItem,
    Program,
    Sourced,
    Track,
    Want,
)
from tsunagu.catalog.queries import corrections
from tsunagu.catalog.queries.calendar import CallEntry
from tsunagu.catalog.queries.contacts import ContactRow
from tsunagu.catalog.queries.eligibility import ProgramAnswer, Source
from tsunagu.catalog.queries.maps import Card, DrawnMap
from tsunagu.catalog.queries.money import TotalRow
from tsunagu.catalog.queries.program import Link, links
from tsunagu.catalog.queries.search import Found, Results
from tsunagu.catalog.queries.states import ProgramState
from tsunagu.catalog.rules.eligibility import Line


def source_json(fact: Sourced | ProgramState | Correction) -> dict[str, Any] | None:
    """Where a fact was read; nothing for what is ours."""
    if fact.document is None:
        return None
    document = fact.document
    about = fields(document, "title", "title_en", "secondary")
    return {"document": document.key, **about, "page": fact.page, "printed": fact.printed}


def fields(record: Any, *names: str) -> dict[str, Any]:
    """Some attributes of a record by name."""
    return {name: getattr(record, name) for name in names}


def ministry_json(row: Any) -> dict[str, Any]:
    """A ministry or agency."""
    return fields(row, "key", "name", "name_en", "kind")


def theme_json(row: Map) -> dict[str, Any]:
    """A theme or framework with its newest map."""
    return fields(row, "key", "name", "name_en", "axis", "fiscal_year", "updated")


def tag_json(tag: str) -> dict[str, Any]:
    """A field or purpose."""
    return {"tag": tag, "name_en": TAGS.get(tag, "")}


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
        "updated",
    )
    return fields(program, *names)


def state_json(state: ProgramState) -> dict[str, Any]:
    """A program's state on a day."""
    return {**fields(state, "state", "as_of", "basis"), "source": source_json(state)}


def detail_json(program: Program, state: ProgramState) -> dict[str, Any]:
    """A program with all that is known of it."""
    return {
        **program_json(program),
        "state": state_json(state),
        **fields(program, "description", "description_en", "keywords"),
        "aliases": [alias.text for alias in program.aliases.all()],
        "wants": [want_json(want) for want in program.wants.all()],
        "rules": [rule_json(rule) for rule in program.eligibilities.all()],
        "editions": [edition_json(edition) for edition in program.editions.all()],
        "budgets": [budget_json(figure, program.key) for figure in program.budgets.all()],
        "boxes": sorted({box.map.key for box in program.boxes.all()}),
        "contacts": [contact_json(contact, program.key) for contact in program.contacts.all()],
        "links": [link_json(link) for link in links(program)],
        "corrections": [correction_json(one) for one in corrections.shown(program)],
    }


def correction_json(one: Correction) -> dict[str, Any]:
    """What officers corrected."""
    return {"place": one.place, "fields": one.standing, "corrected": one.decided_at, "source": source_json(one)}


def results_json(results: Results) -> dict[str, Any]:
    """A page of search results."""
    return {"good": results.good, "fit": results.fit, "results": list(map(found_json, results.found))}


def found_json(result: Found) -> dict[str, Any]:
    """A search result."""
    return {
        "program": program_json(result.program),
        "state": state_json(result.state),
        "score": result.score,
        "fit": result.fit,
        "matched": [str(match) for match in result.matched],
        "sentence": result.sentence,
        "applicants": result.leads,
        "only_partner_applies": result.only_partner_applies,
    }


def rule_json(rule: Eligibility) -> dict[str, Any]:
    """A rule about who may ask."""
    names = [name for name in RuleOut.model_fields if name != "source"]
    return {**fields(rule, *names), "source": source_json(rule)}


def edition_json(edition: Edition) -> dict[str, Any]:
    """An edition with its tracks."""
    names = ("fiscal_year", "basis", "new_call", "note")
    tracks = [track_json(track) for track in edition.tracks.all()]
    return {**fields(edition, *names), "source": source_json(edition), "tracks": tracks}


def track_json(track: Track) -> dict[str, Any]:
    """A track."""
    names = [name for name in TrackOut.model_fields if name != "source"]
    return {**fields(track, *names), "source": source_json(track)}


def budget_row_json(figure: BudgetFigure) -> dict[str, Any]:
    """A budget figure with the key of its program."""
    return budget_json(figure, figure.program.key)


def budget_json(figure: BudgetFigure, key: str) -> dict[str, Any]:
    """A budget figure."""
    names = ("fiscal_year", "kind", "amount", "inclusive", "part", "approximate", "estimate", "is_new", "note")
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
    return {
        "map": row.map.key,
        "fiscal_year": row.map.fiscal_year,
        "program": key,
        **fields(row, *names),
        "points": [point_json(point) for point in row.points.all()],
        "source": source_json(row),
    }


def contact_row_json(row: ContactRow) -> dict[str, Any]:
    """A row of a contact table with the state of its program."""
    return {**contact_json(row.contact, row.contact.program.key), "state": state_json(row.state)}


def call_json(entry: CallEntry) -> dict[str, Any]:
    """A window of applications."""
    return {
        "program": entry.program.key,
        "name": entry.program.name,
        **fields(entry, "track", "kind", "fiscal_year", "opens", "closes", "basis"),
        "closes_at": entry.hour,
        "usual": fields(entry.usual, "month", "opened", "years") if entry.usual else None,
        "state": state_json(entry.state),
        "source": source_json(entry.call),
        "call": entry.page.key if entry.page else "",
    }


def point_json(point: ContactPoint) -> dict[str, Any]:
    """Where to call."""
    return fields(point, "ministry", "department", "tel", "extension", "email")


def map_json(drawn: DrawnMap) -> dict[str, Any]:
    """A map with the boxes shown."""
    names = ("key", "fiscal_year", "name", "name_en", "title", "axis", "updated")
    return {**fields(drawn.map, *names), "boxes": [card_json(card) for card in drawn.cards]}


def box_json(box: Box) -> dict[str, Any]:
    """A box."""
    names = ("name", "phase", "lane", "confidence", "amount", "amount_printed", "inclusive", "description")
    return {
        "program": box.program.key,
        "ministry": box.program.ministry.name,
        **fields(box, *names),
        "source": source_json(box),
    }


def card_json(card: Card) -> dict[str, Any]:
    """A box with the state of its program."""
    return {**box_json(card.box), "new_call": card.new_call, "state": state_json(card.state)}


def total_json(row: TotalRow) -> dict[str, Any]:
    """A printed total with its check."""
    names = ("computed", "gap", "figures", "unknown", "adds_up", "verdict")
    return {
        **fields(row.total, "key", "name", "fiscal_year", "kind", "rule"),
        "printed": row.total.amount,
        **(fields(row.check, *names) if row.check else _UNCHECKED),
        "source": source_json(row.total),
    }


_UNCHECKED = {"computed": None, "gap": None, "figures": 0, "unknown": 0, "adds_up": None, "verdict": None}


def package_json(package: Package) -> dict[str, Any]:
    """A version of the package."""
    items = [item_json(item) for item in package.items.all()]
    return {**fields(package, "key", "name", "date", "note"), "items": items}


def item_json(item: PackageItem) -> dict[str, Any]:
    """A program as a version of the package names it."""
    return {"program": item.program.key, **fields(item, "name", "pillar", "heading"), "source": source_json(item)}


def answer_json(answered: ProgramAnswer) -> dict[str, Any]:
    """One program's answer to "may we apply?"."""
    return {
        **fields(answered.answer, "verdict", "missing", "rules_year", "confirmed"),
        "state": state_json(answered.state),
        "next_step": fields(answered.next_step, "step", "text", "url") if answered.next_step else None,
        "program": answered.program.key,
        "name": answered.program.name,
        "lines": [line_json(line) for line in answered.answer.lines],
    }


def line_json(line: Line[Source]) -> dict[str, Any]:
    """How one rule came out."""
    return {**fields(line, "code", "check", "bodies", "text", "text_en"), "source": source_json(line.source)}


def want_json(want: Want) -> dict[str, Any]:
    """A want that a program answers."""
    return {**fields(want, "text", "applicant_note"), "source": source_json(want)}


def link_json(link: Link) -> dict[str, Any]:
    """A relation to another program."""
    program = {"program": link.program.key, "name": link.program.name}
    source = {"note": link.relation.note, "source": source_json(link.relation)}
    return {**fields(link, "label", "place"), **program, **source}
