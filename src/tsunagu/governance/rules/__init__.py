"""Decisions of this room: facts in, answers out."""
