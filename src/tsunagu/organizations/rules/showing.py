"""What of a person is shown to everybody: what a public document prints, and what they agreed to."""

from __future__ import annotations

from collections.abc import Collection

from tsunagu.organizations.enums import PersonalField

# A document that prints a post prints whose it is. Of the rest a document is seldom the source, and never shown for it.
_PRINTED = frozenset({PersonalField.NAME, PersonalField.POSTS, PersonalField.FIELDS, PersonalField.NETWORKS})


def is_shown(field: PersonalField, agreed: Collection[PersonalField], *, printed: bool) -> bool:
    """Whether a field is shown. printed: whether a public document prints it. Nothing is shown without the name."""
    if field is not PersonalField.NAME and not (printed or PersonalField.NAME in agreed):
        return False
    return field in agreed or (printed and field in _PRINTED)
