"""The disk under a site fills up and has space again: ``python -m tests.stress.full`` (root: it mounts a small disk).

Printed: what readers and a sender got before, while it was full, after the database died on the full disk, and
afterwards; and how many of the messages that were taken are there in the end.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import re
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from tests.stress.sites import TOOL, Readers, Site, environment, serving

SIZE = "400m"


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of its own, in memory."""
    folder = Path(tempfile.mkdtemp(prefix="tsf-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def send(site: Site, text: str) -> int:
    """Send a message as a reader does; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        connection.request("GET", "/feedback/")
        page = connection.getresponse()
        body, cookie = page.read().decode(), page.getheader("Set-Cookie", "").partition(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body)
        if token is None:
            return page.status
        form = urlencode({"csrfmiddlewaretoken": token[1], "text": text, "kind": "mistake"})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request("POST", "/feedback/", form, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        connection.close()


def fill(folder: Path) -> Path:
    """Write until nothing more can be written."""
    file = folder / "filling"
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as stream:
        while stream.write(bytes(64 * 1024)):
            pass
    return file


def tried(site: Site, seconds: float, name: str, taken: list[str]) -> None:
    """Readers and a sender for some time; what they got is printed."""
    sent: Counter[int] = Counter()
    with Readers(site, count=2) as readers:
        last = time.monotonic() + seconds
        while time.monotonic() < last:
            text = f"message {name} {sum(sent.values())}"
            status = send(site, text)
            sent[status] += 1
            if status == 302:
                taken.append(text)
            time.sleep(0.1)
    print(f"{name:28} readers {dict(sorted(readers.answers.items()))}, sender {dict(sorted(sent.items()))}", flush=True)


def stored(site: Site) -> str:
    """All messages, by the command."""
    listed = subprocess.run(
        [*TOOL, "feedback", "--format", "csv"], env=environment(site.var), capture_output=True, text=True, check=True
    )
    return listed.stdout


def main() -> None:
    """Fill, kill, free."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    seconds = parser.parse_args().seconds
    os.environ |= {"TSUNAGU_FEEDBACK_PER_HOUR": "10000", "TSUNAGU_FEEDBACK_PER_SENDER": "10000"}
    with small_disk() as disk, serving(disk / "var") as site:
        taken: list[str] = []
        tried(site, seconds, "before", taken)
        filling = fill(disk)
        tried(site, seconds, "full", taken)
        os.kill(site.postmaster(), signal.SIGKILL)
        print(f"database killed on the full disk; ready again: {_ready_but_disk(site):.1f} s", flush=True)
        tried(site, seconds, "full, after the kill", taken)
        filling.unlink()
        print(f"space again; all ready after {site.wait('/ready'):.1f} s", flush=True)
        tried(site, seconds, "afterwards", taken)
        there = stored(site)
        lost = [text for text in taken if text not in there]
        print(f"{len(taken)} messages taken, {len(lost)} of them lost")


def _ready_but_disk(site: Site) -> float:
    """How long it takes until pages with data answer again."""
    return site.wait(f"/programs/?q={time.time()}")


if __name__ == "__main__":
    main()
