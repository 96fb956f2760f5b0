"""What is written of a person: names in their form, and beside them what a document prints."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.models import Person
from tsunagu.organizations.rules import names

MOST_FIELDS, LONGEST_FIELD = 20, 100
PRINTED = ("name", "fields")  # what a text file says of a person


def as_kept(wrote: Facts, there: Facts) -> dict[str, str]:
    """What was written as it is kept: names in their form, fields of work one a line."""
    touched = {field: text for field, text in wrote.items() if text != there[field]}
    return {field: _kept(field, text) for field, text in touched.items()}


def _kept(field: str, text: str) -> str:
    if field == "fields":
        return _lines(text)
    return names.reading(text) if field == "kana" else names.kept(text)


def _lines(text: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, map(names.kept, text.splitlines()))))


def write(person: Person, after: Facts) -> None:
    """Write what changed, and keep beside it what a document prints. Raises ``Rejected``."""
    refuse(_wrong(after))
    told = {**after, **({"fields": after["fields"].splitlines()} if "fields" in after else {})}
    for field, value in told.items():
        if person.document and field in PRINTED:
            person.said.setdefault(field, getattr(person, field))
        setattr(person, field, value)
    for field in [name for name, text in person.said.items() if text == getattr(person, name)]:
        del person.said[field]  # they say again what is printed
    refuse(unfit(person, "name", "kana", "latin", "fields"))
    person.save()


def _wrong(after: Facts) -> Iterator[Problem]:
    """What is wrong with what changed; only the name is needed."""
    for field in ("name", "kana", "latin"):
        if field in after and (after[field] or field == "name"):
            yield from names.problems(after[field], field)
    lines = after.get("fields", "").splitlines()
    for line in lines:
        yield from names.problems(line, "fields")
    if len(lines) > MOST_FIELDS or any(len(line) > LONGEST_FIELD for line in lines):
        told = f"give {MOST_FIELDS} fields at most, of {LONGEST_FIELD} characters"
        yield Problem("too-many-fields", told, "fields")
