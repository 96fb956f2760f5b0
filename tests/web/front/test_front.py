"""The front in its order: what it answers by itself, what it lets through, and what it keeps."""

from __future__ import annotations

import asyncio
import gzip
import threading
from pathlib import Path

import pytest

from tests.web.front.asking import Sent, answer, front, scope
from tsunagu.web.front.bodies import Bodies
from tsunagu.web.front.lanes import Width

pytestmark = pytest.mark.usefixtures("static_files")
PUBLIC = [("Content-Type", "text/html"), ("Cache-Control", "public, max-age=0"), ("ETag", '"tag"')]
PAGE = "<p>ようこそ</p>".encode() * 100
ABOUT = "/about/"  # a public page, and one that takes a form
FORM = "/feedback/"


class Site:
    """An application that counts what it is asked and answers the same."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK") -> None:
        self.asked: list[dict] = []
        self.headers = list(headers or PUBLIC)
        self.status = status
        self.body = PAGE

    def __call__(self, environ, start_response):
        self.asked.append({**environ, "body": environ["wsgi.input"].read()})
        start_response(self.status, self.headers)
        return [self.body]


class Slow(Site):
    """One whose threads are held until they are let go."""

    def __init__(self) -> None:
        super().__init__(("Content-Type", "text/html"))
        self.go = threading.Event()
        self.began = threading.Semaphore(0)

    def __call__(self, environ, start_response):
        self.began.release()
        self.go.wait(10)
        return super().__call__(environ, start_response)


def ask(folder: Path, site, *asked, **how):
    """The answers to some requests, one after the other."""

    async def all_of_them():
        to = front(folder, site, **how)
        return [await answer(to, *one) if isinstance(one, tuple) else await answer(to, one) for one in asked]

    return asyncio.run(all_of_them())


# Bodies ---------------------------------------------------------------------------------------------------------------


def test_what_is_too_large_is_refused_before_anything_of_it_is_read(tmp_path: Path):
    site, sent = Site(), Sent(b"x")
    [found] = ask(tmp_path, site, (scope(FORM, method="POST", content_length=str(300 * 2**20)), sent))
    assert (found.status, sent.asked_for, site.asked) == (413, 0, [])


def test_a_page_for_reading_takes_nothing(tmp_path: Path):
    site, sent = Site(), Sent(b"x")
    asked = [
        (scope(path, method=method, content_length="1"), sent) for path, method in (("/about/", "POST"), ("/", "GET"))
    ]
    assert [found.status for found in ask(tmp_path, site, *asked)] == [413, 413]
    assert (sent.asked_for, site.asked) == (0, [])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_length": "3", "transfer_encoding": "chunked"}, 400),
        ({"transfer_encoding": "chunked"}, 411),
        ({"content_length": "-3"}, 400),
        ({"content_length": "3, 3"}, 400),
    ],
)
def test_a_length_that_is_not_plain_is_refused(tmp_path: Path, headers: dict[str, str], status: int):
    [found] = ask(tmp_path, Site(), (scope(FORM, method="POST", **headers), Sent(b"abc")))
    assert (found.status, found.header(b"connection")) == (status, b"close")


def test_what_is_sent_arrives_whole(tmp_path: Path):
    site = Site()
    ask(tmp_path, site, (scope(FORM, method="POST", content_length="6"), Sent(b"abc", b"def")))
    assert [asked["body"] for asked in site.asked] == [b"abcdef"]


def test_who_stops_in_the_middle_holds_no_thread_and_is_told_so(tmp_path: Path):
    site = Site()

    async def beside():
        to = front(tmp_path, site, bodies=Bodies(patience=0.05))
        stalled = [
            asyncio.create_task(answer(to, scope(FORM, method="POST", content_length="9"), Sent(b"abc")))
            for _ in range(10)
        ]
        honest = await answer(to, scope(FORM))
        return honest, await asyncio.gather(*stalled)

    honest, stalled = asyncio.run(beside())
    assert honest.status == 200
    assert [found.status for found in stalled] == [408] * 10
    assert [asked["REQUEST_METHOD"] for asked in site.asked] == ["GET"]


def test_bodies_together_take_no_more_than_their_bound(tmp_path: Path):
    asked = (scope(FORM, method="POST", content_length="12"), Sent(b"abcdef", b"abcdef"))
    [found] = ask(tmp_path, Site(), asked, bodies=Bodies(most=10))
    assert (found.status, found.header(b"retry-after")) == (503, b"3")


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status"),
    [(b"&".join([b"a=1"] * 201), 400), (b"q=" + b"a" * 9000, 414), (b"&".join([b"a=1"] * 200), 200)],
)
def test_an_address_has_so_many_parameters_and_no_more(tmp_path: Path, query: bytes, status: int):
    assert [found.status for found in ask(tmp_path, Site(), scope(ABOUT, query=query))] == [status]


def test_a_refusal_speaks_the_language_of_the_address_and_machines_their_own(tmp_path: Path):
    query = b"&".join([b"a=1"] * 201)
    paths = ("/about/", "/en/about/", "/api/v1/programs")
    japanese, english, problem = ask(tmp_path, Site(), *(scope(path, query=query) for path in paths))
    assert "条件が多すぎます" in japanese.body.decode()
    assert "too many conditions" in english.body.decode()
    assert problem.header(b"content-type") == b"application/problem+json"
    assert all(found.header(b"content-security-policy") for found in (japanese, english, problem))


def test_another_host_is_refused(tmp_path: Path):
    site = Site()
    hosts = ("evil.example", "", "localhost:8000", "localhost")
    statuses = [found.status for found in ask(tmp_path, site, *(scope(ABOUT, host=host) for host in hosts))]
    assert statuses == [400, 400, 200, 200]


def test_letters_that_a_browser_would_escape_and_ambiguous_headers_do_no_harm(tmp_path: Path):
    site = Site()
    asked = scope(FORM, query="q=バス".encode())
    asked["headers"].append((b"x_forwarded_proto", b"https"))
    ask(tmp_path, site, asked)
    [environ] = site.asked
    assert environ["QUERY_STRING"] == "q=%E3%83%90%E3%82%B9"
    assert "HTTP_X_FORWARDED_PROTO" not in environ


# Lanes ----------------------------------------------------------------------------------------------------------------


def test_a_full_lane_refuses_at_once_and_no_other_lane_notices(tmp_path: Path):
    slow = Slow()

    async def storm():
        to = front(tmp_path, slow, version=None, heavy=Width(1, 1))
        paths = [scope("/maps/", query=b"format=xlsx&year=%d" % number) for number in range(5)]
        heavy = [asyncio.create_task(answer(to, asked)) for asked in paths]
        refused = [(await task).status for task in heavy[2:]]
        quick = asyncio.create_task(answer(to, scope("/api/v1/health")))
        await asyncio.sleep(0)
        for _ in range(2):  # one of each lane
            await asyncio.to_thread(slow.began.acquire)
        slow.go.set()
        return refused, (await quick).status, [(await task).status for task in heavy[:2]]

    assert asyncio.run(storm()) == ([503, 503, 503], 200, [200, 200])


def test_nobody_waits_long_for_a_thread(tmp_path: Path):
    slow = Slow()

    async def waiting():
        to = front(tmp_path, slow, version=None, patience=0.05, open=Width(1, 1))
        first, second = (asyncio.create_task(answer(to, scope(ABOUT, query=query))) for query in (b"a=1", b"a=2"))
        refused = (await second).status
        slow.go.set()
        return refused, (await first).status

    assert asyncio.run(waiting()) == (503, 200)


# Kept pages -----------------------------------------------------------------------------------------------------------


def test_a_public_page_is_rendered_once_for_all_and_pressed_as_each_wants(tmp_path: Path):
    site = Site()
    ways = ("", "gzip", "br;q=1.0, gzip", "zstd, br", "gzip;q=0")
    found = ask(tmp_path, site, *(scope(ABOUT, accept_encoding=way) for way in ways))
    assert len(site.asked) == 1
    assert [one.header(b"content-encoding") for one in found] == [b"", b"gzip", b"br", b"zstd", b""]
    assert [found[0].body, gzip.decompress(found[1].body), found[4].body] == [PAGE] * 3
    assert {one.header(b"vary") for one in found} == {b"Accept-Encoding"}


def test_who_has_a_page_is_not_sent_it_again(tmp_path: Path):
    site = Site()
    first, again, other = ask(
        tmp_path,
        site,
        scope(ABOUT, if_none_match='"tag"'),
        scope(ABOUT, if_none_match='"x", W/"tag"'),
        scope(ABOUT, if_none_match='"y"'),
    )
    assert [(one.status, len(one.body)) for one in (first, again, other)] == [(304, 0), (304, 0), (200, len(PAGE))]
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "other",
    [
        scope("/en/about/"),
        scope(ABOUT, query=b"a=1"),
        scope(ABOUT, host="127.0.0.1"),
        scope(ABOUT, hx_request="true"),
        scope(ABOUT, hx_request="true", hx_current_url="http://localhost/about/?a=1"),
    ],
)
def test_another_question_is_another_page(tmp_path: Path, other):
    site = Site()
    ask(tmp_path, site, scope(ABOUT), other)
    assert len(site.asked) == 2


def test_a_page_goes_when_the_data_change_and_when_the_day_does(tmp_path: Path):
    import time_machine

    site = Site()

    async def over_time():
        to = front(tmp_path, site)
        for version, day in (
            (b"version1", 1),
            (b"version1", 1),
            (b"version2", 1),
            (b"version2", 2),
            (None, 2),
            (None, 2),
        ):
            to._version.current = version
            with time_machine.travel(f"2026-12-{day:02}T12:00+09:00", tick=False):
                await answer(to, scope(ABOUT))
        return len(site.asked)

    assert asyncio.run(over_time()) == 5


@pytest.mark.parametrize(
    "site",
    [
        Site(("Cache-Control", "private, no-store")),
        Site(*PUBLIC, ("Set-Cookie", "csrftoken=x")),
        Site(*PUBLIC, ("Vary", "Cookie")),
        Site(*PUBLIC, status="404 Not Found"),
    ],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(tmp_path: Path, site: Site):
    asked_before = len(site.asked)
    ask(tmp_path, site, scope(ABOUT), scope(ABOUT))
    assert len(site.asked) - asked_before == 2


def test_a_page_with_a_form_is_its_readers_own(tmp_path: Path):
    site = Site()
    ask(tmp_path, site, scope(FORM, cookie="csrftoken=mine"), scope(FORM, cookie="csrftoken=yours"))
    assert [asked["HTTP_COOKIE"] for asked in site.asked] == ["csrftoken=mine", "csrftoken=yours"]


def test_a_public_page_is_rendered_as_for_nobody(tmp_path: Path):
    site = Site()
    mine = {"cookie": "session=mine", "if_none_match": '"tag"', "range": "bytes=0-1", "x_forwarded_host": "evil"}
    ask(tmp_path, site, scope(ABOUT, method="HEAD", hx_request="true", **mine))
    [environ] = site.asked
    assert environ["REQUEST_METHOD"] == "GET"
    assert {name for name in environ if name.startswith("HTTP_")} == {"HTTP_HOST", "HTTP_HX_REQUEST"}
    assert environ["asgi.scope"]["tsunagu.version"] == b"version1"


def test_many_who_ask_for_a_new_page_at_once_have_it_rendered_once(tmp_path: Path):
    site = Site()

    async def at_once():
        to = front(tmp_path, site, open=Width(1, 1))
        return await asyncio.gather(*(answer(to, scope(ABOUT)) for _ in range(20)))

    assert [found.status for found in asyncio.run(at_once())] == [200] * 20
    assert len(site.asked) == 1


def test_each_answer_has_a_number_of_its_own(tmp_path: Path):
    site = Site(*PUBLIC, ("X-Request-Id", "first"))
    query = b"&".join([b"a=1"] * 201)
    found = ask(tmp_path, site, scope(ABOUT), scope(ABOUT), scope(ABOUT), scope(ABOUT, query=query))
    numbers = [one.header(b"x-request-id") for one in found]
    assert numbers[0] == b"first"
    assert (len(set(numbers)), all(numbers)) == (4, True)


def test_head_is_answered_with_the_length_alone(tmp_path: Path):
    whole, head = ask(tmp_path, Site(), scope(ABOUT), scope(ABOUT, method="HEAD"))
    assert (len(whole.body), len(head.body), head.status) == (len(PAGE), 0, 200)
