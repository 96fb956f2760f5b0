"""Decisions of this room: which posts hold, which grants may be, which passwords do not do."""
