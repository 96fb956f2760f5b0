"""The typed JSON API under /api/v1, over the same queries as the pages."""
