"""Measures: pure functions from Ibis tables to an Ibis table, and the whole-number arithmetic below them.

Nothing is read or written here.
"""
