"""The text files of the data folder written anew: all of them, or none."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from tsunagu.kernel.problems import Problem, Rejected

Contents = Mapping[Path, bytes]  # by the path in the folder


@contextlib.contextmanager
def copy_with(contents: Contents, folder: Path) -> Iterator[Path]:
    """A copy of the data folder in which these files are others, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as place:
        copied = Path(shutil.copytree(folder, Path(place) / "data"))
        for path, content in contents.items():
            (copied / path).parent.mkdir(parents=True, exist_ok=True)
            (copied / path).write_bytes(content)
        yield copied


@contextlib.contextmanager
def taking_back(contents: Contents, folder: Path) -> Iterator[None]:
    """Where what is done within fails, these files are again as they were."""
    before = {path: (folder / path).read_bytes() for path in contents if (folder / path).exists()}
    try:
        yield
    except BaseException:
        for path in contents:
            if path not in before:
                (folder / path).unlink(missing_ok=True)
            elif (folder / path).read_bytes() != before[path]:
                _replace(folder / path, before[path])
        raise


def write(contents: Contents, folder: Path) -> None:
    """Write the files, each as a whole. Raises ``Rejected`` where the folder cannot be written to."""
    try:
        for path, content in contents.items():
            _replace(folder / path, content)
    except OSError as error:
        message = _("データのフォルダに書き込めません（%(why)s）。フォルダの権限と空き容量を確かめてください。")
        raise Rejected([Problem("not_written", message % {"why": error.strerror}, where=str(folder))]) from error


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as waiting,
        _removing(Path(waiting.name)) as whole,
    ):
        waiting.write(content)
        waiting.flush()
        if path.exists():
            shutil.copymode(path, whole)
        else:
            whole.chmod(0o644)
        whole.replace(path)


@contextlib.contextmanager
def _removing(path: Path) -> Iterator[Path]:
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
