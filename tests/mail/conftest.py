"""What tests of mail share: a server on the loopback, and the folder of the demo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as current

from tests.jobs.conftest import committed as committed
from tests.mail.server import Inbox, mail_server

SENDER = "繋ぐ 運営 <noreply@tsunagu.example.jp>"


@pytest.fixture
def inbox(settings) -> Iterator[Inbox]:
    """A mail server to which the site sends."""
    with mail_server() as running:
        settings.SMTP_URL = f"smtp://127.0.0.1:{running.port}"
        settings.MAIL_FROM = SENDER
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the demo writes."""
    yield current.MAIL_FOLDER
    shutil.rmtree(current.MAIL_FOLDER, ignore_errors=True)
