"""When something found is said to fit a want: facts in, grade out.

Two facts decide. *Covered*: how much of the want one document holds, rare words counting more than common ones.
*Known*: how much at home the want's words are in the collection; school lunches are foreign to programs for research,
even where one of them speaks of children. A want of few words gives little evidence of either, so both are drawn toward
zero by a constant. The figures were chosen on the seen wants of ``tests/catalog/queries``
(``docs/decisions/0013-search-that-says-no.md``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.search.enums import Fit

_COVERED = 0.15  # what is covered weighs, by rarity
_HELD = 0.11  # how many of the words are held weighs, common ones as much as rare ones
_ASKED = 0.07  # how known the word is that the want ends in weighs
_KNOWN = 1 - _COVERED - _HELD - _ASKED
_DOUBT_OF_KNOWN = 2.0  # words' weight
_DOUBT_OF_COVERED = 2.0  # words' rarity
GOOD = 0.228  # from here on something fits
NEAR = 0.224  # a want that nothing reaches this for has nothing that fits
_OF_THE_BEST = 0.5  # the share of what the best find covers that a good one must cover
_ALL = 0.95  # what covers so much of a want fits, however little its words are known
SOME = 0.35  # the share of what the best find covers that is worth showing
_SIDES = 0.75  # what all words of who and where weigh together, at most, when it is asked whether something fits
_STEPS = 5000.0  # a word in one of so many passages is hardly known


def rarity(documents: int, holding: int) -> float:
    """How much a word tells that ``holding`` of so many documents have: the inverse document frequency of BM25."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def familiarity(passages: int, holding: int) -> float:
    """How much at home a word is that ``holding`` of so many passages have, 0 to 1 by the logarithm."""
    return math.log1p(_STEPS * holding / passages) / math.log1p(_STEPS) if passages else 0.0


def known(familiar: float, weight: float) -> float:
    """How much at home a want's words are: their familiarity, weighted, by their weights."""
    return familiar / (weight + _DOUBT_OF_KNOWN)


def bounded(weights: Sequence[float], little: float) -> list[float]:
    """The weights of a want's words, those that say who asks and where (``little`` each) no more together than a bound.

    So that four or five of them do not outvote what is wished for.
    """
    together = sum(weight for weight in weights if weight == little)
    share = min(1.0, _SIDES / together) if together else 1.0
    return [weight * share if weight == little else weight for weight in weights]


@dataclass(frozen=True, slots=True)
class Want:
    """What is known of a want before anything is found.

    told: the rarity of its words together. known: how much at home they are. asked: how much at home the word is that
    it ends in, which in Japanese says what is to be done: the buying of 電気自動車を買いたい.
    """

    told: float
    known: float
    asked: float


def closeness(want: Want, covered: float, held: float) -> float:
    """How close something comes to a want: the share of it that it covers by rarity, and that it holds by count."""
    close = _COVERED * covered * want.told / (want.told + _DOUBT_OF_COVERED)
    close += _HELD * held + _KNOWN * want.known + _ASKED * want.asked
    return max(close, GOOD) if covered >= _ALL else close


def score(found: float, covered: float) -> float:
    """By what finds are ordered: BM25 adds up what is there, the share covered looks at what is missing."""
    return found * (1 + covered)


def grade(closeness: float, covered: float, best: float) -> Fit:
    """How well one find fits; ``best`` is the largest share of the want that any find covers."""
    if covered < SOME * best:
        return Fit.NONE
    return Fit.GOOD if closeness >= GOOD and covered >= _OF_THE_BEST * best else Fit.PARTIAL


def verdict(closest: float) -> Fit:
    """How well what is found fits a want, by the closest find."""
    if closest >= GOOD:
        return Fit.GOOD
    return Fit.PARTIAL if closest >= NEAR else Fit.NONE
