"""On which side of 学・官・産・金 a member of a network stands."""

from __future__ import annotations

from tsunagu.organizations.enums import AUTHORITIES, SCHOOLS, OrganizationKind, Side

PRINTED = {side.ja: side for side in Side}
"""Sides as documents print them."""

_FINANCE = (OrganizationKind.BANK, OrganizationKind.VENTURE_CAPITAL)
_OF_KINDS = {
    **dict.fromkeys((*SCHOOLS, OrganizationKind.UNIVERSITY_CORPORATION, OrganizationKind.CENTER), Side.ACADEMIA),
    **dict.fromkeys((*AUTHORITIES, OrganizationKind.PREFECTURE, OrganizationKind.MUNICIPALITY), Side.GOVERNMENT),
    **dict.fromkeys((OrganizationKind.COMPANY, OrganizationKind.ASSOCIATION), Side.INDUSTRY),
}


def side(part: str, kind: OrganizationKind) -> Side | None:
    """The side of a body of this kind that a document prints as ``part``; none where neither tells.

    Documents print banks as 産; here whoever lends or invests stands on a side of its own.

    >>> side("産", OrganizationKind.BANK)
    <Side.FINANCE: 'finance'>
    """
    if kind in _FINANCE:
        return Side.FINANCE
    return PRINTED.get(part) or _OF_KINDS.get(kind)
