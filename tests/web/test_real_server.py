"""The real server against those who are slow, large or many, and whether what it keeps is true."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import databases
from tests.browser.real_site import running_site
from tests.real_data import RealData

pytestmark = pytest.mark.long
HALF_OPEN = 1100
AT_ONCE = 5.0  # seconds, on a machine that has other things to do; who waits for somebody else waits longer


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temp")


@pytest.fixture(scope="module")
def database(real_data: RealData) -> str:
    return databases.url(real_data.name)


@pytest.fixture(scope="module")
def site(database: str, static_files: None, temp: Path) -> Iterator[str]:
    with running_site(DATABASE_URL=database, TMPDIR=str(temp)) as address:
        get(f"{address}feedback/")
        yield address


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return str(answer.read().decode())


def seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def sending(stack: ExitStack, site: str, lines: str) -> socket.socket:
    """A connection on which something was said, and then nothing."""
    parts = urlsplit(site)
    connection = stack.enter_context(socket.create_connection((str(parts.hostname), int(parts.port or 80)), 30))
    connection.sendall(lines.replace("HOST", parts.netloc).replace("\n", "\r\n").encode())
    return connection


def status(stack: ExitStack, site: str, lines: str) -> int:
    return int(sending(stack, site, lines).recv(4096).split(b" ")[1])


def test_stalled_bodies_keep_nobody_waiting_and_end(site: str):
    with ExitStack() as stack:
        stalled = [
            sending(stack, site, "POST /feedback/ HTTP/1.1\nHost: HOST\nContent-Length: 9\n\nabc") for _ in range(50)
        ]
        assert seconds(lambda: get(f"{site}feedback/")) < AT_ONCE
        assert seconds(lambda: get(f"{site}api/v1/health")) < AT_ONCE
        assert stalled[0].recv(4096).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("GET /programs/ HTTP/1.1\nHost: HOST\nContent-Length: 300000000\n\nx", 413),
        ("POST /feedback/ HTTP/1.1\nHost: HOST\nContent-Length: 300000000\n\nx", 413),
        ("POST /feedback/ HTTP/1.1\nHost: HOST\nTransfer-Encoding: chunked\n\n1\nx\n", 411),
        ("POST /feedback/ HTTP/1.1\nHost: HOST\nContent-Length: 2\nTransfer-Encoding: chunked\n\n1\nx\n", 411),
        ("POST /feedback/ HTTP/1.1\nHost: HOST\nContent-Length: 1\nContent-Length: 2\n\nx", 400),
        ("GET / HTTP/1.1\nHost: evil.example\n\n", 400),
        ("GET /?" + "a=1&" * 1000 + "a=1 HTTP/1.1\nHost: HOST\n\n", 400),
    ],
)
def test_what_nobody_would_send_is_refused(site: str, lines: str, expected: int):
    with ExitStack() as stack:
        assert status(stack, site, lines) == expected


def test_half_open_connections_do_not_close_the_site_and_end(site: str):
    with ExitStack() as stack:
        half_open = [sending(stack, site, "GET / HTTP/1.1\nHost: HOST\nX-Slow: ") for _ in range(HALF_OPEN)]
        assert seconds(lambda: get(site)) < AT_ONCE
        assert seconds(lambda: get(f"{site}feedback/")) < AT_ONCE
        assert half_open[0].recv(100) == b""


def test_what_is_sent_is_never_written_to_the_temp_folder(site: str, temp: Path):
    lines = f"POST /feedback/ HTTP/1.1\nHost: HOST\nContent-Length: 60000\n\n{'x' * 60_000}"
    with ExitStack() as stack:
        assert status(stack, site, lines) == 403  # no token
    assert [path for path in temp.rglob("*") if path.is_file()] == []


def test_a_page_is_the_new_one_a_second_after_the_data_changed(site: str, database: str):
    address = f"{site}programs/coi-next/"
    before = get(address)
    assert "共創の場（改）" not in before
    with psycopg.connect(database, autocommit=True) as officer:
        [old] = officer.execute("SELECT name FROM catalog_program WHERE key = 'coi-next'").fetchone()
        rename = "UPDATE catalog_program SET name = %s WHERE key = 'coi-next'"
        officer.execute(rename, ["共創の場（改）"])
        try:
            time.sleep(1)
            assert "共創の場（改）" in get(address)
        finally:
            officer.execute(rename, [old])
    time.sleep(1)
    assert get(address) == before
