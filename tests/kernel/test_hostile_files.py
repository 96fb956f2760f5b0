"""The corpus of hostile files within its bars, and a short time of files changed at random."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from tests.stress import changing, files, hostile

pytestmark = pytest.mark.long


@pytest.mark.parametrize("form", files.FORMS)
@pytest.mark.parametrize("name", hostile.MAKERS)
def test_a_file_made_to_explode_costs_little(name, form):
    found = files.measured(name, form)
    assert not found.is_above(form), found


def test_a_bar_that_is_broken_is_seen():
    within = files.Cost("read", 1.0, 2**20, 2**20)
    assert not within.is_above("research time")
    for broken in ((9.0, 0, 0), (0.0, 2**29, 0), (0.0, 0, 2**25)):
        assert files.Cost("read", *broken).is_above("research time")


def test_files_changed_at_random_are_read_or_refused():
    # In a process of its own: what this one has grown to would count as its children's.
    asked = [sys.executable, "-m", "tests.stress.files", "--seconds", "20", "--seed", "1"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_a_change_is_the_same_for_the_same_seed_and_differs_from_the_file():
    made = [changing.changed(hostile.honest(), "xlsx", random.Random(seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert hostile.honest() not in made
