"""Decisions of this room: facts in, answers out. No Django, no clock, no database."""
