"""Secrets that go out once: made, hashed, compared. Only hashes are kept."""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

_BYTES = 32


def new() -> str:
    """A secret that nobody can guess, fit for addresses and headers."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """The hash under which a secret is kept: it has 256 bits, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def derived(purpose: str) -> bytes:
    """A key for one purpose, derived from the site's secret."""
    return base64.urlsafe_b64encode(salted_hmac("tsunagu.accounts", purpose, algorithm="sha256").digest())
