"""The life of a map's edition: which step is possible from which state, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.catalog.enums import EditionState, Verb

FILE = 0  # the number of the edition of a map that its file holds
DRAFTS = frozenset({EditionState.DRAFT, EditionState.PREVIEWED})


@dataclass(frozen=True, slots=True)
class Step:
    """What a verb may be done to, and what becomes of it; nothing where it is gone."""

    states: frozenset[EditionState]
    becomes: EditionState | None


STEPS = {
    Verb.PREVIEW: Step(DRAFTS, EditionState.PREVIEWED),
    Verb.PUBLISH: Step(DRAFTS, EditionState.PUBLISHED),
    Verb.WITHDRAW: Step(frozenset({EditionState.PUBLISHED}), EditionState.WITHDRAWN),
    Verb.DROP: Step(DRAFTS | {EditionState.WITHDRAWN}, None),
}


def is_possible(verb: Verb, state: EditionState, number: int) -> bool:
    """Whether a verb may be done to the edition with this number, in this state."""
    # The next load would bring the edition of a file again.
    if verb is Verb.DROP and number == FILE:
        return False
    return state in STEPS[verb].states
