"""The front: every request in its order, from what it announces to the answer."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import replace
from http import HTTPStatus

from tsunagu.kernel import clock
from tsunagu.kernel.policies import Lane, Policy
from tsunagu.web import addresses, requests
from tsunagu.web.front import encodings, refusals
from tsunagu.web.front.answers import Answer, Receive, Send
from tsunagu.web.front.asked import Asked, Scope, plain, require_sound
from tsunagu.web.front.bodies import Bodies, Gone, announced
from tsunagu.web.front.clients import Clients
from tsunagu.web.front.kept import Kept, Page
from tsunagu.web.front.lanes import Threads
from tsunagu.web.front.refusals import Refused
from tsunagu.web.front.version import SIZE, DataVersion
from tsunagu.web.middleware import VERSION

# All that a public page may hang on beside its address, the day and the version of the data, and so all that is passed
# on with the question: what one reader adds cannot change what another one reads.
_MAKING = frozenset({b"host", b"x-forwarded-proto"})
_LIVE = b"hx-"  # what htmx tells of the page that asks
_FOR_THE_LOG = frozenset({b"x-forwarded-for"})
_NUMBER = b"x-request-id"
_VARIES = frozenset({b"hx-request", b"accept-encoding"})
_FILE = b"format="  # the parameter that asks for a whole table as a file


class Front:
    """An application of ASGI before the one of WSGI that the lanes run."""

    def __init__(
        self,
        lanes: dict[Lane, Threads],
        kept: Kept,
        version: DataVersion,
        clients: Clients,
        bodies: Bodies,
    ) -> None:
        self._lanes = lanes
        self._kept = kept
        self._version = version
        self._clients = clients
        self._bodies = bodies
        self._rendering: dict[bytes, asyncio.Task[Answer | Page]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        began = time.perf_counter()
        scope = plain(scope)
        asked = Asked.of(scope)
        try:
            answer = await self._answer(asked, scope, receive)
        except Refused as refused:
            answer = refusals.answer(refused.refusal, asked.path)
        except Gone:
            return
        await _recorded(answer, asked, began).send(send, bodiless=asked.method == "HEAD")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """Watch the data for as long as the server lives."""
        await receive()
        self._version.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._version.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, asked: Asked, scope: Scope, receive: Receive) -> Answer:
        require_sound(asked)
        key = self._key(asked)
        page = self._kept.find(key, _way(asked)) if key else None
        if page is not None:
            announced(asked, 0)
            return page.answer(asked.header(b"if-none-match"))
        policy = addresses.policy(asked.path)
        lane = _lane(asked, policy)
        body = await self._bodies.read(receive, announced(asked, policy.most_sent))
        self._clients.count(asked, lane)
        if key and policy.public:
            return await self._for_all(key, asked, scope, self._lanes[lane])
        return await self._lanes[lane].answer(scope, body)

    def _key(self, asked: Asked) -> bytes | None:
        """What a public page hangs on; none where it may not be kept, or the version of the data is not known."""
        version = self._version.current
        if version is None or not asked.is_reading:
            return None
        making = sorted(pair for pair in asked.headers.items() if _makes(pair[0]))
        told = repr((clock.today(), asked.scheme, asked.path, asked.query, making)).encode()
        return version + hashlib.blake2b(told, digest_size=16).digest()

    async def _for_all(self, key: bytes, asked: Asked, scope: Scope, lane: Threads) -> Answer:
        """A public page, rendered once however many ask for it at the same time."""
        task = self._rendering.get(key)
        if task is None:
            task = asyncio.create_task(self._render(key, lane, _for_everybody(asked, scope, _version(key))))
            self._rendering[key] = task
            task.add_done_callback(lambda _: self._rendering.pop(key, None))
        rendered = await asyncio.shield(task)
        if isinstance(rendered, Answer):
            return rendered
        return rendered.pressed(_way(asked)).answer(asked.header(b"if-none-match"))

    async def _render(self, key: bytes, lane: Threads, scope: Scope) -> Answer | Page:
        """The page, kept; what is not for everybody, as a mistake, as it is."""
        answer = await lane.answer(scope, b"")
        if not _is_public(answer):
            return answer
        page = Page.of(answer)
        self._kept.keep(key, page)
        return page


def _recorded(answer: Answer, asked: Asked, began: float) -> Answer:
    """The answer with a number, counted, unless Django has done so."""
    if answer.header(_NUMBER):
        return answer
    by = "refused" if answer.status >= HTTPStatus.BAD_REQUEST else "kept"
    number = requests.counted(by, asked.method, asked.path, answer.status, began)
    return replace(answer, headers=[*answer.headers, (_NUMBER, number.encode())])


def _for_everybody(asked: Asked, scope: Scope, version: bytes) -> Scope:
    """The question as anybody would ask it, each header once, as the key of the page has it."""
    headers = [pair for pair in asked.headers.items() if _makes(pair[0]) or pair[0] in _FOR_THE_LOG]
    return {**scope, "method": "GET", "headers": headers, VERSION: version}


def _makes(header: bytes) -> bool:
    """Whether a header may make a public page another one."""
    return header in _MAKING or header.startswith(_LIVE)


def _version(key: bytes) -> bytes:
    """The version of the data of a key, which was known before the page was asked of Django."""
    return key[:SIZE]


def _is_public(answer: Answer) -> bool:
    """Whether an answer says that it is the same for everybody."""
    if answer.status != HTTPStatus.OK or answer.header(b"set-cookie"):
        return False
    return b"public" in _words(answer, b"cache-control") and _words(answer, b"vary") <= _VARIES


def _words(answer: Answer, name: bytes) -> set[bytes]:
    """The words of a header that lists some."""
    return {word.strip().lower() for word in answer.header(name).split(b",") if word.strip()}


def _way(asked: Asked) -> str:
    return encodings.wanted(asked.header(b"accept-encoding"))


def _lane(asked: Asked, policy: Policy) -> Lane:
    """The lane of an address; a file of a whole table is heavier than the page that offers it."""
    return Lane.HEAVY if policy.lane is Lane.OPEN and _FILE in asked.query else policy.lane
