"""Pages of these tests have their static files; passwords cost no time."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _quick(settings, static_files: None) -> None:
    """Hashes that take no time: how slow argon2 is, is not asked here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
