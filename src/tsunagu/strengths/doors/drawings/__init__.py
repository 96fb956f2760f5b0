"""Drawings: the geometry of the plots, from numbers to places on a page. No Django and no data.

``axis`` holds what all share, ``values`` what they draw; each plot is a module of its own.
"""

from tsunagu.strengths.doors.drawings.axis import Tick
from tsunagu.strengths.doors.drawings.citation_bars import CitationBar, CitationBars, citation_bars
from tsunagu.strengths.doors.drawings.dots import Dot, DotsPlot, dots_axis, dots_plot
from tsunagu.strengths.doors.drawings.intervals import IntervalPlot, interval_plot
from tsunagu.strengths.doors.drawings.line import LinePlot, line_plot, shared_end
from tsunagu.strengths.doors.drawings.lines import LinesPlot, lines_plot
from tsunagu.strengths.doors.drawings.ranks import RankPlot, rank_plot
from tsunagu.strengths.doors.drawings.share_bars import ShareBars, share_bars
from tsunagu.strengths.doors.drawings.values import SHAPES, Mark, Value

__all__ = [
    "SHAPES",
    "CitationBar",
    "CitationBars",
    "Dot",
    "DotsPlot",
    "IntervalPlot",
    "LinePlot",
    "LinesPlot",
    "Mark",
    "RankPlot",
    "ShareBars",
    "Tick",
    "Value",
    "citation_bars",
    "dots_axis",
    "dots_plot",
    "interval_plot",
    "line_plot",
    "lines_plot",
    "rank_plot",
    "share_bars",
    "shared_end",
]
