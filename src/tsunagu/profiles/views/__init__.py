"""Pages of this room: of one's own entry, and of claims."""
