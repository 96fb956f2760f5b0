"""Every page in both languages: as it is, filtered, as the part that htmx asks for, as a file, and asked wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.browser.real_site import pages
from tests.snapshot.answers import Answers, response_text
from tests.snapshot.controls import Controls, controls

Pairs = list[tuple[str, str]]
LANGUAGES = ("", "en/")
SHAPES = ("csv", "xlsx", "parquet")
BROKEN = ("foo", "%00", "-1", "１０", "NaN", "令和", "'\"><script>alert(1)</script>", "x" * 500)
FILTERED = """
programs/
programs/?q=無人バスを村で走らせたい
programs/coi-next/
maps/
maps/maas/
may-apply/
may-apply/?as=city&with=university
compare/
compare/?p=coi-next&p=sparc&p=j-peaks&add=バス
budgets/
changes/
contacts/
contacts/?q=自動車
sources/
""".split()
MORE = """
programs/?q=バス&applicant=company
programs/?q=地銀の融資とあわせて町で起業したい&applicant=company
programs/?q=研究&year=R4
programs/?q=%00
compare/?p=coi-next
compare/?p=coi-next&p=nothing
compare/?p=coi-next&p=sparc&p=j-peaks&p=sip&p=local-10000
may-apply/?as=university&with=city&with=company
may-apply/?as=city&verdict=yes&theme=maas
maps/?year=R4&theme=maas
contacts/?q=ぬぬ
programs/no-such-program/
programs/coi-nxt/
maps/no-such-map/
maps/maas/?year=2021
nowhere/
programs
about
strengths/nowhere/
""".split()
TIMES = {
    "good": "分野,人数,研究時間割合(%),標準誤差率(%)\n化学,10,40,10\n臨床医学,200,25.5,\n",
    "bad": "分野,人数,研究時間割合(%),謎\n化学,0,0.4,1\n化学,x,40,1\nなにか,,200,1\n",
    "no text": "\0\0",
    "empty": "",
}


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is to ask a store about: universities by number, the last one not computed, and works."""

    universities: Sequence[str] = ()
    works: Sequence[str] = ()

    @property
    def computed(self) -> Sequence[str]:
        """The universities that are computed."""
        return self.universities[:-1]


