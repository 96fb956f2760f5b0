"""A store with a made-up corpus, computed; of its universities 9000000000 has most works.

For tests, pictures and measured pages.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

WORKS, INSTITUTIONS, SEED = 12_000, 300, 7


def made_up_store(folder: Path, works: int = WORKS, institutions: int = INSTITUTIONS) -> Path:
    """The folder with the store in it, filled unless it is already."""
    from tsunagu.strengths.making import synthetic
    from tsunagu.strengths.making.build import build
    from tsunagu.strengths.making.ingest import ingest
    from tsunagu.strengths.storage.store import Store

    store = Store(folder)
    if store.last("build") is None:
        with tempfile.TemporaryDirectory() as flat:
            synthetic.write(Path(flat), works, seed=SEED, institutions=institutions)
            ingest(store, [Path(flat)], snapshot=f"synthetic {works} works, seed {SEED}")
        build(store)
    return folder
