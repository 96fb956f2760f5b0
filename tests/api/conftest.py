"""What the tests of the API share: a store with a made-up corpus behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _strengths(made_up: Path, settings: Any) -> None:
    settings.STRENGTHS = made_up
