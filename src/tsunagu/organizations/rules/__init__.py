"""Decisions of this room: facts in, problems out."""
