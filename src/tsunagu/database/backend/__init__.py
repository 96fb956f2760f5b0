"""Django's PostgreSQL, which says at once that the server is away instead of waiting for it in every thread."""
