"""The commands of backups as an operator meets them: one sentence that says what to do."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tsunagu.cli import backup as commands
from tsunagu.database import DatabaseUnavailable, EmbeddedServer, sealing, upgrade
from tsunagu.database.upgrade import Making


def _said(command, *words: str, **environment: str | None) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(word) for word in words], env=environment)
    return result.exit_code, result.output


def test_a_folder_alone_is_a_backup_into_it(tmp_path):
    alone = _said(commands.backup, tmp_path / "vault", TSUNAGU_VAR=str(tmp_path), DATABASE_URL=None)
    assert alone == _said(commands.backup, "take", tmp_path / "vault", TSUNAGU_VAR=str(tmp_path), DATABASE_URL=None)
    assert alone == (1, f"Error: {tmp_path}/postgres holds no database yet, so there is nothing to back up.\n")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (commands.backup, ["."]),
        (commands.restore, ["."]),
        (commands.database, ["upgrade", "--from-bin", "."]),
    ],
)
def test_another_server_is_left_to_its_own_tools(command, words):
    code, said = _said(command, *words, DATABASE_URL="postgresql://db.example/tsunagu")
    assert (code, said) == (1, f"Error: {commands.SOMEBODY_ELSES}\n")


def test_a_key_is_made_once(tmp_path):
    code, said = _said(commands.backup, "key", tmp_path / "key")
    recipient = said.splitlines()[0]
    assert (code, str(sealing.identities(tmp_path / "key")[0].to_public())) == (0, recipient)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    secret = (tmp_path / "key").read_text()
    code, said = _said(commands.backup, "key", tmp_path / "key")
    assert (code, "stays as it is" in said, (tmp_path / "key").read_text()) == (1, True, secret)


def test_a_wrong_recipient_is_told_before_anything_is_written(tmp_path):
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    with pytest.raises(DatabaseUnavailable, match="is no recipient"):
        commands_take(tmp_path)
    assert not (tmp_path / "vault").exists()


def commands_take(folder: Path) -> None:
    """What the command does once the server runs."""
    from tsunagu.database import backup

    backup.take(EmbeddedServer(folder / "postgres"), folder / "vault", {}, "age1nobody")


def test_every_file_that_cannot_be_made_again_is_named_once():
    kept = commands.irreplaceable()
    assert {"secret-key", "sources", "strengths/corrections", "strengths/domains"} <= set(kept)
    assert all(not Path(name).is_absolute() for name in kept)


@pytest.mark.parametrize(
    ("making", "expected"),
    [
        (Making("postgres", "UTF8", "c", "ja_JP.UTF-8", "C", "", checksums=False), "libc --lc-collate=ja_JP.UTF-8"),
        (Making("tsunagu", "UTF8", "b", "C", "C", "C.UTF-8", checksums=True), "builtin --lc-collate=C"),
    ],
)
def test_a_new_cluster_is_made_like_the_old_one(making, expected):
    words = " ".join(making.arguments())
    assert f"--username={making.superuser} --encoding=UTF8 --locale-provider={expected}" in words
    assert ("--data-checksums" in words.split(), "--builtin-locale" in words) == (making.checksums, False)
    assert ("--locale=C.UTF-8" in words.split()) == (making.provider == "b")


@pytest.fixture
def programs_of():
    """A folder whose postgres says that it is of a version; where PostgreSQL's user can reach it."""
    with tempfile.TemporaryDirectory(prefix="tsu-bin-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)

        def make(version: str) -> Path:
            program = Path(folder) / "postgres"
            program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
            program.chmod(0o755)
            return program.parent

        yield make


@pytest.mark.parametrize(
    ("was", "programs", "message"),
    [
        ("18", "18.1", "already"),
        ("15", "16.2", "is of PostgreSQL 16, the database of 15"),
        ("19", "19.0", "Install a newer Tsunagu"),
    ],
)
def test_programs_that_do_not_fit_are_told(programs_of, was, programs, message):
    with pytest.raises(DatabaseUnavailable, match=message):
        upgrade._must_fit(was, programs_of(programs), "18")


def test_a_folder_without_programs_is_told(tmp_path):
    with pytest.raises(DatabaseUnavailable, match="/usr/lib/postgresql/15/bin"):
        upgrade._must_fit("15", tmp_path, "18")
