"""What is answered while the database is away, the disk is full, or the site is closed by announcement."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from tsunagu.database.backend import base
from tsunagu.database.backend.base import Breaker, breaker
from tsunagu.database.vault import Log, Until
from tsunagu.operation import disk
from tsunagu.operation.notices import Board, Notice
from tsunagu.web import operating, outages
from tsunagu.web.requests import client_address


@pytest.fixture(autouse=True)
def _plain_files(settings) -> None:
    """No page of these tests loads its files."""
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def away(cause: Exception | None = None) -> OperationalError:
    error = OperationalError("server closed the connection unexpectedly")
    error.__cause__ = cause or psycopg.OperationalError("away")
    return error


class View:
    """Raises one error after another, then answers; says how often it was asked."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.asked = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return HttpResponse("answered")


@pytest.fixture(autouse=True)
def _whole() -> Iterator[None]:
    """What a test found away is not away for the next."""
    yield
    breaker.found()


def ask(view: View, method: str = "get", path: str = "/contacts/") -> HttpResponse | None:
    request = getattr(RequestFactory(), method)(path)
    request.resolver_match = None
    request.htmx = False
    return outages.DatabaseAway(view).process_view(request, view, (), {})


def test_a_restart_of_the_database_is_not_noticed_by_who_reads():
    view = View(away(), away())
    assert (ask(view).content, view.asked) == (b"answered", 3)


def test_what_would_be_written_is_not_tried_by_us():
    view = View(away())
    assert (ask(view, "post"), view.asked) == (None, 0)


@pytest.mark.parametrize(
    ("cause", "status"),
    [(psycopg.errors.QueryCanceled(), 503), (psycopg.errors.DiskFull(), 507), (psycopg.errors.LockNotAvailable(), 503)],
)
def test_an_error_in_a_session_that_goes_on_is_not_asked_again(cause: Exception, status: int):
    view = View(away(cause))
    assert (ask(view).status_code, view.asked) == (status, 1)


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch, django_db_setup, django_db_blocker) -> Iterator[None]:
    """Nobody listens where the database should be, and nobody waits long for it."""
    monkeypatch.setattr(base, "PATIENT_SECONDS", 0.0)
    before = connection.settings_dict
    options = {**before["OPTIONS"], "pool": {"min_size": 0, "max_size": 2, "timeout": 0.1}}
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()
        connection.settings_dict = {**before, "HOST": "/nobody/here", "OPTIONS": options}
        yield
        connection.close_pool()
        connection.settings_dict = before


def test_a_database_that_stays_away_is_said_with_when_to_ask_again(client: Client, no_server: None):
    found = {
        path: client.get(path) for path in ("/contacts/", "/en/contacts/", "/api/v1/programs", "/about/", "/ready")
    }
    assert {path: answer.status_code for path, answer in found.items()} == {
        "/contacts/": 503,
        "/en/contacts/": 503,
        "/api/v1/programs": 503,
        "/about/": 200,
        "/ready": 503,
    }
    assert {answer["Retry-After"] for path, answer in found.items() if path != "/about/"} == {"5"}
    assert "データベースに接続できません" in found["/contacts/"].content.decode()
    assert "The database cannot be reached" in found["/en/contacts/"].content.decode()
    assert found["/api/v1/programs"]["Content-Type"] == "application/problem+json"
    assert found["/contacts/"]["Cache-Control"] == "no-store"
    assert found["/ready"].json()["database"] is False


# The breaker --------------------------------------------------------------------------------------------------------


def test_the_breaker_lets_one_try_while_the_server_stays_away(monkeypatch: pytest.MonkeyPatch):
    one = Breaker()
    assert (one.is_patient(), one.must_wait()) == (True, False)
    one.lost()
    assert (one.is_patient(), one.must_wait()) == (True, False)
    monkeypatch.setattr(base, "PATIENT_SECONDS", 0.0)
    assert one.is_patient() is False
    assert [one.must_wait() for _ in range(3)] == [True, True, True]  # it was tried just now
    monkeypatch.setattr(base, "QUIET_SECONDS", 0.05)
    time.sleep(0.06)
    one.lost()  # who was told so does not put off the next try
    assert [one.must_wait() for _ in range(2)] == [False, True]
    one.found()
    assert one.must_wait() is False


# Announcements and space ----------------------------------------------------------------------------------------------


@pytest.fixture
def board(tmp_path: Path, settings) -> Iterator[Board]:
    settings.VAR = tmp_path
    outages.board.cache_clear()
    yield outages.board()
    outages.board.cache_clear()


