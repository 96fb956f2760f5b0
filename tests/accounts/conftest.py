"""Pages of these tests have their static files; passwords cost no time."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _real_mail_and_quick_hashes(settings, static_files: None) -> None:
    """Mail goes its real way, into the queue; hashes take no time, since how slow argon2 is, is not asked here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "tsunagu.mail.backend.Backend"
