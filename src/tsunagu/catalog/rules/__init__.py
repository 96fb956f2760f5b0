"""Decisions of the catalog: facts in, answers out; no database, no clock."""
