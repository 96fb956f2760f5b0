"""The real server and a real Chromium for tests and pictures."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=ja",
]

_STARTED_WITHIN = 60  # seconds, on a machine that does other things beside

# What the navigation does not lead to: pages of one thing, and questions asked on a page.
_FURTHER = [
    "programs/?q=無人バスを村で走らせたい",
    "programs/?q=ぬぬぬぬ",
    "programs/?applicant=company&theme=smart-city",
    "programs/coi-next/",
    "programs/local-10000/",
    "maps/decarbonization/",
    "maps/?ministry=meti&new_call=1",
    "may-apply/?as=university&with=city",
    "compare/?p=coi-next&p=sparc&p=j-peaks",
    "shortlist/?p=coi-next&p=j-peaks",
    "feedback/sent/",
    "accounts/login/",
    "accounts/signup/",
    "accounts/inactive/",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/password/reset/key/done/",
    "accounts/providers/cancelled/",
    "contacts/?as_of=2022-02-01",
    "sources/package-2022/",
    "sources/package-2022/11/?text=共創の場形成支援",
    "organizations/?q=首都大&as_of=2020-03-31",
    "organizations/?q=ぬぬぬぬ",
    "organizations/hokkaido-university/",
    "organizations/classes/?doctorates=5&masters=60",
    "organizations/criteria/wpi/?people=85&english=yes",
    "organizations/osaka-metropolitan-university/?as_of=2020-04-01",
    "organizations/registered/7000000000002/",
    "organizations/?q=見本",
    "regions/39/",
    "networks/?q=ぬぬぬぬ",
    "networks/tokushima-council/",
    "networks/hokkaido-alliance/",
    "networks/startup-tokyo/?year=2021",
    "networks/regions/36/",
    "networks/alive/",
    "networks/graph/?prefecture=36",
    "regions/39/392022/",
    "people/fukuma-takeshi/",
    "governance/?standing=unanswered",
    "governance/?body=ぬぬぬ",
    "governance/points/issue-contribution/",
    "governance/points/opinion-evaluation/",
    "governance/meetings/thursday-2021-11-18/",
    "governance/bodies/regional-university-task-force/",
    "governance/milestones/?course=fund",
    "surveys/mic-2021/",
    "calls/coi-next-regional-2024/",
    "calls/coi-next-regional-2024/may-apply/?members=2&companies=x",
    "indicators/company-share/",
    "indicators/participants/?year=2024",
    "indicators/participants/tokushima-council/?as_of=2026-04-01",
    "windows/?missing=1",
    "strengths/universities/9000000000/",
    "strengths/universities/9000000000/works/",
    "strengths/works/1/",
    "strengths/compare/?u=9000000000&u=9000000001",
    "strengths/domain/?u=9000000000",
]


def pages() -> list[str]:
    """One address of every kind of page, for which Django must be ready."""
    from django.urls import reverse
    from django.utils import translation

    from tsunagu import rooms

    with translation.override("ja"):  # a page asked for in English leaves its language behind
        announced = [reverse(page.view).removeprefix("/") for page in rooms.pages(rooms.ROOMS)]
    return ["", "about/", "operator/", "terms/", *announced, *_FURTHER]


def chromium() -> str | None:
    """The Chromium to use: TSUNAGU_CHROMIUM or the first one found."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("TSUNAGU_CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


@contextlib.contextmanager
def running_site(**environment: str) -> Iterator[str]:
    """The address of the real server, started on a free port against the database of the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    from tsunagu.web import server as web_server

    command = [sys.executable, "-m", "tsunagu.web.server", *web_server.arguments(port)]
    server = subprocess.Popen(command, env={**os.environ, **environment})
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTED_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError("the server stopped while starting")
        try:
            with urllib.request.urlopen(address + "api/v1/health", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")
