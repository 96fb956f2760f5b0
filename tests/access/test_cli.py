"""The ledger in the terminal: listed, verified, printed, exported, blanked."""

from __future__ import annotations

import csv
import hashlib
import json

import pytest
from click.testing import CliRunner
from django.db import connection

from tests.access.lines import line
from tests.access.test_verification import BY
from tsunagu.access import rules
from tsunagu.access.cli import ledger
from tsunagu.access.models import Detail, Entry, Seal
from tsunagu.access.sealing import seal
from tsunagu.access.verification import verify

pytestmark = pytest.mark.django_db


def _run(*words: str) -> str:
    result = CliRunner().invoke(ledger, words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_lines_are_listed_and_narrowed():
    line(by=BY, number=1, before={"state": "open"}, after={"state": "shut"}, reason="=1+1")
    line(number=2)
    [row] = csv.DictReader(_run("list", "--user", "2", "--format", "csv").splitlines())
    assert (row["actor"], row["role"], row["organization"], row["reason"]) == ("見本 花子", "ura", "7", "'=1+1")
    assert (row["before"], row["after"]) == ('{"state": "open"}', '{"state": "shut"}')
    assert len(json.loads(_run("list", "--verb", "feedback.remove", "--format", "json"))) == 2
    assert json.loads(_run("list", "--thing", "2", "--since", "2026-01-01", "--format", "json"))[0]["number"]
    assert json.loads(_run("list", "--until", "2026-01-01", "--format", "json")) == []


def test_a_verification_has_these_fields_and_ends_with_nothing():
    line()
    seal()
    line()
    assert json.loads(_run("verify", "--format", "json")) == {"rows": 2, "sealed": 1, "unsealed": 1, "bad": []}


def test_what_is_wrong_ends_a_verification_with_one():
    line(by=BY)
    seal()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_detail SET parts = parts - 'actor'")
    result = CliRunner().invoke(ledger, ["verify", "--format", "json"])
    [bad] = json.loads(result.stdout)["bad"]
    assert (result.exit_code, bad["number"], bad["flaw"], bad["detail"]) == (1, 1, "parts", "actor")
    assert "不正1件" in CliRunner().invoke(ledger, ["verify"]).stdout


def test_a_printed_head_is_what_a_verification_takes(tmp_path):
    line()
    seal()
    paper = tmp_path / "heads.txt"
    paper.write_text("控え " + _run("head"))
    assert json.loads(_run("verify", "--against", str(paper), "--format", "json"))["bad"] == []
    paper.write_text(paper.read_text().replace(" 1 ", " 2 "))
    assert CliRunner().invoke(ledger, ["verify", "--against", str(paper)]).exit_code == 1
    paper.write_text("nothing")
    assert "先頭値がありません" in CliRunner().invoke(ledger, ["verify", "--against", str(paper)]).output


def test_without_a_seal_there_is_no_head():
    assert "まだ何も封印" in CliRunner().invoke(ledger, ["head"]).output
    assert "Nothing was sealed yet" in CliRunner().invoke(ledger, ["head", "--language", "en"]).output


def test_an_export_can_be_verified_without_this_program():
    line(by=BY, after={"name": "甲大学"})
    line()
    seal()
    before = bytes(32)
    for number, text in enumerate(_run("export").splitlines(), start=1):
        told = json.loads(text)
        entry = Entry.objects.get(pk=told["entry"])
        sealed, at = (round(moment.timestamp() * 10**6) for moment in (entry.seal.at, entry.at))
        plain = [told[name] for name in ("xact", "actor", "role", "organization", "membership", "instead_of", "verb")]
        more = [told[name] for name in ("kind", "thing", "request", "digests")]
        row = [number, sealed, told["horizon"], told["entry"], at, *plain, *more]
        written = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        before = hashlib.sha256(before + written).digest()
        assert told["hash"] == before.hex()
        assert json.loads(told["digests"]) == {
            name: hashlib.sha256(part.encode()).hexdigest() for name, part in told["parts"].items()
        }


def test_personal_data_are_blanked_with_their_salts_and_the_chain_holds():
    entry = line(by=BY, before={"email": "a@example.jp"}, after={"email": "b@example.jp"})
    seal()
    hashes = list(Seal.objects.values_list("hash", flat=True))
    assert _run("blank", str(entry.pk), "actor", "before.email", "--reason", "本人の申し出") == "2件を消去しました。\n"
    assert Detail.objects.get(pk=entry.pk).parts.keys() == {"thing", "after.email"}
    assert "a@example.jp" not in str(list(Detail.objects.values_list("parts", flat=True)))
    assert list(Seal.objects.values_list("hash", flat=True)) == hashes
    assert verify().bad == []
    blanking = Entry.objects.get(verb="ledger.blank")
    assert (blanking.kind, blanking.thing, blanking.role) == ("access.Entry", str(entry.pk), "terminal")
    assert json.loads(rules.value(blanking.detail.parts["after.parts"])) == ["actor", "before.email"]
    shown = json.loads(_run("list", "--verb", "feedback.remove", "--format", "json"))[0]
    assert (shown["actor"], json.loads(shown["before"])) == ("（消去済み）", {"email": "（消去済み）"})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["999"], "この番号の行はありません"),
        (["LINE"], "指定してください：actor、thing"),
        (["LINE", "actor"], "理由（"),
        (["LINE", "color", "--reason", "x"], "その部分はありません"),
    ],
)
def test_what_cannot_be_blanked_is_said(words: list[str], said: str):
    number = str(line().pk)
    result = CliRunner().invoke(ledger, ["blank", *(number if word == "LINE" else word for word in words)])
    assert (result.exit_code, said in result.output) == (1, True)
    assert Entry.objects.count() == 1


def test_what_a_line_of_blanking_names_stays():
    first = line(by=BY)
    _run("blank", str(first.pk), "actor", "--reason", "x")
    second = Entry.objects.get(verb="ledger.blank")
    result = CliRunner().invoke(ledger, ["blank", str(second.pk), "after.parts", "--reason", "x"])
    assert "鎖の検証に使うためです" in result.output
    again = CliRunner().invoke(ledger, ["blank", str(first.pk), "actor", "--reason", "x"])
    assert "すでに消去されています" in again.output
