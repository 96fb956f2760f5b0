"""The words of the search."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class Fit(Labeled):
    """How well what is there fits a want; also how well one thing found does."""

    GOOD = "good", "よく合う", "Good fit"
    PARTIAL = "partial", "一部の言葉だけ合う", "Some words only"
    NONE = "none", "ぴったりのものはない", "Nothing fits"
