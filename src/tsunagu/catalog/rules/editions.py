"""The life of a map's edition: which step is possible from which state, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.catalog.enums import EditionState, EditionVerb

DRAFTS = frozenset({EditionState.DRAFT, EditionState.PREVIEWED})


@dataclass(frozen=True, slots=True)
class Step:
    """What a verb may be done to, and what becomes of it; nothing where it is gone."""

    states: frozenset[EditionState]
    becomes: EditionState | None


STEPS = {
    EditionVerb.PREVIEW: Step(DRAFTS, EditionState.PREVIEWED),
    EditionVerb.PUBLISH: Step(DRAFTS, EditionState.PUBLISHED),
    EditionVerb.WITHDRAW: Step(frozenset({EditionState.PUBLISHED}), EditionState.WITHDRAWN),
    EditionVerb.DROP: Step(DRAFTS | {EditionState.WITHDRAWN}, None),
}
