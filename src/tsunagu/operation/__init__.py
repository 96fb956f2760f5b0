"""運用: what keeps an installation running, and tells how it does: supervision, notices, space, logs, figures."""