@pytest.mark.django_db
def test_maintenance_is_announced_first_and_then_closes_all_but_health(client: Client, board: Board):
    soon = timezone.now() + timedelta(hours=1)
    board.put(Notice(kind="maintenance", begins=soon, until=soon + timedelta(hours=1), ja="更新します", en="Update"))
    page = client.get("/about/")
    assert (page.status_code, "更新します" in page.content.decode()) == (200, True)
    board.put(Notice(kind="maintenance", begins=timezone.now(), until=timezone.now() + timedelta(minutes=30)))
    page, answer = client.get("/about/"), client.get("/api/v1/programs")
    assert (page.status_code, answer.status_code) == (503, 503)
    assert 1700 < int(page["Retry-After"]) <= 1800
    assert answer.json()["title"] == "Maintenance"
    assert client.get("/health").status_code == 200


@pytest.mark.django_db
def test_read_only_refuses_what_would_be_sent_in(client: Client, board: Board):
    board.put(Notice(kind="read-only", begins=timezone.now()))
    assert client.get("/feedback/").status_code == 200
    assert client.post("/feedback/", {"text": "x"}).status_code == 503


@pytest.mark.django_db
def test_a_full_disk_refuses_what_would_be_sent_in_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "LEAST", 2**60)
    assert client.get("/about/").status_code == 200
    answer = client.post("/en/feedback/", {"text": "x"})
    assert (answer.status_code, "Retry-After" in answer) == (507, True)
    assert "cannot be saved" in answer.content.decode()


# What monitors ask ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_ready_names_what_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(operating.CHECKS, "index", lambda: True)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "index": True, "migrations": True, "disk": True},
    )

    def gone() -> bool:
        raise OperationalError("away")

    monkeypatch.setitem(operating.CHECKS, "database", gone)
    monkeypatch.setattr(disk, "LEAST", 2**60)
    answer = client.get("/ready")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {"database": False, "index": True, "migrations": True, "disk": False}


@pytest.mark.django_db
def test_health_asks_no_database(client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health").json()["service"] == "tsunagu"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "192.0.2.7"}, 403),
        ({"X-Forwarded-For": "192.0.2.7", "Authorization": "Bearer right"}, 200),
        ({"X-Forwarded-For": "192.0.2.7", "Authorization": "Bearer wrong"}, 403),
    ],
)
def test_figures_are_for_this_machine_or_for_who_has_the_token(client: Client, settings, headers, status):
    settings.METRICS_TOKEN = "right"
    client.get("/about/")
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("tsunagu_request_seconds_count" in answer.content.decode()) is (status == 200)


@pytest.mark.django_db
def test_figures_tell_of_the_jobs_and_stay_when_the_database_is_away(client: Client):
    def figures() -> dict[str, float]:
        lines = client.get("/metrics").content.decode().splitlines()
        return {
            name: float(value) for name, value in (line.split() for line in lines if line.startswith("tsunagu_jobs"))
        }

    assert figures() == {"tsunagu_jobs_waiting": 0, "tsunagu_jobs_failed": 0, "tsunagu_jobs_oldest_seconds": 0}
    with connection.execute_wrapper(_away):
        assert figures() == {}


@pytest.mark.django_db
def test_figures_tell_how_old_the_archive_is(client: Client, settings, tmp_path):
    def age() -> list[float]:
        lines = client.get("/metrics").content.decode().splitlines()
        return [float(line.split()[1]) for line in lines if line.startswith("tsunagu_archive_age_seconds")]

    assert age() == []
    settings.BACKUP = str(tmp_path)
    assert age() == [float("inf")]
    for system, minutes in (("7", 9), ("8", 2)):
        log = Log(tmp_path, system)
        log.folder.mkdir(parents=True)
        log.tell(Until(instant=timezone.now() - timedelta(minutes=minutes)))
    assert 120 <= age()[0] < 130


def _away(*_: object) -> None:
    raise OperationalError("away")


def test_without_a_token_none_is_right(client: Client, settings):
    settings.METRICS_TOKEN = ""
    headers = {"X-Forwarded-For": "192.0.2.7", "Authorization": "Bearer "}
    assert client.get("/metrics", headers=headers).status_code == 403


def test_the_sender_is_who_the_server_in_front_saw_and_nobody_else_can_say_so(settings):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.7"})
    assert client_address(request) == "127.0.0.1"
    settings.PROXY = True
    assert client_address(request) == "192.0.2.7"
