"""Data for a site that has none yet: the real sample where the operator has it, else a made-up corpus.

Pages say which.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.making import synthetic
from tsunagu.strengths.making.build import build
from tsunagu.strengths.making.ingest import ingest
from tsunagu.strengths.storage.store import Run, Store

WORKS, INSTITUTIONS, SEED = 60_000, 900, 7


def prepare(store: Store, sample: Path, progress: Callable[[str], None] = lambda line: None) -> Run:
    """Read in and compute the sample of the folder, or a corpus of 60,000 works.

    Nothing is done where the store holds something computed.

    The sample has too few works for windows of five years; its windows are ten years wide.
    """
    if found := store.last("build"):
        return found
    files = sorted(sample.glob("*.parquet"))
    if files:
        names = store.directory / "names"
        names.mkdir(parents=True, exist_ok=True)
        for path in sample.parent.glob("*.csv"):
            if path.name.startswith(("ror_japan", "universities")):
                shutil.copyfile(path, names / path.name)
        ingest(store, files, snapshot="sample SYNERGY", progress=progress)
        return build(store, settings=Settings(width=10), progress=progress)
    with tempfile.TemporaryDirectory() as made:
        synthetic.write(Path(made), WORKS, seed=SEED, institutions=INSTITUTIONS)
        ingest(store, [Path(made)], snapshot=f"synthetic {WORKS} works, seed {SEED}", progress=progress)
    return build(store, progress=progress)
