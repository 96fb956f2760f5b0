"""Data for a site that has none yet: the real sample where the operator has it, else a made-up corpus.

Pages say which.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.enums import RunKind
from tsunagu.strengths.making import synthetic
from tsunagu.strengths.making.build import build
from tsunagu.strengths.making.ingest import ingest
from tsunagu.strengths.storage.store import Run, Store

WORKS, INSTITUTIONS, SEED = 60_000, 900, 7
SAMPLE_WIDTH = 10  # years of a window: the sample has too few works for windows of five

Progress = Callable[[str], None]


def prepare(store: Store, sample: Path, progress: Progress = lambda line: None) -> Run:
    """Read in and compute the sample of the folder, or a corpus of 60,000 works.

    Nothing is done where the store holds something computed.
    """
    last = store.last(RunKind.BUILD)
    if last:
        return last
    files = sorted(sample.glob("*.parquet"))
    return _from_sample(store, files, progress) if files else _made_up(store, progress)


def _from_sample(store: Store, files: Sequence[Path], progress: Progress) -> Run:
    _copy_names(files[0].parent.parent, store.directory / "names")
    ingest(store, files, snapshot="sample SYNERGY", progress=progress)
    return build(store, settings=Settings(width=SAMPLE_WIDTH), progress=progress)


def _copy_names(source: Path, target: Path) -> None:
    """Take the lists of names over that lie beside the sample."""
    target.mkdir(parents=True, exist_ok=True)
    for path in source.glob("*.csv"):
        if path.name.startswith(("ror_japan", "universities")):
            shutil.copyfile(path, target / path.name)


def _made_up(store: Store, progress: Progress) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        synthetic.write(Path(folder), WORKS, seed=SEED, institutions=INSTITUTIONS)
        ingest(store, [Path(folder)], snapshot=f"synthetic {WORKS} works, seed {SEED}", progress=progress)
    return build(store, progress=progress)
