"""Decisions of this room: facts in, answers out; no database, no clock."""
