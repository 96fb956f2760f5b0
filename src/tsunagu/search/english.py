"""English words as the search takes them: by their stems, without those that every sentence or every wish has."""

from __future__ import annotations

from functools import lru_cache

import tantivy

_SHORTEST_STEMMED = 4  # letters; shorter ones are mostly abbreviations (GIS, SDGs)
_STOP_WORDS = frozenset(
    """
    a about above across after again against all almost along already also although always am among an and
    another any anybody anyone anything application applications apply applying are around as at available
    away back be became because become been before being below between both but by can cannot could d did do
    does doing done down during each either eligible else enough etc even ever every everybody everyone few
    find for from fund funded funding funds further get gets getting give given go going got grant grants had
    has have having he hello help helps hence her here hers him his hope how however i if in interested into
    is it its itself japan japanese just keep kind let like ll looking lot m make makes making many may maybe
    me might mine money more most much must my need needed needs never next no nobody nor not nothing now of
    off often on once one only onto or other others our ours out over own per perhaps please possible program
    programme programmes programs put rather re really s same scheme schemes see seek seeking shall she should
    so some somebody someone something soon still subsidies subsidy such support supported supporting supports
    sure t take than thank thanks that the their them then there these they thing this those though through
    thus to together too toward towards try trying under until up upon us use used using ve very via want
    wanted wants was way ways we well were what whatever when where whether which while who whoever whom whose
    why will wish with within without would yes yet you your yours
    """.split()
)
_stemmer = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()  # Snowball's
)


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """The stem of a lower-case word (collaborating = collaborate), or "" for one that tells nothing."""
    if word in _STOP_WORDS:
        return ""
    return str(_stemmer.analyze(word)[0]) if word.isalpha() and len(word) >= _SHORTEST_STEMMED else word