def client() -> Client:
    """A reader of this machine; a page that fails is an answer too."""
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def stock(store: Path) -> Stock:
    """What the pages of a store link to: universities of map and list, an institution of elsewhere, some works."""
    settings.STRENGTHS = store
    reader = client()

    def links(path: str, what: str) -> list[str]:
        html = reader.get(f"/strengths/{path}").content.decode()
        return list(dict.fromkeys(re.findall(rf'href="/strengths/{what}/(\d+)/', html)))

    strong, listed = links("?least=1&everyone=1", "universities"), links("universities/", "universities")
    named = ["9000000000", "9000000001"] if "9000000000" in (*strong, *listed) else []
    chosen = list(dict.fromkeys([*named, *strong[:: len(strong) // 4 + 1], *listed[:: len(listed) // 8 + 1]]))[:8]
    if not chosen:
        return Stock()
    lists = [f"universities/{one}/works/?only={only}" for one in chosen[:3] for only in ("", "top")]
    works = dict.fromkeys(work for path in lists for work in links(path, "works")[:2])
    elsewhere = links("universities/?country=all&page=9999", "universities")[-1:]
    return Stock((*chosen, *elsewhere), tuple(works))


def ask(answers: Answers, stores: Mapping[str, Path], stocks: Mapping[str, Stock]) -> None:
    """Ask for every page."""
    asking = Asking(answers, "")
    keys = [one["program"]["key"] for one in asking.reader.get("/api/v1/programs?limit=1000").json()["results"]]
    maps = [one["key"] for one in asking.reader.get("/api/v1/maps").json()["results"]]
    plain = [path for path in pages() if not path.startswith("strengths/")]
    for path in (*plain, *MORE, *(f"programs/{key}/" for key in keys), *(f"maps/{key}/" for key in maps)):
        asking.both(path)
    for path in FILTERED:
        asking.everything(path)
    for path in ("robots.txt", "api/v1/health", "api/nowhere"):
        asking.one(f"/{path}")
    for method in ("post", "put", "head"):
        asking.one("/programs/", method)
    asking.kept("/", "GET / from another host", Client(headers={"host": "evil.example"}).get("/"))
    sent = "/en/strengths/research-time/"
    checked = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    asking.kept(sent, f"POST {sent} without a token", checked.post(sent))
    for name, store in stores.items():
        settings.STRENGTHS = store
        _strengths(Asking(answers, name), stocks[name])


def _strengths(asking: Asking, stock: Stock) -> None:
    for path in (path for path in pages() if path.startswith("strengths/")):
        asking.both(path)
    for path in ("universities/1/", "universities/1/works/", "works/999999999/", "?format=csv"):
        asking.both(f"strengths/{path}")
    if not stock.universities:
        return
    for number in stock.universities:
        for path in ("", "works/", "works/?only=top", "works/?counting=author&top=scale1&page=2"):
            asking.both(f"strengths/universities/{number}/{path}")
    for number in stock.works:
        asking.both(f"strengths/works/{number}/?u={stock.universities[0]}")
    first, second, third = stock.computed[:3]
    for path in (
        "",
        "universities/",
        "universities/?q=大学",
        f"universities/{first}/",
        f"universities/{third}/works/",
        "layers/",
        "research-time/",
        f"works/{stock.works[0]}/",
        f"compare/?u={first}&u={second}",
        f"domain/?u={second}&f={'&f='.join(asking.fields(second))}",
    ):
        asking.everything(f"strengths/{path}")
    _chosen(asking, stock)
    _sent(asking, stock)


def _chosen(asking: Asking, stock: Stock) -> None:
    """Universities and fields by name."""
    one, *others = stock.computed
    fields = "&f=".join(asking.fields(one))
    members = "&r=".join(others[:2])
    for path in (
        *(f"compare/?u={'&u='.join(stock.computed[:number])}" for number in (1, 3, 4, 5)),
        f"compare/?u={one}&u={one}&u=foo",
        f"compare/?u={one}&add=大学",
        f"compare/?u={one}&u={stock.universities[-1]}",
        f"domain/?u={one}&add=大学&add_r=大",
        f"domain/?u={one}&r={members}&f={fields}&name=ours",
        f"domain/?u={one}&r={members}&f={fields}&name=ours&format=csv",
        f"domain/?u={one}&f=9999&r=foo",
        "domain/?scheme=field",
        "domain/?add=ぬぬ",
        "?reference=named&university=大学",
        "?reference=named&university=ぬぬ",
        "?reference=named",
        "?reference=value&value=12.5",
        "?reference=value",
        "?reference=value&value=foo",
        "research-time/?template=1",
        f"works/{stock.works[0]}/?u={one}&top=top1&counting=author",
    ):
        asking.both(f"strengths/{path}")


def _sent(asking: Asking, stock: Stock) -> None:
    """A file with working times, good and bad, for a university, for none and for one of many."""
    page = "strengths/research-time/"
    found = asking.reader.get(f"/api/v1/strengths/institutions?q=I{stock.universities[0]}").json()["results"][0]
    name, good = found["name_ja"] or found["name_en"], TIMES["good"]
    for address in (f"/{language}{page}" for language in LANGUAGES):
        for what, text in TIMES.items():
            asking.send(address, what, name, "own.csv", text)
        asking.send(f"{address}?counting=full", "counted", name, "own.csv", good)
        asking.send(address, "no workbook", "大学", "own.xlsx", good)
        asking.send(address, "nobody", "", "own.csv", good)
        asking.send(address, "nothing", "")


class Asking:
    """Asks the site about one store and keeps the answers."""

    def __init__(self, answers: Answers, store: str) -> None:
        self.answers, self.store, self.reader = answers, store, client()

    def fields(self, university: str) -> list[str]:
        """Some fields that a domain may be made of."""
        html = self.reader.get(f"/strengths/domain/?u={university}").content.decode()
        found = controls(html).boxes.get("f", ["1"])
        return found[:: len(found) // 4 + 1]

    def one(self, address: str, method: str = "get", *, live: bool = False) -> str:
        """Ask once; the body."""
        question = f"{method.upper()} {address}{' (htmx)' if live else ''}{f' of {self.store}' if self.store else ''}"
        if not self.answers.new(question):
            return ""
        live_headers = {"hx-request": "true", "hx-current-url": f"http://localhost{address.partition('?')[0]}"}
        response = getattr(self.reader, method)(address, headers=live_headers if live else {})
        return self.kept(address, question, response)

    def send(self, address: str, what: str, university: str, file: str = "", text: str = "") -> None:
        """Send a university's working times."""
        data = {"university": university, **({"file": SimpleUploadedFile(file, text.encode())} if file else {})}
        self.kept(address, f"POST {address} ({what}) of {self.store}", self.reader.post(address, data))

    def kept(self, address: str, question: str, response: Any) -> str:
        """Keep what was answered; its body."""
        first = address.split("/")[1]
        group = f"{first if first in ('api', 'en') else 'ja'}/{self.store or 'catalog'}"
        self.answers.keep(group, question, response_text(response), failed=response.status_code == 500)
        return str(response.content.decode(errors="replace"))

    def both(self, path: str) -> None:
        """A page in both languages."""
        for language in LANGUAGES:
            self.one(f"/{language}{path}")

    def everything(self, path: str) -> None:
        """A page with every choice of its filters, in parts, as files and asked for wrongly.

        The page itself is asked for in both languages, then one question in one language and the next in the other.
        """
        page, _, query = path.partition("?")
        given = parse_qsl(query)
        html = self.reader.get(f"/{path}").content.decode()
        found = controls(html)
        self.both(path)
        for number, pairs in enumerate([*_filtered(found), *_wrongly(found)]):
            self.one(_address(LANGUAGES[number % 2], page, given, pairs))
        for number, pairs in enumerate([[], [("page", "2")], *_mixed(found)]):
            self.one(_address(LANGUAGES[number % 2], page, given, pairs), live=True)
        if "format=" in html:
            for number, pairs in enumerate([[], *_mixed(found)[:2]]):
                for shape in SHAPES:
                    for language in LANGUAGES[number % 2 :] if number else LANGUAGES:
                        self.one(_address(language, page, given, [*pairs, ("format", shape)]))


def _address(language: str, page: str, given: Pairs, pairs: Pairs) -> str:
    """The address of a page with what is asked beside what was given."""
    names = {name for name, _ in pairs}
    query = urlencode([*(pair for pair in given if pair[0] not in names), *pairs])
    return f"/{language}{page}{'?' if query else ''}{query}"


def _filtered(found: Controls) -> Iterator[Pairs]:
    """Every choice alone, then several together."""
    for name, values in found.choices.items():
        for value in values:
            yield [(name, value)]
    for name, values in found.boxes.items():
        for value in values[:30]:
            yield [(name, value)]
    yield from _mixed(found)


def _mixed(found: Controls) -> list[Pairs]:
    """Neighboring filters together, and all at once."""
    names = list(found.choices)
    pairs = enumerate(pairwise(names), start=1)
    several = [[(name, _turn(found.choices[name], turn)) for name in two] for turn, two in pairs]
    every = [[(name, _turn(found.choices[name], turn)) for name in names] for turn in (1, 2)]
    return [*several, *(every if names else [])]


def _turn(values: Sequence[str], turn: int) -> str:
    return values[turn % len(values)]


def _wrongly(found: Controls) -> Iterator[Pairs]:
    """Values that cannot be used, pages that are not there, and names that mean nothing."""
    names = list(dict.fromkeys([*found.choices, *found.boxes, *found.typed]))
    for name in names:
        yield [(name, "foo")]
    for value in BROKEN:
        yield [(name, value) for name in (*names, "page")]
    for value in ("2", "3", "99", "0", "foo"):
        yield [("page", value)]
    yield [(name, "") for name in names]
    yield [("nothing", "1")]
    yield [("format", "pdf")]
