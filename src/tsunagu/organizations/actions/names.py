"""Names of a body."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tsunagu.organizations.enums import NameKind
from tsunagu.organizations.models import Name, Organization
from tsunagu.organizations.rules import names


def put_names(
    body: Organization,
    wanted: Iterable[tuple[NameKind, str]],
    *,
    spare: Collection[NameKind] = (),
) -> None:
    """Give a body these names without dates, and leave those with dates alone. What is there already is not touched.

    spare: kinds of names that the body keeps itself.
    """
    undated = Name.objects.filter(organization=body, valid_from__isnull=True, valid_to__isnull=True)
    undated = undated.exclude(kind__in=spare)
    there = {(name.kind, name.text): name.pk for name in undated}
    named = {(kind.value, names.kept(text)) for kind, text in wanted}
    gone = [there[pair] for pair in there.keys() - named]
    undated.filter(pk__in=gone).delete()
    missing = sorted(named - there.keys())
    Name.objects.bulk_create(_name(body, NameKind(kind), text) for kind, text in missing)


def _name(body: Organization, kind: NameKind, text: str) -> Name:
    return Name(
        organization=body,
        kind=kind,
        text=text,
        normal=names.searchable(text),
        language="en" if kind is NameKind.ENGLISH else "ja",
    )
