"""Words of the catalog as its pages write them."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu.catalog import enums, wording
from tsunagu.catalog.enums import tags
from tsunagu.catalog.queries import citations, days
from tsunagu.kernel.labels import language
from tsunagu.kernel.years import FiscalYear

register = template.Library()


@register.simple_tag
def citation(fact: Any) -> str:
    """Where the citation of a fact leads."""
    return citations.address(fact)


@register.simple_tag
def page_address(document: Any, page: str) -> str:
    """Where a page of a document can be seen."""
    return citations.page_address(document, page)


@register.filter
def bodies(kinds: Any) -> str:
    """Kinds of bodies in one line."""
    return wording.bodies_text(kinds)


@register.filter
def tag_label(tag: str) -> str:
    """A tag in the reader's language; ``as_written`` marks one that is known in Japanese only."""
    return tags.tag_label(tag)


@register.filter
def sentence(line: Any) -> str:
    """A line of an answer in words."""
    return wording.line_sentence(line)


@register.filter
def advice(answer: Any) -> str:
    """What an answer asks for next."""
    return wording.answer_advice(answer)


@register.filter
def next_step(state: enums.State) -> str:
    """What somebody who wants to apply does next."""
    return wording.next_step(state)


@register.filter
def standing(answer: Any) -> str:
    """What year an answer's rules are of, where these are not confirmed for the present."""
    return wording.answer_standing(answer)


@register.filter
def is_past(year: int) -> bool:
    """Whether a fiscal year is over on the day on which the catalog is looked at."""
    return year < FiscalYear.of(days.seen())


@register.filter
def initial(kind: enums.ApplicantType) -> str:
    """The sign of an applicant type: ① to ④ in Japanese, 1 to 4 in English."""
    return kind.value if language() == "en" else "①②③④"[int(kind.value) - 1]


@register.filter
def without_initial(kind: enums.ApplicantType) -> str:
    """An applicant type's label without its sign."""
    return kind.label.lstrip("①②③④1234 ")
