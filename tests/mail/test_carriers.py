"""What travels: headers that every program reads alike, over a connection that is closed to others."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured

from tests.mail.conftest import SENDER
from tests.mail.server import Inbox, mail_server
from tsunagu.mail import carriers
from tsunagu.mail.carriers import Folder, Server, Untaken
from tsunagu.mail.models import Message

SUBJECT = "【繋ぐ】公募「地域中核・特色ある研究大学強化促進事業」の締切が近づいています。ご確認ください🏫 (J-PEAKS)"
TEXT = "甲大学 様\n\n締切は1月31日です。\n.\n..点で始まる行\nFrom here on\n" + "長い行" * 400 + "\n"


@pytest.fixture
def message() -> Message:
    """A message with what is hard to send."""
    return Message(
        message_id="<0123@tsunagu.example.jp>",
        to="ura@example.ac.jp",
        subject=SUBJECT,
        text=TEXT,
        language="ja",
        created=datetime(2027, 1, 30, 15, 0, tzinfo=UTC),
    )


def test_a_message_arrives_as_it_was_written(message: Message, inbox: Inbox):
    carriers.carrier().carry(message)
    [arrived] = inbox.messages
    assert {name: str(arrived[name]) for name in arrived} == {
        "From": SENDER,
        "To": "ura@example.ac.jp",
        "Subject": SUBJECT,
        "Date": "Sun, 31 Jan 2027 00:00:00 +0900",
        "Message-ID": "<0123@tsunagu.example.jp>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "ja",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "base64",
    }
    assert arrived.get_content().replace("\r\n", "\n") == TEXT
    assert inbox.taken[0].isascii()
    assert max(len(line) for line in inbox.taken[0].splitlines()) < 80


def test_without_a_server_a_message_is_a_file_for_its_owner(message: Message, tmp_path: Path):
    place = Folder(tmp_path / "mail")
    place.carry(message)
    first = place.file(message).read_bytes()
    place.carry(message)
    assert [file.name for file in place.folder.iterdir()] == ["20270131-000000-0123.eml"]
    assert place.file(message).read_bytes() == first
    assert "締切は1月31日です。\n" in first.decode()
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.file(message).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_tried_again(message: Message, tmp_path: Path):
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Untaken):
        Folder(tmp_path / "mail").carry(message)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of the loopback that nobody signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = built.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    written = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = tmp_path / "loopback.pem"
    file.write_bytes(written + signed.public_bytes(serialization.Encoding.PEM))
    return file


def test_the_password_goes_over_an_encrypted_connection_to_whom_it_is_meant_for(message: Message, certificate: Path):
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate)
    with mail_server(offered) as inbox:
        server = Server(
            way="smtp+starttls", host="127.0.0.1", port=inbox.port, user="site", password="geheim@1", sender=SENDER
        )
        with pytest.raises(Untaken, match="certificate verify failed"):
            server.carry(message)
        assert (inbox.names, inbox.taken) == ([], [])
        trusting = ssl.create_default_context(cafile=str(certificate))
        Server(**{name: getattr(server, name) for name in _KEPT}, trusting=trusting).carry(message)
    assert (inbox.encrypted, inbox.names, len(inbox.taken)) == (1, ["site"], 1)


_KEPT = ("way", "host", "port", "user", "password", "sender")


def test_a_server_without_encryption_is_not_given_the_password(message: Message, inbox: Inbox):
    server = carriers.server(f"smtp+starttls://site:geheim%401@127.0.0.1:{inbox.port}", SENDER)
    with pytest.raises(Untaken, match="STARTTLS"):
        server.carry(message)
    assert (inbox.names, inbox.taken) == ([], [])


def test_the_setting_is_read():
    server = carriers.server("smtp+starttls://site%40x:geheim%401@mail.example.jp", SENDER)
    assert [getattr(server, name) for name in _KEPT] == [
        "smtp+starttls", "mail.example.jp", 587, "site@x", "geheim@1", SENDER,
    ]  # fmt: skip
    assert "geheim" not in repr(server)


@pytest.mark.parametrize(
    ("url", "sender", "told"),
    [
        ("http://mail.example.jp", SENDER, "cannot be read"),
        ("smtps://", SENDER, "cannot be read"),
        ("smtps://mail.example.jp:port", SENDER, "cannot be read"),
        ("smtps://mail.example.jp/x", SENDER, "cannot be read"),
        ("smtp://site:geheim@mail.example.jp", SENDER, "show the password"),
        ("smtps://mail.example.jp", "", "needs TSUNAGU_MAIL_FROM"),
        ("", "nobody", "is no address"),
        ("", "甲\r\nBcc: x@example.jp <a@example.jp>", "one line"),
    ],
)
def test_settings_that_cannot_be_understood_are_refused_at_the_start(url: str, sender: str, told: str, settings):
    settings.SMTP_URL, settings.MAIL_FROM = url, sender
    with pytest.raises(ImproperlyConfigured, match=told) as refused:
        carriers.check()
    assert "geheim" not in str(refused.value)
