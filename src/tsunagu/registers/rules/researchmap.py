"""A researcher as researchmap gives one: JSON-LD of its web API, version 2, also from an export.

Names of fields are those of JST's 「researchmap.V2 取得・更新API設計書」. What its owner shows to nobody, or to
researchers only (``display``), is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import researchers
from tsunagu.registers.rules.researchers import Claim, Researcher, Wrong

Record = Mapping[str, Any]
_SCHEMES = {
    "erad_id": Scheme.ERAD_RESEARCHER,
    "orc_id": Scheme.ORCID,
    "orcid_id": Scheme.ORCID,
}
_TAKEN = frozenset(
    """
    @id @type @graph permalink rm:user_id rm:modified family_name given_name affiliations identifiers research_areas
    """.split()
)
# Of what else is documented nothing is needed here, so it is not taken.
_LEFT = frozenset(
    """
    @context @reverse rm:id rm:creator_id rm:creator_type rm:created rm:modifier_id rm:modifier_type rm:linked_id
    degrees profile image see_also email url gender birth_date former_family_name nickname login_id role
    address_country job_class custom_items major_achievement
    """.split()
)
_OTHER_NUMBERS = frozenset("j_global_id researcher_id kaken_id cinii_author_id jglobal_id".split())
_SECTIONS = frozenset(
    """
    research_interests research_experience education committee_memberships awards published_papers misc books_etc
    presentations teaching_experience association_memberships works research_projects industrial_property_rights
    social_contribution media_coverage academic_contribution others
    """.split()
)
_AREAS = "research_areas"


def records(member: Record) -> Iterable[Record]:
    """The researchers of a member of a file: itself, or those that an answer of the search lists."""
    inside = member.get("items", member.get("@graph"))
    if "family_name" not in member and "permalink" not in member and isinstance(inside, list):
        return [one for one in inside if isinstance(one, dict)]
    return [member]


def researcher(record: Record) -> Researcher:
    """A record as an entry. Raises ``Wrong``."""
    family, given = (_spoken(record, name) for name in ("family_name", "given_name"))
    name = _name(family, given, "ja") or _name(family, given, "en")
    if not name:
        raise Wrong("family_name", "name", "the name is empty")
    return Researcher(
        code=_code(record),
        name=name,
        kana=_name(family, given, "ja-Kana"),
        latin=_name(given, family, "en"),
        fields=tuple(_areas(record)),
        numbers=researchers.once(_numbers(record)),
        posts=researchers.once(_posts(record)),
        as_of=_modified(record),
    )


def unknown(record: Record) -> Counter[str]:
    """The fields of a record that are neither taken nor known and left out."""
    strange = record.keys() - _TAKEN - _LEFT
    found = Counter(name for name in strange if not name.startswith("display_"))
    identifiers = record.get("identifiers")
    if isinstance(identifiers, dict):
        found.update(f"identifiers.{name}" for name in identifiers.keys() - _SCHEMES.keys() - _OTHER_NUMBERS)
    kinds = (str(section.get("@type")) for section in _sections(record))
    found.update(f"@graph.{kind}" for kind in kinds if kind not in _SECTIONS | {_AREAS})
    return found


def _code(record: Record) -> str:
    at = str(record.get("@id", "")).rstrip("/").rpartition("/")[2]
    told = record.get("rm:user_id") or record.get("permalink") or at
    return researchers.code(str(told), "rm:user_id")


def _spoken(record: Record, name: str) -> dict[str, str]:
    """A text by its languages; one without languages is Japanese."""
    told = record.get(name)
    if not told or not _is_shown(record, name):
        return {}
    if isinstance(told, str):
        return {"ja": told}
    if not isinstance(told, dict):
        raise Wrong(name, "form", 'a text by languages is wanted, as in {"ja": …, "en": …}')
    return {spoken: str(words) for spoken, words in told.items() if words}


def _name(first: Mapping[str, str], second: Mapping[str, str], spoken: str) -> str:
    parts = (first.get(spoken, ""), second.get(spoken, ""))
    return researchers.text(" ".join(parts), "family_name")


def _is_shown(record: Record, name: str) -> bool:
    return str(record.get(f"display_{name}", "disclosed")) == "disclosed"


def _numbers(record: Record) -> Iterator[tuple[str, str]]:
    told = record.get("identifiers") or {}
    if not isinstance(told, dict):
        raise Wrong("identifiers", "form", "numbers by their names are wanted")
    for name, scheme in _SCHEMES.items():
        if _is_shown(record, name) and _is_shown(told, name):
            yield from (researchers.number(scheme, str(one), name) for one in _several(told.get(name)))


def _several(told: Any) -> Sequence[Any]:
    return told if isinstance(told, list) else [told] if told else []


def _posts(record: Record) -> Iterator[Claim]:
    for told in _members(record, "affiliations"):
        if _said(told, "affiliation"):
            yield _post(told)


def _post(told: Record) -> Claim:
    body, unit, title = (_said(told, name) for name in ("affiliation", "section", "job"))
    return Claim(
        body=researchers.text(body, "affiliation"),
        body_code=_erad(str(told.get("rm:institution_code") or "")),
        unit=researchers.text(unit, "section"),
        title=researchers.text(title, "job", "title"),
        title_en=researchers.text(_spoken(told, "job").get("en", ""), "job", "title"),
        first=_day(told, "from_date"),
        last=_day(told, "to_date"),
        printed=researchers.text(f"{body} {unit} {title}", "affiliation", "printed"),
    )


def _said(told: Record, name: str) -> str:
    """A text in Japanese, or else in English."""
    spoken = _spoken(told, name)
    return spoken.get("ja") or spoken.get("en", "")


def _day(told: Record, name: str) -> date | None:
    return researchers.day(str(told.get(name) or ""), name, last=name == "to_date")


def _erad(told: str) -> str:
    """The number of a body in e-Rad; researchmap has bodies of its own numbers, too, which say nothing here."""
    return told if len(told) == 10 and told.isascii() and told.isdecimal() else ""


def _members(record: Record, name: str) -> Iterator[Record]:
    told = record.get(name) or []
    if not isinstance(told, list):
        raise Wrong(name, "form", "a list is wanted")
    if _is_shown(record, name):
        yield from (one for one in told if isinstance(one, dict) and one.get("display", "disclosed") == "disclosed")


def _sections(record: Record) -> Iterator[Record]:
    told = record.get("@graph")
    if isinstance(told, list):
        yield from (section for section in told if isinstance(section, dict))


def _areas(record: Record) -> Iterator[str]:
    listed = [section for section in _sections(record) if section.get("@type") == _AREAS]
    own = [{"items": record[_AREAS]}] if _AREAS in record else []
    for section in [*listed, *own]:
        for area in _members(section, "items"):
            if words := _said(area, "research_field") or _said(area, "discipline"):
                yield researchers.text(words, _AREAS, "field")


def _modified(record: Record) -> date | None:
    return researchers.day(str(record.get("rm:modified") or "")[:10], "rm:modified")
