"""Measures: pure functions from Ibis tables to an Ibis table. Nothing is read or written here.

Start with ``counting``: what part of a work an institution holds, the cells that all else is summed from, and Q. Before
it come ``topshare`` (which works are most cited, and by how much) and ``fixed`` (whole-number arithmetic, so that every
engine gives the same bits). On cells stand ``ratios`` (papers and Q in one unit), ``groups``, ``portfolio``,
``layers``, ``strong`` and ``focus``. From single contributions come ``collaboration``, ``networks`` and ``intervals``
with their random draws: ``bins``, ``bootstrap``, ``poisson``. ``making.build`` puts the first steps in order,
``questions`` the rest together.
"""
