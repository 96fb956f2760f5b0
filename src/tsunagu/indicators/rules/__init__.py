"""Decisions of this room: facts in, numbers or problems out."""
