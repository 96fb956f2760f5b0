"""Geometry of the catalog's charts: numbers for SVG, no colors and no words."""

from tsunagu.catalog.drawings.slopes import SlopeChart, slope_chart
from tsunagu.catalog.drawings.treemap import Treemap, treemap
from tsunagu.catalog.drawings.year_chart import YearChart, year_chart

__all__ = ["SlopeChart", "Treemap", "YearChart", "slope_chart", "treemap", "year_chart"]
