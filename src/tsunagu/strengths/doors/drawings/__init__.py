"""Drawings: the geometry of the plots, from numbers to places on a page. No Django and no data."""
