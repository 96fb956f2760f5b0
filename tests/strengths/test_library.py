"""What importing the library costs: the terminal's help and the pages of other rooms must not pay for engines, nor the
library for Django.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("django", "ibis", "duckdb", "pyarrow", "numpy", "pandas", "pyspark")


def loaded(module: str) -> list[str]:
    """Which of the heavy packages a fresh interpreter has loaded after importing a module."""
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("module", ["tsunagu.strengths", "tsunagu.strengths.errors", "tsunagu.strengths.enums"])
def test_the_library_by_itself_loads_nothing_heavy(module):
    assert loaded(module) == []


@pytest.mark.long
def test_its_parts_load_no_django():
    parts = (
        "making.build",
        "making.synthetic",
        "making.ingest",
        "storage.store",
        "measures.counting",
        "questions.standing",
        "doors.drawings",
    )
    code = f"import sys, importlib\nfor name in {parts!r}: importlib.import_module('tsunagu.strengths.' + name)\n"
    code += (
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in ('django', 'ninja', 'pyspark', "
        "'pysail')), 'ibis' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[] True\n"
    )


NOT_SERVED = """
import sys

class Absent:
    def find_spec(self, name, *_):
        if name in ("pandas", "rich"):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Absent())
from tsunagu.strengths.doors.cli import strengths
for words in sys.argv[1:]:
    strengths([*words.split(), "--store", "store"], standalone_mode=False)
"""


@pytest.mark.long
def test_a_corpus_is_made_up_computed_and_shown_without_what_only_tests_install(tmp_path):
    commands = ("synthesize --works 60 --institutions 10 --years 2023-2023", "build", "table")
    done = subprocess.run(
        [sys.executable, "-c", NOT_SERVED, *commands], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "(build, synthetic 60 works, seed 0)" in done.stdout
