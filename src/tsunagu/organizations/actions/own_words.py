"""Fields that a body keeps itself: neither a file nor a register writes over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tsunagu.organizations.enums import BodyField, NameKind
from tsunagu.organizations.models import Name, Organization, OwnWord
from tsunagu.organizations.queries.keeping import KINDS
from tsunagu.organizations.rules import names

Kept = Mapping[str, Mapping[BodyField, OwnWord]]
"""By the key of a body, its own words by field."""
_COLUMNS = frozenset({BodyField.NAME, BodyField.NAME_EN, BodyField.SHORT})  # a reading is a name alone
Named = Iterable[tuple[NameKind, str]]


def kept() -> Kept:
    """All own words of all bodies."""
    found: dict[str, dict[BodyField, OwnWord]] = {}
    for own in OwnWord.objects.select_related("organization"):
        found.setdefault(own.organization.key, {})[BodyField(own.field)] = own
    return found


def spare(row: Organization, old: Organization, own: Mapping[BodyField, OwnWord]) -> dict[BodyField, OwnWord]:
    """Leave on a row that a file wrote what its body keeps itself, and note what the file says in its place.

    Gives the own words that are left: where a file says the same by now, it is followed again.
    """
    left = dict(own)
    for field in _COLUMNS & own.keys():
        mine, said = getattr(old, field), getattr(row, field)
        if mine == said:
            _follow(old, field, left.pop(field), said)
        else:
            _note(own[field], said)
            setattr(row, field, mine)
    return left


def spare_one(row: Organization, kept: Kept) -> Mapping[BodyField, OwnWord]:
    """As ``spare``, of a row that may be new."""
    own = kept.get(row.key)
    return spare(row, Organization.objects.get(key=row.key), own) if own else {}


def spared(named: Named, own: Mapping[BodyField, OwnWord]) -> Iterator[tuple[NameKind, str]]:
    """The names of a file: one that its body keeps itself is an alias there, and found by it; a reading goes."""
    theirs = kinds(own)
    for kind, text in named:
        if kind not in theirs:
            yield kind, text
        elif kind is NameKind.KANA:
            _note(own[BodyField.KANA], text)
        else:
            yield NameKind.ALIAS, text


def kinds(own: Mapping[BodyField, OwnWord]) -> set[NameKind]:
    """The kinds of names that a body keeps itself."""
    return {KINDS[field] for field in own if field in KINDS}


def rename(body: Organization, field: BodyField, was: str, becomes: str, word: OwnWord | None) -> None:
    """Put a name in the place of another. word: the body's own one; none where it is again what is printed."""
    kind = KINDS[field]
    _drop(body, kind, was)
    if word is None:
        _drop(body, NameKind.ALIAS, becomes)
    elif was == word.printed and kind is not NameKind.KANA:
        _add(body, NameKind.ALIAS, was, filed=body.filed)
    _add(body, kind, becomes, filed=body.filed and word is None)


def _drop(body: Organization, kind: NameKind, text: str) -> None:
    Name.objects.filter(organization=body, kind=kind, text=names.kept(text)).delete()


def _add(body: Organization, kind: NameKind, text: str, *, filed: bool) -> None:
    if not text:
        return
    spelled = {"text": names.kept(text), "normal": names.searchable(text)}
    row = Name(organization=body, kind=kind, filed=filed, **spelled)
    row.language = "en" if kind is NameKind.ENGLISH else "ja"
    if kind is NameKind.OFFICIAL:
        row.valid_from, row.valid_to = body.valid_from, body.valid_to
    Name.objects.bulk_create([row], ignore_conflicts=True)


def _follow(body: Organization, field: BodyField, word: OwnWord, text: str) -> None:
    """A field is the files' again, and its name one of theirs."""
    word.delete()
    theirs = Name.objects.filter(organization=body, kind=KINDS[field], text=names.kept(text))
    theirs.update(filed=body.filed)


def _note(word: OwnWord, text: str) -> None:
    if word.printed != text:
        word.printed = text
        word.save(update_fields=["printed"])
